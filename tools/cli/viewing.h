/* SPDX-License-Identifier: MIT */
/* A recording or a report as a file of the viewer, or served to the browser. */
#ifndef TLSCOPE_CLI_VIEWING_H
#define TLSCOPE_CLI_VIEWING_H

#include "reading.h"
#include "view.h"

struct viewing {
    const char *what; /* a trace's folder, or a report's file */
    const char *path; /* to write; NULL: where the recording is, or the report */
    enum view_format format;
    bool to_stdout;
    bool serve;
    uint16_t port; /* 0: any */
    bool open;     /* in the browser, where there is a display */
    bool aside;    /* the path or address goes to stderr: the standard output is the program's */
    struct report_options reading;
};

/* True when this tlscope can write that format; says why not. */
bool viewing_is_possible(enum view_format format);

/* Does it, and tells the path or the address. Returns the exit code. */
int viewing_do(const struct viewing *viewing);

#endif
