/* SPDX-License-Identifier: MIT */
#include "record_modes.h"

#include <inttypes.h>
#include <string.h>

#include "text_words.h"

enum { SUMMARY_DEFAULT = 10, SUMMARY_MOST = 86400 };

#define SNAPSHOT_DEFAULT (UINT64_C(16) << 20)
#define SNAPSHOT_LEAST   (UINT64_C(1) << 18)
#define SNAPSHOT_MOST    (UINT64_C(1) << 32)

static bool set_size(const struct cli_usage *usage, const char *name, const char *text, uint64_t least, uint64_t *size)
{
    if (cli_parse_number(text, least, size)) {
        return true;
    }
    cli_usage_error(usage->command,
                    "--%s takes a number of bytes, %s or more, with k, M or G behind it if you like, not '%s'", name,
                    words_grouped(least).text, text);
    return false;
}

/* A plain number is of megabytes: nobody wants a recorder of 16 bytes. */
static bool set_snapshot(const struct cli_usage *usage, const char *text, uint64_t *bytes)
{
    uint64_t number = SNAPSHOT_DEFAULT;
    if (text != NULL && !cli_parse_number(text, 1, &number)) {
        number = 0;
    }
    *bytes = number < SNAPSHOT_MOST >> 20 ? number << 20 : number;
    if (*bytes >= SNAPSHOT_LEAST && *bytes <= SNAPSHOT_MOST) {
        return true;
    }
    cli_usage_error(usage->command, "--snapshot takes megabytes, or a size from 256k to 4G, not '%s'", text);
    return false;
}

static bool add_setting(struct record_modes *modes, const struct cli_usage *usage, const char *key, const char *value)
{
    const size_t used = strlen(modes->settings);
    const int length =
        snprintf(modes->settings + used, sizeof modes->settings - used, "%s%s=%s", used > 0 ? ":" : "", key, value);
    modes->selects = true;
    if (length > 0 && (size_t)length < sizeof modes->settings - used) {
        return true;
    }
    cli_usage_error(usage->command, "too long: %s", value);
    return false;
}

static bool add_number(struct record_modes *modes, const struct cli_usage *usage, const char *key, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    return add_setting(modes, usage, key, text);
}

/* 100 and 1/100 are of objects; with k, M or G it is of bytes. */
static bool set_sample(struct record_modes *modes, const struct cli_usage *usage, const char *text)
{
    const bool is_rate = strncmp(text, "1/", 2) == 0;
    const char *number = is_rate ? text + 2 : text;
    const bool is_size = strpbrk(number, "kMG") != NULL;
    uint64_t one_of = 0;
    if (!cli_parse_number(number, 2, &one_of) || (is_rate && is_size)) {
        cli_usage_error(usage->command, "--sample takes N or 1/N, 2 or more, or bytes with k, M or G, not '%s'", text);
        return false;
    }
    /* The user's settings may have the other one. */
    return add_setting(modes, usage, is_size ? "sample" : "sample_bytes", "0") &&
           add_number(modes, usage, is_size ? "sample_bytes" : "sample", one_of);
}

static bool set_kinds(struct record_modes *modes, const struct cli_usage *usage, const char *text)
{
    static const char *const kinds[] = {"struct", "tensor", "vector", "unknown"};
    for (const char *word = text; word != NULL; word = strchr(word, ',') != NULL ? strchr(word, ',') + 1 : NULL) {
        const size_t length = strcspn(word, ",");
        bool known = false;
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            known |= strlen(kinds[i]) == length && strncmp(kinds[i], word, length) == 0;
        }
        if (!known) {
            cli_usage_error(usage->command, "--only-kind takes a list of struct, tensor, vector, unknown, not '%s'",
                            text);
            return false;
        }
    }
    return add_setting(modes, usage, "only_kind", text);
}

static bool set_limit(struct record_modes *modes, const struct cli_usage *usage, const char *name, const char *key,
                      const char *text, uint64_t *size)
{
    return set_size(usage, name, text, 1, size) && add_number(modes, usage, key, *size);
}

