/* SPDX-License-Identifier: MIT */
/* A call log, read whole: what a TL program asked of its memory manager, line by line. */
#ifndef PLAYER_LOG_H
#define PLAYER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* LOG_OP(OP, "spelling", makes its pointer a tensor) of the calls, then of what happened to memory between them. */
#define LOG_CALLS(LOG_OP)                                                                                              \
    LOG_OP(ENTER_SCOPE, "mem_enter_scope", false)                                                                      \
    LOG_OP(EXIT_SCOPE, "mem_exit_scope", false)                                                                        \
    LOG_OP(REGISTER_STRUCT, "mem_register_struct", false)                                                              \
    LOG_OP(REGISTER_TENSOR, "mem_register_tensor", true)                                                               \
    LOG_OP(UNREGISTER, "mem_unregister", false)                                                                        \
    LOG_OP(PTR_ACQUIRE, "ptr_acquire", false)                                                                          \
    LOG_OP(TENSOR_ACQUIRE, "tensor_acquire", true)                                                                     \
    LOG_OP(PTR_RELEASE, "ptr_release", false)                                                                          \
    LOG_OP(TENSOR_RELEASE, "tensor_release", true)                                                                     \
    LOG_OP(RELEASE_PTR, "ptr_release_bool", true)
#define LOG_NOTES(LOG_OP)                                                                                              \
    LOG_OP(NEW, "new", false)                                                                                          \
    LOG_OP(POOLED, "pooled", true)                                                                                     \
    LOG_OP(DESTROY, "destroy", true)                                                                                   \
    LOG_OP(FREE, "free", false)                                                                                        \
    LOG_OP(TENSOR_FREE, "tensor_free", true)

enum log_op {
#define LOG_OP(op, spelling, tensor) LOG_##op,
    LOG_CALLS(LOG_OP) LOG_NOTES(LOG_OP)
#undef LOG_OP
        LOG_OP_COUNT,
    LOG_CALL_COUNT = LOG_NEW, /* ops below it are calls */
};

struct log_line {
    enum log_op op;
    uint32_t line;   /* in the file, from 1 */
    uint32_t object; /* N of pN, from 1; 0 when the line has none */
    int64_t time;    /* of a call, in nanoseconds since the program's start */
    int64_t bytes;   /* of a NEW */
    int64_t result;  /* a call's, where it is a number; else -1 */
};

struct log {
    struct log_line *lines;
    size_t count;
    uint32_t objects; /* the highest N */
    bool *is_tensor;  /* by N */
};

/* Reads `path`, gzipped or plain. False, with a message on stderr, when it cannot be read or understood; `log`
 * owns its memory until log_free either way. */
bool log_read(struct log *log, const char *path);

void log_free(struct log *log);

#endif
