/* SPDX-License-Identifier: MIT */
/* Where the session daemon keeps its sockets, and whether that place is ours alone. */
#ifndef TLSCOPE_RECORD_RUN_DIRECTORY_H
#define TLSCOPE_RECORD_RUN_DIRECTORY_H

enum run_directory_kind {
    RUN_DIRECTORY_HOME,    /* not root: below LTTNG_HOME, ours alone */
    RUN_DIRECTORY_PRIVATE, /* root: the system's, in a mount namespace of our own */
    RUN_DIRECTORY_SHARED,  /* root without the right to make one: the system's own */
};

struct run_directory {
    enum run_directory_kind kind;
    int lock; /* RUN_DIRECTORY_SHARED: held by the recording whose daemon runs there; -1 elsewhere */
};

/* As root moves this process into a mount namespace with an empty run directory, where it may. */
void run_directory_enter(struct run_directory *directory);

/* RUN_DIRECTORY_SHARED: waits until no other recording has its daemon there. */
void run_directory_lock(struct run_directory *directory);

void run_directory_unlock(struct run_directory *directory);

#endif
