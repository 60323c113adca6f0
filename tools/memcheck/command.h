/* SPDX-License-Identifier: MIT */
/* The command line that runs a program under memcheck. */
#ifndef TLSCOPE_MEMCHECK_COMMAND_H
#define TLSCOPE_MEMCHECK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEMCHECK_CALLERS_DEFAULT = 40, MEMCHECK_CALLERS_MOST = 500 };

struct memcheck_command {
    bool track_origins;       /* of uninitialised values: where they were made; twice as slow */
    bool gdb;                 /* stop at the first error and wait for a debugger */
    uint64_t callers;         /* frames of each stack */
    const char *suppressions; /* tlscope's own file; NULL: none */
    const char **more;        /* files of the user's */
    size_t more_count;
};

/* The environment variable that names the folder for the XML, when valgrind is started. */
#define MEMCHECK_FOLDER "TLSCOPE_RECORDING"

/* The words before those of the program, NULL at the end; for memcheck_words_free. */
char **memcheck_words(const struct memcheck_command *command);
void memcheck_words_free(char **words);

/* Where tlscope's suppressions are, seen from the tool's own file; for free(). NULL where they are not. */
char *memcheck_own_suppressions(void);

#endif
