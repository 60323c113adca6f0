/* SPDX-License-Identifier: MIT */
/* What is gathered while the replay is followed; the files of the collector share it. */
#ifndef TLSCOPE_VIEW_COLLECT_INTERNAL_H
#define TLSCOPE_VIEW_COLLECT_INTERNAL_H

#include "collect.h"
#include "device_names.h"
#include "ledgers.h"
#include "messages.h"
#include "object_rows.h"
#include "occupants.h"
#include "series.h"
#include "visits.h"

/* What is known of one process while it is replayed. */
struct member {
    const struct process *process;
    struct visits visits;
    struct occupancy occupancy;
    struct open_ledgers ledgers;
    struct totals totals;  /* as the series have them */
    uint64_t buffer_bytes; /* likewise */
    uint64_t resident;     /* likewise */
    uint64_t memory[FOOTPRINT_PARTS];
    uint8_t devices[DEVICES_MOST]; /* one more than the number in columns, by the process's own; 0: not looked up */
};

struct collector {
    struct tlview *tlview;
    struct observer observer;
    int64_t begin_ns; /* of the recording: the first process's first event */
    struct strings strings;
    struct site_rows sites;
    struct scope_paths paths;
    struct object_rows rows;
    struct ledgers ledgers;
    struct message_list diagnostics;
    struct message_list marks;
    struct occupants occupants;
    struct series series;
    struct device_names devices;
    bool streams;            /* the stream of some object is known */
    struct member **members; /* one a process; NULL of those without events */
    size_t member_count;
    uint64_t row; /* that is written next */
};

/* Memory as it is looked at now and then: takes a look into the series. */
void collect_resident(struct collector *collector, struct member *member, uint64_t bytes, uint64_t time);
/* The analysis has taken the sample already. NULL: the process is no more. */
void collect_memory(struct collector *collector, struct member *member, const struct footprint_sample *sample,
                    uint64_t time);

/* Once the trace is over and its places are known: writes what was gathered, and what all of it refers to. False when a
 * file takes no more. */
bool collect_write(struct collector *collector, const struct analysis *analysis);

#endif
