/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include <stddef.h>

#include "value_names.h"

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

const uint8_t call_outcome_at[TL_EVENT_COUNT] = {
#define CALL(name, field, list) [TL_EVENT_##name] = offsetof(struct trace_event, as.name.field),
    CALLS_WITH_OUTCOMES
#undef CALL
};

#define CALL(name, field, list)                                                                                        \
    _Static_assert(sizeof(((struct trace_event *)0)->as.name.field) == 1, "the outcome of " #name " is one byte");
CALLS_WITH_OUTCOMES
#undef CALL

uint64_t calls_total(const struct calls *calls)
{
    uint64_t total = 0;
    for (size_t i = 0; i < TL_EVENT_COUNT; i++) {
        total += event_is_call(i) ? calls->made[i] : 0;
    }
    return total;
}
