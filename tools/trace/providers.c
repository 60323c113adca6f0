/* SPDX-License-Identifier: MIT */
#include "providers.h"

#include <stddef.h>
#include <string.h>

#define U8(field)  {#field, FIELD_U8, offsetof(event, field)},
#define U16(field) {#field, FIELD_U16, offsetof(event, field)},
#define U32(field) {#field, FIELD_U32, offsetof(event, field)},
#define U64(field) {#field, FIELD_U64, offsetof(event, field)},
#define I64(field) {#field, FIELD_I64, offsetof(event, field)},
#define PTR(field) {#field, FIELD_PTR, offsetof(event, field)},
#define STR(field) {#field, FIELD_STR, offsetof(event, field)},

/* Defines a function that returns the shape of one event, whose struct is `type`. */
#define SHAPE(function, type, event_name, ...)                                                                         \
    static struct event_shape function(void)                                                                           \
    {                                                                                                                  \
        typedef struct type event;                                                                                     \
        static const struct event_field list[] = {__VA_ARGS__};                                                        \
        _Static_assert(sizeof(list) / sizeof(*list) <= EVENT_FIELDS_MAX, "more fields than EVENT_FIELDS_MAX");         \
        return (struct event_shape){event_name, list, sizeof(list) / sizeof(*list)};                                   \
    }

#define TL_EVENT(name, fields) SHAPE(shape_of_##name, tl_event_##name, #name, fields)
#include "events.def"
#undef TL_EVENT
#define TL_HEAP(name, fields) SHAPE(shape_of_heap_##name, tl_heap_##name, #name, fields)
#include "heap.def"
#undef TL_HEAP
#define TL_GPU(name, fields) SHAPE(shape_of_gpu_##name, tl_gpu_##name, #name, fields)
#include "gpu.def"
#undef TL_GPU

static struct event_shape main_shape(unsigned id)
{
    static struct event_shape (*const shapes[TL_EVENT_COUNT])(void) = {
#define TL_EVENT(name, fields) shape_of_##name,
#include "events.def"
#undef TL_EVENT
    };
    return shapes[id]();
}

static struct event_shape heap_shape(unsigned id)
{
    static struct event_shape (*const shapes[TL_HEAP_COUNT])(void) = {
#define TL_HEAP(name, fields) shape_of_heap_##name,
#include "heap.def"
#undef TL_HEAP
    };
    return shapes[id]();
}

static struct event_shape gpu_shape(unsigned id)
{
    static struct event_shape (*const shapes[TL_GPU_COUNT])(void) = {
#define TL_GPU(name, fields) shape_of_gpu_##name,
#include "gpu.def"
#undef TL_GPU
    };
    return shapes[id]();
}

static struct provider_counts main_counts(struct trace_result *result)
{
    return (struct provider_counts){&result->events, &result->events_discarded, &result->packets_lost};
}

static struct provider_counts heap_counts(struct trace_result *result)
{
    return (struct provider_counts){&result->heap_events, &result->heap_events_discarded, &result->heap_packets_lost};
}

static struct provider_counts gpu_counts(struct trace_result *result)
{
    return (struct provider_counts){&result->gpu_events, &result->gpu_events_discarded, &result->gpu_packets_lost};
}

static void main_hand_on(const struct trace_listener *listener, const union trace_any *any)
{
    listener->event(listener->context, &any->event);
}

static void heap_hand_on(const struct trace_listener *listener, const union trace_any *any)
{
    if (listener->heap) {
        listener->heap(listener->context, &any->heap);
    }
}

static void gpu_hand_on(const struct trace_listener *listener, const union trace_any *any)
{
    if (listener->gpu) {
        listener->gpu(listener->context, &any->gpu);
    }
}

static const struct provider providers[] = {
    {"tl_mem:", main_shape, TL_EVENT_COUNT, main_counts, main_hand_on},
    {"tl_heap:", heap_shape, TL_HEAP_COUNT, heap_counts, heap_hand_on},
    {"tl_gpu:", gpu_shape, TL_GPU_COUNT, gpu_counts, gpu_hand_on},
};
const struct provider *const provider_main = &providers[0];

/* Whatever the provider, a reader fills `any`. */
#define SAME_LAYOUT(type)                                                                                              \
    _Static_assert(offsetof(type, time_ns) == offsetof(union trace_any, any.time_ns) &&                                \
                       offsetof(type, process) == offsetof(union trace_any, any.process) &&                            \
                       offsetof(type, id) == offsetof(union trace_any, any.id) &&                                      \
                       offsetof(type, as) == offsetof(union trace_any, any.as),                                        \
                   #type " is laid out as the other providers' events are")
SAME_LAYOUT(struct trace_event);
SAME_LAYOUT(struct trace_heap_event);
SAME_LAYOUT(struct trace_gpu_event);

unsigned field_bits(enum field_type type)
{
    static const unsigned char bits[] = {[FIELD_U8] = 8,   [FIELD_U16] = 16, [FIELD_U32] = 32, [FIELD_U64] = 64,
                                         [FIELD_I64] = 64, [FIELD_PTR] = 64, [FIELD_STR] = 0};
    return bits[type];
}

const char *trace_event_name(enum tl_event_id id)
{
    return main_shape(id).name;
}

static const struct provider *event_find(const struct provider *provider, const char *name, unsigned *id)
{
    for (*id = 0; *id < provider->count; (*id)++) {
        if (strcmp(name, provider->shape(*id).name) == 0) {
            return provider;
        }
    }
    return NULL;
}

const struct provider *provider_find(const char *name, unsigned *id)
{
    for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++) {
        const size_t length = strlen(providers[i].prefix);
        if (strncmp(name, providers[i].prefix, length) == 0) {
            return event_find(&providers[i], name + length, id);
        }
    }
    return NULL;
}

const struct provider *provider_of_stream(const char *file)
{
    for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++) {
        const size_t length = strlen(providers[i].prefix) - 1; /* without its colon */
        if (strncmp(file, providers[i].prefix, length) == 0 && file[length] == '_') {
            return &providers[i];
        }
    }
    return provider_main;
}
