/* SPDX-License-Identifier: MIT */
#include "histogram.h"

static unsigned bucket_of(uint64_t value)
{
    return value == 0 ? 0 : 64 - (unsigned)__builtin_clzll(value);
}

void histogram_add(struct histogram *histogram, uint64_t value, uint64_t bytes)
{
    unsigned bucket = bucket_of(value);
    histogram->buckets[bucket].count++;
    histogram->buckets[bucket].bytes += bytes;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        into->buckets[i].count += from->buckets[i].count;
        into->buckets[i].bytes += from->buckets[i].bytes;
    }
}

uint64_t histogram_from(unsigned bucket)
{
    return bucket == 0 ? 0 : UINT64_C(1) << (bucket - 1);
}

uint64_t histogram_median(const struct histogram *histogram)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        all += histogram->buckets[i].count;
    }
    uint64_t below = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS && all > 0; i++) {
        below += histogram->buckets[i].count;
        if (below * 2 >= all) {
            return histogram_from(i) + histogram_from(i) / 2;
        }
    }
    return 0;
}
