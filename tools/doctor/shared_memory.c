/* SPDX-License-Identifier: MIT */
/* Room for LTTng's buffers, against what `record` chooses of it. */
#include <sys/statvfs.h>

#include "buffers.h"
#include "outcome.h"

static const char folder[] = "/dev/shm";

/* Smaller ones lose no events, but take several times as long (see record/buffers.c). */
enum { GOOD_SIZE = 128 << 10, GOOD_COUNT = 4 };

static const char fix[] = "make /dev/shm larger: docker --shm-size=256m, else mount -o remount,size=256m /dev/shm";

void check_buffers(struct doctor_outcome *outcome)
{
    struct statvfs status;
    struct buffers buffers;
    const struct buffers none = {0, 0};
    if (statvfs(folder, &status) != 0) {
        outcome_missing(outcome, "mount -t tmpfs tmpfs /dev/shm", "%s is not there", folder);
        return;
    }
    const unsigned long long free_kb = (unsigned long long)status.f_bavail * status.f_frsize >> 10;
    const unsigned long long all_kb = (unsigned long long)status.f_blocks * status.f_frsize >> 10;
    if (!buffers_find(&buffers, none, 1, folder)) {
        outcome_missing(outcome, fix, "%llu of %llu kB are free in %s: too little for any", free_kb, all_kb, folder);
        return;
    }
    const unsigned long long size_kb = buffers.size >> 10;
    const unsigned long long count = buffers.count;
    if (buffers.size < GOOD_SIZE || buffers.count < GOOD_COUNT) {
        outcome_warning(outcome, fix, "%llu of %llu kB are free in %s: buffers of %llu x %llu kB, which are small",
                        free_kb, all_kb, folder, count, size_kb);
    } else {
        outcome_ok(outcome, "%llu of %llu MB are free in %s: buffers of %llu x %llu kB a CPU", free_kb >> 10,
                   all_kb >> 10, folder, count, size_kb);
    }
}
