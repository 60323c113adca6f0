/* SPDX-License-Identifier: MIT */
/* A library that knows nothing of TL: keeps blocks of 4096 bytes until it works again, and loses others of 1024. */
#include <stdlib.h>

enum { KEPT = 256, KEPT_BYTES = 4096, LOST = 4, LOST_BYTES = 1024 };

static void *kept[KEPT];
static void *volatile lost;

void foreign_work(void);

void foreign_work(void)
{
    for (int i = 0; i < KEPT; i++) {
        free(kept[i]);
        kept[i] = malloc(KEPT_BYTES);
    }
    for (int i = 0; i < KEPT; i += 2)
        free(kept[i]);
    for (int i = 0; i < KEPT; i += 2)
        kept[i] = NULL;
    for (int i = 0; i < LOST; i++) {
        lost = malloc(LOST_BYTES);
        lost = NULL;
    }
}
