/* SPDX-License-Identifier: MIT */
/* Work between the calls, as much as the log's times say that the program did. */
#ifndef PLAYER_PACE_H
#define PLAYER_PACE_H

#include <stdint.h>

/* Turns of the work's loop in a microsecond here and now. */
double pace_calibrate(void);

/* Works for that many turns. */
void pace_work(uint64_t turns);

#endif
