/* SPDX-License-Identifier: MIT */
#include "grouped.h"

#include <ctype.h>

bool grouped_take(const char **at, uint64_t *number)
{
    const char *first = *at;
    *number = 0;
    for (; isdigit((unsigned char)**at) || (**at == ',' && *at > first); (*at)++) {
        if (**at != ',' && (__builtin_mul_overflow(*number, 10, number) ||
                            __builtin_add_overflow(*number, (uint64_t)(**at - '0'), number))) {
            return false;
        }
    }
    return *at > first;
}
