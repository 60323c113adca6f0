/* SPDX-License-Identifier: MIT */
#include "hook/nvtx.h"

#ifdef TLSCOPE_NVTX

#include <nvtx3/nvToolsExt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/key_table.h"
#include "hook/nvtx_memory.h"

static const char DOMAIN[] = "tl";

struct nvtx nvtx;

/* Ranges are begun and ended by their ids, not pushed and popped: a manager's scopes are one stack for all threads,
 * several managers' need not nest, and a function's exit may leave another scope than its own; what NVTX pushes is one
 * stack for each thread. */
struct open_range {
    uint64_t key;
    nvtxRangeId_t id;
};
static struct key_table open_ranges;

static uint64_t range_key(enum nvtx_range what, uint64_t number)
{
    return number << 1 | (what == NVTX_SCOPE);
}

/* The library that NVTX loads as its tool; NULL: there is none. */
static const char *tool_path(void)
{
    const char *path = secure_getenv(sizeof(void *) == 4 ? "NVTX_INJECTION32_PATH" : "NVTX_INJECTION64_PATH");
    return path != NULL && path[0] != '\0' ? path : NULL;
}

static bool is_compute_sanitizer(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash != NULL ? slash + 1 : path, "libsanitizer-collection.so") == 0 ||
           getenv("NV_SANITIZER_INJECTION_PORT_BASE") != NULL;
}

/* False when the tool does not take NVTX's calls after all. */
static bool enter_domain(void)
{
    nvtxDomainHandle_t domain = nvtxDomainCreateA(DOMAIN);
    nvtx.domain = domain;
    return domain != NULL;
}

void nvtx_start(bool wanted)
{
    const char *path = wanted ? tool_path() : NULL;
    if (path == NULL)
        return;
    nvtx.only_devices = is_compute_sanitizer(path); /* which allows no call before CUDA is there, and shows no ranges */
    if (nvtx.only_devices || !enter_domain())
        return;
    nvtxDomainNameCategoryA(nvtx.domain, NVTX_FUNCTION, "function");
    nvtxDomainNameCategoryA(nvtx.domain, NVTX_SCOPE, "scope");
    key_table_init(&open_ranges, sizeof(struct open_range));
    nvtx_memory_start();
    nvtx.ranges = true;
}

static void start_on_device(void)
{
    if (enter_domain())
        nvtx_memory_start();
}

void nvtx_start_on_device(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (nvtx.only_devices)
        pthread_once(&once, start_on_device);
}

void nvtx_leave(void)
{
    nvtx = (struct nvtx){0};
}

struct nvtx_text nvtx_text(const char *text)
{
    return (struct nvtx_text){nvtxDomainRegisterStringA(nvtx.domain, text), text};
}

static nvtxRangeId_t start_range(enum nvtx_range what, uint64_t number, struct nvtx_text text)
{
    nvtxEventAttributes_t event = {.version = NVTX_VERSION,
                                   .size = NVTX_EVENT_ATTRIB_STRUCT_SIZE,
                                   .category = what,
                                   .payloadType = NVTX_PAYLOAD_TYPE_UNSIGNED_INT64,
                                   .payload.ullValue = number,
                                   .messageType = NVTX_MESSAGE_TYPE_ASCII,
                                   .message.ascii = text.text};
    if (text.registered != NULL) {
        event.messageType = NVTX_MESSAGE_TYPE_REGISTERED;
        event.message.registered = (nvtxStringHandle_t)(uintptr_t)text.registered;
    }
    return nvtxDomainRangeStartEx(nvtx.domain, &event);
}

/* One that could not be ended later is not begun. */
void nvtx_range_begin(enum nvtx_range what, uint64_t number, struct nvtx_text text)
{
    struct open_range *range = key_table_add(&open_ranges, range_key(what, number));
    if (range != NULL)
        range->id = start_range(what, number, text);
}

void nvtx_range_end_now(enum nvtx_range what, uint64_t number)
{
    const uint64_t key = range_key(what, number);
    const struct open_range *range = key_table_find(&open_ranges, key);
    if (range == NULL)
        return;
    nvtxDomainRangeEnd(nvtx.domain, range->id);
    key_table_remove(&open_ranges, key);
}

void nvtx_ranges_end(void)
{
    uint32_t place = 0;
    if (!nvtx.ranges)
        return;
    for (uint32_t index = key_map_next(&open_ranges.by_key, &place); index != 0;
         index = key_map_next(&open_ranges.by_key, &place))
        nvtxDomainRangeEnd(nvtx.domain, ((const struct open_range *)slab_item(&open_ranges.slab, index))->id);
    nvtx.ranges = false;
}

#endif
