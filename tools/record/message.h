/* SPDX-License-Identifier: MIT */
/* What the recorder tells its user, on stderr. */
#ifndef TLSCOPE_RECORD_MESSAGE_H
#define TLSCOPE_RECORD_MESSAGE_H

/* Prints `tlscope: <message>` and a new line on stderr. */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
