/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include "value_names.h"

bool event_is_call(enum tl_event_id id)
{
    return id >= TL_EVENT_enter_scope && id <= TL_EVENT_pool_clear;
}

/* CALL(event, its field with the outcome, the list that the outcome is from). */
#define CALLS_WITH_OUTCOMES                                                                                            \
    CALL(get_buffer, outcome, buffer)                                                                                  \
    CALL(register_struct, outcome, register)                                                                           \
    CALL(register_struct_named, outcome, register)                                                                     \
    CALL(register_tensor, outcome, register)                                                                           \
    CALL(register_vec_ptr, outcome, register)                                                                          \
    CALL(register_ptr, outcome, register)                                                                              \
    CALL(unregister, outcome, unregister)                                                                              \
    CALL(ptr_acquire, outcome, acquire)                                                                                \
    CALL(tensor_acquire, outcome, acquire)                                                                             \
    CALL(ptr_release, fate, fate)                                                                                      \
    CALL(tensor_release, fate, fate)                                                                                   \
    CALL(release_ptr, fate, fate)                                                                                      \
    CALL(tensor_free, fate, fate)                                                                                      \
    CALL(pool_release, outcome, pool)

const char *call_outcome_name(enum tl_event_id id, unsigned outcome)
{
    static const char *(*const names[TL_EVENT_COUNT])(unsigned) = {
#define CALL(name, field, list) [TL_EVENT_##name] = list##_name,
        CALLS_WITH_OUTCOMES
#undef CALL
    };
    return names[id] ? names[id](outcome) : NULL;
}

static unsigned outcome_of(const struct trace_event *event)
{
    switch (event->id) {
#define CALL(name, field, list)                                                                                        \
    case TL_EVENT_##name:                                                                                              \
        return event->as.name.field;
        CALLS_WITH_OUTCOMES
#undef CALL
    default:
        return CALL_OUTCOMES;
    }
}

uint64_t calls_total(const struct calls *calls)
{
    uint64_t total = 0;
    for (size_t i = 0; i < TL_EVENT_COUNT; i++) {
        total += calls->made[i];
    }
    return total;
}

void calls_event(struct calls *calls, const struct trace_event *event)
{
    if (!event_is_call(event->id)) {
        return;
    }
    unsigned outcome = outcome_of(event);
    calls->made[event->id]++;
    if (outcome < CALL_OUTCOMES) {
        calls->outcomes[event->id][outcome]++;
    }
}
