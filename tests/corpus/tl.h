/* SPDX-License-Identifier: MIT */
/*
 * TL programs in C, as the TL compiler emits them: the same calls in the same order from the same functions.
 *
 * A TL statement is one line here: LET, SET or DO make its calls and then announce its line. What TL announces not
 * at all stands bare: scopes' and frames' ends, `return`, `break`, `continue`. The line in C is the line in TL.
 * With CORPUS_WITHOUT_LINES the announcements say what real TL builds say: file `unknown`, line 0.
 */
#ifndef CORPUS_TL_H
#define CORPUS_TL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <tl/abi.h>
#include <tl/tlscope.h>

#include "calls.h"
#include "library.h"

#ifdef CORPUS_WITHOUT_LINES
#define TL_PLACE "unknown", 0, 0
#else
#define TL_PLACE CORPUS_PROGRAM ".tl", __LINE__, 5
#endif

#define ANNOUNCE(tag)    (corpus_announced(__builtin_frame_address(0), __LINE__, __func__), TL_ANNOUNCE(TL_PLACE, tag))
#define TL_ANNOUNCE(...) tl_trace_mem(__VA_ARGS__)

/* `let name = expression`, and what else the statement calls. */
#define LET(type, name, ...)                                                                                           \
    type name = __VA_ARGS__;                                                                                           \
    ANNOUNCE("let")

#define STATEMENT(tag, ...)                                                                                            \
    do {                                                                                                               \
        __VA_ARGS__;                                                                                                   \
        ANNOUNCE(tag);                                                                                                 \
    } while (false)

#define SET(...) STATEMENT("assign", __VA_ARGS__)
#define DO(...)  STATEMENT("expr", __VA_ARGS__)

/* `for index in 0..count`: announced when it is over, also by a break. */
#define LOOP(index, count)                                                                                             \
    for (bool index##_over = false; !index##_over; index##_over = true, ANNOUNCE("for"))                               \
        for (int64_t index = 0; index < (count); index++)

/* One call of the ABI, with a number of its own. */
#define CALL(name, pointer, ...)                                                                                       \
    do {                                                                                                               \
        static struct corpus_site site_ = {#name, __func__, __LINE__, __COUNTER__ + 1, 0};                             \
        for (int times_ = corpus_times(&site_, __builtin_frame_address(0), pointer); times_ > 0; times_--)             \
            name(__VA_ARGS__);                                                                                         \
    } while (false)

#define tl_mem_enter_scope()                        CALL(tl_mem_enter_scope, NULL, )
#define tl_mem_exit_scope()                         CALL(tl_mem_exit_scope, NULL, )
#define tl_mem_function_enter(slots)                CALL(tl_mem_function_enter, NULL, slots)
#define tl_mem_function_exit()                      CALL(tl_mem_function_exit, NULL, )
#define tl_mem_register_struct(pointer)             CALL(tl_mem_register_struct, pointer, pointer)
#define tl_mem_register_struct_named(pointer, text) CALL(tl_mem_register_struct_named, pointer, pointer, text)
#define tl_mem_register_tensor(pointer)             CALL(tl_mem_register_tensor, pointer, pointer)
#define tl_mem_register_vec_ptr(pointer)            CALL(tl_mem_register_vec_ptr, pointer, pointer)
#define tl_mem_register_ptr(pointer)                CALL(tl_mem_register_ptr, pointer, pointer)
#define tl_mem_unregister(pointer)                  CALL(tl_mem_unregister, pointer, pointer)
#define tl_ptr_acquire(pointer)                     CALL(tl_ptr_acquire, pointer, pointer)
#define tl_ptr_release(pointer)                     CALL(tl_ptr_release, pointer, pointer)
#define tl_tensor_acquire(pointer)                  CALL(tl_tensor_acquire, pointer, pointer)
#define tl_tensor_release(pointer)                  CALL(tl_tensor_release, pointer, pointer)

#endif
