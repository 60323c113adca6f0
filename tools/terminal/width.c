/* SPDX-License-Identifier: MIT */
#include "width.h"

#include <sys/ioctl.h>

enum { WIDEST = 100, NARROWEST = 40 };

unsigned width_of(FILE *file)
{
    struct winsize size;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > WIDEST) {
        return WIDEST;
    }
    return size.ws_col < NARROWEST ? NARROWEST : size.ws_col;
}
