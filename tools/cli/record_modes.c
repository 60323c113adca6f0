/* SPDX-License-Identifier: MIT */
#include "record_modes.h"

#define SNAPSHOT_DEFAULT (UINT64_C(16) << 20)
#define SNAPSHOT_LEAST   (UINT64_C(1) << 18)
#define SNAPSHOT_MOST    (UINT64_C(1) << 32)

static bool set_size(const struct cli_usage *usage, const char *name, const char *text, uint64_t least, uint64_t *size)
{
    if (cli_parse_number(text, least, size)) {
        return true;
    }
    cli_usage_error(usage->command, "--%s takes a number of bytes from %lluk on, with k, M or G behind it, not '%s'",
                    name, (unsigned long long)least >> 10, text);
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

bool record_modes_set_option(struct record_options *record, const struct cli_usage *usage, int letter, const char *text)
{
    switch (letter) {
    case RECORD_MODE_SNAPSHOT:
        return set_snapshot(usage, text, &record->snapshot_bytes);
    case RECORD_MODE_SNAPSHOT_ON:
        record->snapshot_on = text;
        return cli_is_choice(usage, letter, text);
    case RECORD_MODE_SNAPSHOT_AT:
        return set_size(usage, "snapshot-at", text, 1024, &record->snapshot_at);
    default:
        return false;
    }
}

bool record_modes_check(const struct record_options *record, const struct cli_usage *usage)
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
    return true;
}
