/* SPDX-License-Identifier: MIT */
/* The cases of `uses`, and what they use memory by. Functions that errors are looked for in have names of their own. */
#ifndef USES_H
#define USES_H

#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

#define APART    __attribute__((noipa))
#define FUNCTION APART static

enum { STRUCT_BYTES = 24, ELEMENTS = 8, BUFFER_BYTES = 100, GROWN_BYTES = 200 };

#define CASES(CASE)                                                                                                    \
    CASE(struct_after_exit)                                                                                            \
    CASE(struct_after_release)                                                                                         \
    CASE(tensor_after_exit)                                                                                            \
    CASE(tensor_after_release)                                                                                         \
    CASE(tensor_after_second_release)                                                                                  \
    CASE(tensor_of_before)                                                                                             \
    CASE(tensor_description_after_release)                                                                             \
    CASE(tensor_from_pool_undefined)                                                                                   \
    CASE(tensor_overrun)                                                                                               \
    CASE(tensor_underrun)                                                                                              \
    CASE(tensor_from_pool_overrun)                                                                                     \
    CASE(buffer_undefined)                                                                                             \
    CASE(grown_buffer_undefined)                                                                                       \
    CASE(buffer_kept)                                                                                                  \
    CASE(old_buffer_until_exit)                                                                                        \
    CASE(old_buffer_after_exit)                                                                                        \
    CASE(buffer_after_exit)                                                                                            \
    CASE(buffer_overrun)                                                                                               \
    CASE(registered_undefined)                                                                                         \
    CASE(struct_lost)                                                                                                  \
    CASE(tensor_lost)                                                                                                  \
    CASE(frame_lost)                                                                                                   \
    CASE(global_scope)                                                                                                 \
    CASE(tensor_kept_by_pool)                                                                                          \
    CASE(exits)                                                                                                        \
    CASE(double_release)                                                                                               \
    CASE(slot_out_of_range)                                                                                            \
    CASE(freed_behind)                                                                                                 \
    CASE(host_tensor_pooled)                                                                                           \
    CASE(host_tensor_from_pool)                                                                                        \
    CASE(host_tensor_kept_by_pool)                                                                                     \
    CASE(all_is_well)

#define CASE(name) void name(void);
CASES(CASE)
#undef CASE

/* What memcheck is to object to, or not: looks at the byte; jumps on it. */
APART void use(const volatile char *byte);
APART void decide(const char *byte);

/* Overwrites registers and stack that still hold pointers. */
APART void forget(void);

APART char *make_struct(void);
APART tl_tensor *make_tensor(void);
char *data_of(tl_tensor *tensor);
APART void release_struct(char *object);
APART void release_tensor(tl_tensor *tensor);
APART void release_tensor_again(tl_tensor *tensor);

#endif
