/* SPDX-License-Identifier: MIT */
/* Counts by powers of two: bucket 0 holds the value 0, bucket b the values from 2^(b-1) to 2^b - 1. */
#ifndef TLSCOPE_ANALYSE_HISTOGRAM_H
#define TLSCOPE_ANALYSE_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 65 };

struct histogram {
    struct {
        uint64_t count;
        uint64_t bytes;
    } buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t value, uint64_t bytes);

/* Adds all that another one counted. */
void histogram_merge(struct histogram *into, const struct histogram *from);

/* The smallest value of a bucket. */
uint64_t histogram_from(unsigned bucket);

/* About the median: the middle of the bucket that holds it; 0 for an empty histogram. */
uint64_t histogram_median(const struct histogram *histogram);

#endif
