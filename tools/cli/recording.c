/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <unistd.h>

/* The range of a setting; `power` asks for a power of two. */
struct range {
    uint64_t least;
    uint64_t most;
    bool power;
};

static bool parse_in(const struct cli_usage *usage, const char *name, const char *text, struct range range,
                     uint64_t *number)
{
    if (cli_parse_number(text, range.least, number) && *number <= range.most &&
        (!range.power || (*number & (*number - 1)) == 0)) {
        return true;
    }
    cli_usage_error(usage->command, "--%s takes %s from %llu to %llu, not '%s'", name,
                    range.power ? "a power of two" : "a number", (unsigned long long)range.least,
                    (unsigned long long)range.most, text);
    return false;
}

static bool set_blocking(const struct cli_usage *usage, const char *text, int32_t *blocking)
{
    uint64_t number = 0;
    bool parsed = parse_in(usage, "blocking", text, (struct range){0, INT32_MAX, false}, &number);
    *blocking = (int32_t)number;
    return parsed;
}

bool recording_set_option(struct record_options *record, const struct cli_usage *usage, int letter, const char *text)
{
    const struct range sizes = {(uint64_t)sysconf(_SC_PAGESIZE), UINT64_C(1) << 30, true};
    const struct range counts = {2, 1 << 16, true};
    switch (letter) {
    case 'o':
        record->output = text;
        return text[0] != '\0' || cli_usage_error(usage->command, "--output: the folder's name is empty") == 0;
    case 'f':
        record->force = true;
        return true;
    case 'p':
        record->preload = true;
        return true;
    case RECORDING_LETTER_SUBBUF_SIZE:
        return parse_in(usage, "subbuf-size", text, sizes, &record->subbuffer_size);
    case RECORDING_LETTER_SUBBUF_COUNT:
        return parse_in(usage, "subbuf-count", text, counts, &record->subbuffer_count);
    case RECORDING_LETTER_BLOCKING:
        return set_blocking(usage, text, &record->blocking);
    default:
        return false;
    }
}
