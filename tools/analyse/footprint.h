/* SPDX-License-Identifier: MIT */
/*
 * How the memory of the process itself divides into TL's, the rest of malloc's, tlscope's own and none of these, by
 * samples that the runtime takes now and then.
 */
#ifndef TLSCOPE_ANALYSE_FOOTPRINT_H
#define TLSCOPE_ANALYSE_FOOTPRINT_H

#include "part.h"
#include "replay.h"

enum footprint_part {
#define FOOTPRINT_PART(code, name, words) FOOTPRINT_##code,
#include "footprint.def"
#undef FOOTPRINT_PART
    FOOTPRINT_PARTS
};

extern const struct part footprint_parts[FOOTPRINT_PARTS];

struct footprint_sample {
    int64_t time_ns;
    uint64_t resident; /* the machine's memory that the process has */
    uint64_t swapped;  /* out of it */
    uint64_t parts[FOOTPRINT_PARTS];
    uint64_t absent;  /* bytes of the parts that are neither: never touched */
    uint64_t objects; /* TL's, alive */
    bool counted;     /* malloc was asked; else what it has is in FOOTPRINT_OTHER */
};

enum { FOOTPRINT_SAMPLES = 128 };

struct footprint {
    uint64_t count; /* of all samples */
    struct footprint_sample first;
    struct footprint_sample peak; /* with the most resident */
    struct footprint_sample last;
    struct footprint_sample *kept; /* FOOTPRINT_SAMPLES of them, evenly spread over all */
    size_t kept_count;
    uint64_t stride; /* of all samples, one of so many is kept */
};

void footprint_init(struct footprint *footprint);
void footprint_free(struct footprint *footprint);

/* After the replay took the event. `buffers` are the bytes of slot buffers. With `totals`, by place, what TL has is not
 * known until the end: it stays among the blocks of malloc in every sample, so that they can be compared. */
void footprint_take(struct footprint *footprint, const struct trace_event *event, const struct replay *replay,
                    uint64_t buffers, bool totals);

/* What grew from one sample to another, in each part and in all; negative where it shrank. */
int64_t footprint_growth(const struct footprint_sample *from, const struct footprint_sample *to,
                         enum footprint_part part);
/* Of memory that TL's manager counts, and of what it does not: tlscope's own, files and shared memory left out. */
int64_t footprint_growth_counted(const struct footprint_sample *from, const struct footprint_sample *to);
int64_t footprint_growth_outside(const struct footprint_sample *from, const struct footprint_sample *to);

/* The part outside TL that grew most. */
enum footprint_part footprint_main_part(const struct footprint_sample *from, const struct footprint_sample *to);

/* The sample from which on the process grew outside TL until its peak, while TL did not; NULL when it did not. */
const struct footprint_sample *footprint_grows_from(const struct footprint *footprint);

#endif
