/* SPDX-License-Identifier: MIT */
/* Known findings, made from a report and held against one. */
#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static int compare_keys(const void *left, const void *right)
{
    return strcmp(((const struct baseline_entry *)left)->key, ((const struct baseline_entry *)right)->key);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static uint64_t error_sum(uint64_t left, uint64_t right)
{
    return left > UINT64_MAX - right ? UINT64_MAX : left + right;
}

/* Entries of one key, next to each other, become one. */
static void unite(struct baseline *baseline)
{
    size_t kept = 0;
    for (size_t i = 0; i < baseline->count; i++) {
        struct baseline_entry *entry = &baseline->entries[i];
        struct baseline_entry *last = kept > 0 ? &baseline->entries[kept - 1] : NULL;
        if (!last || compare_keys(last, entry) != 0) {
            baseline->entries[kept++] = *entry;
            continue;
        }
        last->count += entry->count;
        last->bytes += entry->bytes;
        last->count_error = error_sum(last->count_error, entry->count_error);
        last->bytes_error = error_sum(last->bytes_error, entry->bytes_error);
        last->bytes_per_iteration = larger(last->bytes_per_iteration, entry->bytes_per_iteration);
        last->objects_per_iteration = larger(last->objects_per_iteration, entry->objects_per_iteration);
        free(entry->key);
    }
    baseline->count = kept;
}

void baseline_make(struct baseline *baseline, const struct checked *checked)
{
    baseline->count = 0;
    baseline->selected = checked->selected;
    baseline->entries = memory_new(checked->count * sizeof(*baseline->entries));
    for (size_t i = 0; i < checked->count; i++) {
        const struct checked_finding *finding = &checked->items[i];
        if (finding->status != STATUS_SUPPRESSED) {
            baseline->entries[baseline->count++] = (struct baseline_entry){
                .key = memory_copy(finding->key),
                .count = checked_count(finding),
                .bytes = finding->bytes,
                .count_error = finding->objects_error,
                .bytes_error = finding->bytes_error,
                .bytes_per_iteration = finding->bytes_per_iteration,
                .objects_per_iteration = finding->objects_per_iteration,
            };
        }
    }
    qsort(baseline->entries, baseline->count, sizeof(*baseline->entries), compare_keys);
    unite(baseline);
}

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++) {
        free(baseline->entries[i].key);
    }
    free(baseline->entries);
}

/* What is found beyond what is known; none where that may be the estimates' error, of which so much is used up then. */
static uint64_t take(uint64_t *known, uint64_t *known_error, uint64_t found, uint64_t error)
{
    const uint64_t taken = found < *known ? found : *known;
    const uint64_t rest = found - taken;
    *known -= taken;
    if (rest > error_sum(*known_error, error)) {
        return rest;
    }
    if (*known_error != UINT64_MAX) {
        *known_error -= rest < *known_error ? rest : *known_error;
    }
    return 0;
}

static double share(uint64_t error, uint64_t amount)
{
    return amount > 0 ? (double)error / (double)amount : 0;
}

/* Rates are as wrong as the amounts that they come from. */
static bool grows_as_known(const struct baseline_entry *entry, const struct checked_finding *finding)
{
    const double bytes = share(entry->bytes_error, entry->bytes);
    const double objects = share(entry->count_error, entry->count);
    const double new_bytes = share(finding->bytes_error, finding->bytes);
    const double new_objects = share(finding->objects_error, finding->objects);
    return finding->bytes_per_iteration * (1 - new_bytes) <= entry->bytes_per_iteration * (1.01 + bytes) &&
           finding->objects_per_iteration * (1 - new_objects) <= entry->objects_per_iteration * (1.01 + objects);
}

static void finding_apply(struct baseline_entry *entry, struct checked_finding *finding)
{
    bool known;
    if (finding->category == CATEGORY_GROWTH) {
        known = grows_as_known(entry, finding);
    } else {
        finding->new_count = take(&entry->count, &entry->count_error, finding->new_count, finding->objects_error);
        finding->new_bytes = take(&entry->bytes, &entry->bytes_error, finding->new_bytes, finding->bytes_error);
        known = finding->new_count == 0 && (finding->new_bytes == 0 || !checked_is_of_objects(finding));
    }
    entry->found = true;
    finding->status = known ? STATUS_KNOWN : finding->status;
    finding->grown = !known;
}

/* What follows `part` where the text begins with it; NULL where it does not, or there is no text. */
static const char *after(const char *text, const char *part)
{
    const size_t length = strlen(part);
    return text && strncmp(text, part, length) == 0 ? text + length : NULL;
}

/* The key from its third part on, which is about the object; NULL where it is none of such a finding. */
static const char *object_part(const char *key, const struct checked_finding *finding)
{
    return after(after(after(after(key, category_word(finding->category)), "/"), finding->code), "/");
}

/* "/FUNCTION/FILE" at the end of the finding's key, after kind and name; NULL likewise. */
static const char *place_part(const struct checked_finding *finding)
{
    const char *object = object_part(finding->key, finding);
    const char *name = object ? strchr(object, '/') : NULL;
    return name ? after(name + 1, finding->name) : NULL;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Whether one of both does not tell of which object it is, and all else is the same. */
static bool is_of_one_place(const struct baseline_entry *entry, const struct checked_finding *finding)
{
    const char *place = place_part(finding);
    const char *found = object_part(finding->key, finding);
    const char *known = object_part(entry->key, finding);
    if (!place || !known || !ends_with(known, place)) {
        return false;
    }
    const bool nameless = found[0] == '/' && found + 1 == place;
    return nameless || (known[0] == '/' && strcmp(known + 1, place) == 0);
}

/* The entry that knows the finding; NULL where none does. */
static struct baseline_entry *entry_of(const struct baseline *baseline, const struct checked_finding *finding,
                                       bool selected)
{
    const struct baseline_entry wanted = {.key = (char *)finding->key};
    struct baseline_entry *entry =
        bsearch(&wanted, baseline->entries, baseline->count, sizeof(*baseline->entries), compare_keys);
    for (size_t i = 0; selected && !checked_is_of_selected(finding) && !entry && i < baseline->count; i++) {
        entry = is_of_one_place(&baseline->entries[i], finding) ? &baseline->entries[i] : NULL;
    }
    return entry;
}

void baseline_apply(const struct baseline *baseline, const struct checked *checked)
{
    if (baseline->count == 0) {
        return;
    }
    struct baseline left = {.entries = memory_new(baseline->count * sizeof(*left.entries)), .count = baseline->count};
    memcpy(left.entries, baseline->entries, baseline->count * sizeof(*left.entries));
    for (size_t i = 0; i < checked->count; i++) {
        struct checked_finding *finding = &checked->items[i];
        struct baseline_entry *entry = entry_of(&left, finding, baseline->selected || checked->selected);
        if (entry && finding->status != STATUS_SUPPRESSED) {
            finding_apply(entry, finding);
            baseline->entries[entry - left.entries].found = true;
        }
    }
    free(left.entries);
}