/* FUNCTION, or FILE:LINE, whose colon would end the setting. */
static bool set_scope_site(struct record_modes *modes, const struct cli_usage *usage, const char *text)
{
    char place[100];
    const char *line = strrchr(text, ':');
    const bool at_line = line != NULL && line[1] != '\0' && line[1 + strspn(line + 1, "0123456789")] == '\0';
    if (text[0] == '\0' || strlen(text) >= sizeof place || (line != NULL && !at_line) || strchr(text, '@') != NULL ||
        strchr(text, ':') != line) {
        cli_usage_error(usage->command, "--scope-site takes a function, or FILE:LINE, not '%s'", text);
        return false;
    }
    snprintf(place, sizeof place, "%s", text);
    if (at_line) {
        place[line - text] = '@';
    }
    return add_setting(modes, usage, "scope_site", place);
}

static bool set_summary(const struct cli_usage *usage, const char *text, uint64_t *seconds)
{
    *seconds = SUMMARY_DEFAULT;
    if (text == NULL || (cli_parse_number(text, 1, seconds) && *seconds <= SUMMARY_MOST)) {
        return true;
    }
    cli_usage_error(usage->command, "--summary takes seconds, 1 to %d, not '%s'", SUMMARY_MOST, text);
    return false;
}

bool record_modes_set_option(struct record_modes *modes, struct record_options *record, const struct cli_usage *usage,
                             int letter, const char *text)
{
    switch (letter) {
    case RECORD_MODE_SNAPSHOT:
        return set_snapshot(usage, text, &record->snapshot_bytes);
    case RECORD_MODE_SNAPSHOT_ON:
        record->snapshot_on = text;
        return cli_is_choice(usage, letter, text);
    case RECORD_MODE_SNAPSHOT_AT:
        return set_size(usage, "snapshot-at", text, 1024, &record->snapshot_at);
    case RECORD_MODE_SAMPLE:
        return set_sample(modes, usage, text);
    case RECORD_MODE_SUMMARY:
        return set_summary(usage, text, &record->summary_seconds);
    case RECORD_MODE_ONLY_KIND:
        return set_kinds(modes, usage, text);
    case RECORD_MODE_MIN_SIZE:
        return set_limit(modes, usage, "min-size", "min_size", text, &modes->min_size);
    case RECORD_MODE_MAX_SIZE:
        return set_limit(modes, usage, "max-size", "max_size", text, &modes->max_size);
    case RECORD_MODE_SCOPE_SITE:
        return set_scope_site(modes, usage, text);
    default:
        return false;
    }
}

bool record_modes_finish(struct record_modes *modes, struct record_options *record, const struct cli_usage *usage)
{
    const bool snapshot = record->snapshot_bytes != 0;
    if (!snapshot && (record->snapshot_on != NULL || record->snapshot_at != 0)) {
        cli_usage_error(usage->command, "--snapshot-on and --snapshot-at are of --snapshot, which is not given");
        return false;
    }
    if (snapshot && record->heap) {
        cli_usage_error(usage->command, "--snapshot and --heap do not go together: a block is only known to be lost "
                                        "where no event of it is missing");
        return false;
    }
    if (snapshot && (record->subbuffer_size != 0 || record->subbuffer_count != 0)) {
        cli_usage_error(usage->command, "--snapshot says how large its buffers are: leave out --subbuf-size and "
                                        "--subbuf-count");
        return false;
    }
    if (modes->max_size != 0 && modes->min_size > modes->max_size) {
        cli_usage_error(usage->command, "--min-size is more than --max-size: no object is of such a size");
        return false;
    }
    if (modes->selects && record->heap) {
        cli_usage_error(usage->command,
                        "--heap does not go with --sample and filters: a block of an object that is not "
                        "told of would seem to be nobody's");
        return false;
    }
    if (record->summary_seconds != 0 && (snapshot || modes->selects || record->heap)) {
        cli_usage_error(usage->command,
                        "--summary goes with none of --snapshot, --sample, filters and --heap: it tells "
                        "of no single object");
        return false;
    }
    /* 0, too, where objects are selected: the user's settings may ask for totals. */
    if ((record->summary_seconds != 0 || modes->selects) &&
        !add_number(modes, usage, "summary", record->summary_seconds)) {
        return false;
    }
    record->settings = modes->selects ? modes->settings : NULL;
    return true;
}
