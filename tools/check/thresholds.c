/* SPDX-License-Identifier: MIT */
#include "thresholds.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "rules.h"

static void word_add(struct thresholds *thresholds, const char *word)
{
    size_t count = thresholds->fail_on_count;
    thresholds->fail_on = memory_resize(thresholds->fail_on, count + 1, sizeof(*thresholds->fail_on));
    thresholds->fail_on[count] = memory_copy(word);
    thresholds->fail_on_count++;
}

static void words_free(struct thresholds *thresholds)
{
    for (size_t i = 0; i < thresholds->fail_on_count; i++) {
        free(thresholds->fail_on[i]);
    }
    free(thresholds->fail_on);
}

const char *thresholds_word(size_t index)
{
    enum { AFTER_CATEGORIES = 1 + CATEGORY_COUNT, AFTER_SEVERITIES = AFTER_CATEGORIES + SEVERITY_COUNT };
    if (index == 0) {
        return "none";
    }
    if (index < AFTER_CATEGORIES) {
        return category_word((enum category)(index - 1));
    }
    if (index < AFTER_SEVERITIES) {
        return severity_word((enum severity)(index - AFTER_CATEGORIES));
    }
    const struct rule *rule = rules_at(index - AFTER_SEVERITIES);
    return rule ? rule->code : NULL;
}

bool thresholds_fail_on(struct thresholds *thresholds, const char *word, struct document_fault *fault)
{
    if (category_of(word) == CATEGORY_COUNT && severity_of(word) == SEVERITY_COUNT && strcmp(word, "none") != 0 &&
        !rules_find(word)) {
        return fault_tell(fault, "--fail-on takes a code, category or severity of a finding, or none, not '%.80s'",
                          word);
    }
    word_add(thresholds, word);
    return true;
}

static struct device_limit *limit_named(const struct thresholds *thresholds, const char *name, size_t length)
{
    for (size_t i = 0; i < thresholds->device_count; i++) {
        struct device_limit *limit = &thresholds->devices[i];
        if (strlen(limit->device) == length && strncmp(limit->device, name, length) == 0) {
            return limit;
        }
    }
    return NULL;
}

void thresholds_limit_device(struct thresholds *thresholds, const char *device, uint64_t most)
{
    struct device_limit *limit = limit_named(thresholds, device, strlen(device));
    if (!limit) {
        const size_t count = thresholds->device_count++;
        thresholds->devices = memory_resize(thresholds->devices, count + 1, sizeof(*thresholds->devices));
        limit = &thresholds->devices[count];
        limit->device = memory_copy(device);
    }
    limit->most = most;
}

const struct device_limit *thresholds_of_device(const struct thresholds *thresholds, const char *device)
{
    const struct device_limit *limit = limit_named(thresholds, device, strlen(device));
    return limit ? limit : limit_named(thresholds, device, strcspn(device, ":"));
}

static void devices_free(struct thresholds *thresholds)
{
    for (size_t i = 0; i < thresholds->device_count; i++) {
        free(thresholds->devices[i].device);
    }
    free(thresholds->devices);
}

static void limit_fill(struct limit *limit, const struct limit *other)
{
    if (!limit->set) {
        *limit = *other;
    }
}

void thresholds_fill(struct thresholds *thresholds, struct thresholds *other)
{
    limit_fill(&thresholds->leaks, &other->leaks);
    limit_fill(&thresholds->leaked_bytes, &other->leaked_bytes);
    limit_fill(&thresholds->growth, &other->growth);
    for (size_t i = 0; i < other->device_count; i++) {
        const struct device_limit *limit = &other->devices[i];
        if (!limit_named(thresholds, limit->device, strlen(limit->device))) {
            thresholds_limit_device(thresholds, limit->device, limit->most);
        }
    }
    devices_free(other);
    if (thresholds->fail_on_count == 0) {
        thresholds->fail_on = other->fail_on;
        thresholds->fail_on_count = other->fail_on_count;
    } else {
        words_free(other);
    }
}

static bool fails_on_nothing(const struct thresholds *thresholds)
{
    for (size_t i = 0; i < thresholds->fail_on_count; i++) {
        if (strcmp(thresholds->fail_on[i], "none") == 0) {
            return true;
        }
    }
    return false;
}

void thresholds_default(struct thresholds *thresholds)
{
    const bool limited = !fails_on_nothing(thresholds);
    thresholds->leaks.set = thresholds->leaks.set || (limited && !thresholds->leaked_bytes.set);
    thresholds->growth.set = thresholds->growth.set || limited;
    if (thresholds->fail_on_count == 0) {
        word_add(thresholds, severity_word(SEVERITY_ERROR));
    }
}

void thresholds_free(struct thresholds *thresholds)
{
    devices_free(thresholds);
    words_free(thresholds);
}

bool thresholds_limit(const struct checked_finding *finding)
{
    return finding->severity != SEVERITY_NOTE &&
           (finding->category == CATEGORY_LEAK || finding->category == CATEGORY_GROWTH);
}

static bool word_met(const char *word, const struct checked_finding *finding)
{
    enum severity severity = severity_of(word);
    if (severity != SEVERITY_COUNT) {
        return !thresholds_limit(finding) && finding->severity >= severity;
    }
    return strcmp(word, category_word(finding->category)) == 0 || strcmp(word, finding->code) == 0;
}

const char *thresholds_met(const struct thresholds *thresholds, const struct checked_finding *finding)
{
    for (size_t i = 0; i < thresholds->fail_on_count; i++) {
        if (word_met(thresholds->fail_on[i], finding)) {
            return thresholds->fail_on[i];
        }
    }
    return NULL;
}
