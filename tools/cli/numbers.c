/* SPDX-License-Identifier: MIT */
/* Numbers on the command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static int suffix_shift(const char *suffix)
{
    static const char suffixes[] = "kMG";
    if (suffix[0] == '\0') {
        return 0;
    }
    const char *found = strchr(suffixes, suffix[0]);
    return found != NULL && suffix[1] == '\0' ? 10 * (int)(found - suffixes + 1) : -1;
}

bool cli_parse_number(const char *text, uint64_t least, uint64_t *number)
{
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    int shift = suffix_shift(end);
    if (errno != 0 || shift < 0 || value > UINT64_MAX >> shift) {
        return false;
    }
    *number = (uint64_t)value << shift;
    return *number >= least;
}
