/* SPDX-License-Identifier: MIT */
#include "fake_device.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"

enum { ORDINALS = 2, HEADER_BYTES = 64 };

extern struct fake fake;
extern const struct device tlscope_device;

__attribute__((visibility("default"))) struct fake fake = {.capacity = 1 << 20};

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    va_list arguments;
    pthread_mutex_lock(&lock);
    const size_t used = strlen(fake.calls);
    if (used != 0)
        snprintf(fake.calls + used, sizeof fake.calls - used, ", ");
    va_start(arguments, format);
    vsnprintf(fake.calls + strlen(fake.calls), sizeof fake.calls - strlen(fake.calls), format, arguments);
    va_end(arguments);
    pthread_mutex_unlock(&lock);
}

/* False when the test wants the call to fail. */
static bool agrees(const char *call, struct device_failure *failure)
{
    if (fake.asked != NULL)
        fake.asked();
    failure->memory_out = false;
    if (fake.refused == NULL || strcmp(fake.refused, call) != 0)
        return true;
    snprintf(failure->text, sizeof failure->text, "fakeErrorRefused in %s", call);
    return false;
}

static bool start(const struct device_settings *settings, uint32_t *ordinals, struct device_failure *failure)
{
    (void)settings;
    const char *capacity = getenv("FAKE_DEVICE_CAPACITY");
    if (capacity != NULL)
        fake.capacity = strtoull(capacity, NULL, 10);
    if (fake.refused == NULL)
        fake.refused = getenv("FAKE_DEVICE_REFUSED");
    fake.started++;
    *ordinals = ORDINALS;
    if (fake.absent != NULL)
        snprintf(failure->text, sizeof failure->text, "%s", fake.absent);
    return fake.absent == NULL;
}

static unsigned name_of(struct device_queue queue)
{
    return (unsigned)(uintptr_t)queue.stream;
}

/* The size stands before the data. */
static bool allocate(struct device_queue queue, size_t bytes, void **data, struct device_failure *failure)
{
    note("allocate %u.%u", queue.ordinal, name_of(queue));
    if (!agrees("allocate", failure))
        return false;
    if (__atomic_load_n(&fake.used[queue.ordinal], __ATOMIC_RELAXED) + bytes > fake.capacity) {
        failure->memory_out = true;
        snprintf(failure->text, sizeof failure->text, "fakeErrorMemory");
        return false;
    }
    char *block = aligned_alloc(HEADER_BYTES, HEADER_BYTES + (bytes + HEADER_BYTES) / HEADER_BYTES * HEADER_BYTES);
    memcpy(block, &bytes, sizeof bytes);
    __atomic_fetch_add(&fake.used[queue.ordinal], bytes, __ATOMIC_RELAXED);
    *data = block + HEADER_BYTES;
    return true;
}

static bool release(struct device_queue queue, void *data, struct device_failure *failure)
{
    size_t bytes;
    char *block = (char *)data - HEADER_BYTES;
    note("release %u.%u", queue.ordinal, name_of(queue));
    memcpy(&bytes, block, sizeof bytes);
    __atomic_fetch_sub(&fake.used[queue.ordinal], bytes, __ATOMIC_RELAXED);
    free(block);
    return agrees("release", failure);
}

static bool settle(uint8_t ordinal, struct device_failure *failure)
{
    note("settle %u", ordinal);
    return agrees("settle", failure);
}

static bool write_data(struct device_queue queue, void *data, const void *from, size_t bytes,
                       struct device_failure *failure)
{
    note("write %u.%u", queue.ordinal, name_of(queue));
    if (!agrees("write", failure))
        return false;
    memcpy(data, from, bytes);
    return true;
}

static bool read_data(struct device_queue queue, const void *data, void *to, size_t bytes,
                      struct device_failure *failure)
{
    note("read %u.%u", queue.ordinal, name_of(queue));
    if (!agrees("read", failure))
        return false;
    memcpy(to, data, bytes);
    return true;
}

static bool memory(uint8_t ordinal, size_t *available, size_t *total, struct device_failure *failure)
{
    if (!agrees("memory", failure))
        return false;
    *available = fake.capacity - __atomic_load_n(&fake.used[ordinal], __ATOMIC_RELAXED);
    *total = fake.capacity;
    return true;
}

/* Events are letters, which stand in small blocks. */
static bool mark(struct device_queue queue, void **event, struct device_failure *failure)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static size_t made;
    const bool agreed = agrees("mark", failure);
    if (*event == NULL) {
        *event = malloc(1);
        memcpy(*event, &letters[__atomic_fetch_add(&made, 1, __ATOMIC_RELAXED) % (sizeof letters - 1)], 1);
    }
    note("mark %u.%u %c", queue.ordinal, name_of(queue), *(char *)*event);
    return agreed;
}

static bool wait(struct device_queue queue, void *event, struct device_failure *failure)
{
    note("wait %u.%u %c", queue.ordinal, name_of(queue), *(char *)event);
    return agrees("wait", failure);
}

static void forget(void *event)
{
    note("forget %c", *(char *)event);
    free(event);
}

__attribute__((visibility("default"))) const struct device tlscope_device = {
    .format = DEVICE_FORMAT,
    .name = "fake",
    .start = start,
    .allocate = allocate,
    .release = release,
    .settle = settle,
    .write = write_data,
    .read = read_data,
    .memory = memory,
    .mark = mark,
    .wait = wait,
    .forget = forget,
};
