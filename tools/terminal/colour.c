/* SPDX-License-Identifier: MIT */
#include "colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool colour_wanted(FILE *file)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return (!refused || refused[0] == '\0') && terminal && strcmp(terminal, "dumb") != 0 && isatty(fileno(file));
}

const struct colours *colours_of(bool coloured)
{
    static const struct colours none = {"", "", "", "", "", ""};
    static const struct colours ansi = {
        .error = "\033[1;31m",
        .warning = "\033[1;33m",
        .good = "\033[1;32m",
        .strong = "\033[1m",
        .faint = "\033[2m",
        .off = "\033[0m",
    };
    return coloured ? &ansi : &none;
}
