/* SPDX-License-Identifier: MIT */
/*
 * What memcheck found in a process, joined with its trace: errors with the object that lived at their address, leaks
 * with the group of objects that was made by the same stack. memcheck tells no times, so that both are found by
 * addresses and stacks; where several fit as well, that is said. compute-sanitizer's findings are the same, but for
 * their addresses, which are where a tensor's data is on the device, and leaks, which have some, and names.
 */
#ifndef TLSCOPE_ANALYSE_MEMCHECKED_H
#define TLSCOPE_ANALYSE_MEMCHECKED_H

#include <stdio.h>

#include "memcheck.h"
#include "sightings.h"

struct leak_group;
struct process;

enum { MEMCHECKED_STACKS = 4 };

enum memchecked_by { BY_NOTHING, BY_ADDRESS, BY_STACK, BY_NAME };

struct memchecked_error {
    const struct memcheck_error *told;
    uint32_t sites[MEMCHECKED_STACKS]; /* of its stacks, from the program's own code on; 0: it has none */
    enum memchecked_by by;
    const struct sighting *object;  /* that is concerned; NULL: none is known */
    const struct leak_group *group; /* of a leak, whose objects they are; NULL likewise */
    uint64_t alike;                 /* how many objects or groups fit as well, that one too */
    bool is_lost;   /* lost at the end for certain, and no leak or object of the trace accounts for it */
    char *sentence; /* of a finding */
};

struct memchecked {
    const struct memcheck_file *file;
    struct sightings sightings;
    struct memchecked_error *errors;
    size_t count;
    uint32_t *exits; /* by message: the site of the exit that a leak check of the runtime's tells of; 0: of none */
    uint32_t sites;  /* made of stacks */
};

/* Before the first event of a process. */
struct memchecked *memchecked_new(const struct memcheck_file *file, const struct sites *sites);
void memchecked_free(struct memchecked *memchecked);

/* Makes sites of all stacks. The first before places get their names, since JIT code has them from elsewhere; what
 * memcheck knows of other code is told afterwards. */
void memchecked_sites_tell(struct memchecked *memchecked, struct process *process);
void memchecked_names_tell(const struct memchecked *memchecked, struct sites *sites);

/* Finds objects and groups, once all else of the process is finished. */
void memchecked_join(struct memchecked *memchecked, const struct process *process);

/* The site of the exit that a leak check before the end blames for blocks of this loss, `other` being one of its
 * errors; 0: it is about other blocks. */
uint32_t memchecked_exit(const struct memchecked *memchecked, const struct memchecked_error *lost,
                         const struct memchecked_error *other);

/* Where the memory is that an error speaks of, if it is about this object. */
uint64_t memchecked_memory(const struct memcheck_error *told, const struct object *object);

/* The sentence about an error or a loss as a finding; for free(). */
char *memchecked_sentence(const struct memchecked_error *error, const struct process *process);

/* Sums over a file; leaks are those of the leak check at the end. */
struct memchecked_amount {
    uint64_t errors; /* different ones */
    uint64_t times;
    uint64_t blocks[MEMCHECK_KINDS]; /* of leaks */
    uint64_t bytes[MEMCHECK_KINDS];  /* each of one kind only, as in memcheck's own summary */
    uint64_t suppressed;
};
struct memchecked_amount memchecked_amount(const struct memcheck_file *file);

#endif
