/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>

bool check_init(struct check *check, const struct log *log, bool counters)
{
    size_t objects = (size_t)log->objects + 1;
    *check = (struct check){.log = log, .counters = counters};
    check->counted = calloc(objects, sizeof(*check->counted));
    check->pooled = calloc(objects, sizeof(*check->pooled));
    check->bytes = calloc(objects, sizeof(*check->bytes));
    return check->counted != NULL && check->pooled != NULL && check->bytes != NULL;
}

void check_free(struct check *check)
{
    free(check->counted);
    free(check->pooled);
    free(check->bytes);
}

static uint32_t remove_pooled(struct check *check, size_t index)
{
    uint32_t object = check->pooled[index];
    check->pooled_count--;
    memmove(check->pooled + index, check->pooled + index + 1, (check->pooled_count - index) * sizeof(*check->pooled));
    return object;
}

uint32_t check_take_pooled(struct check *check, const struct log_line *line)
{
    check->bytes[line->object] = line->bytes;
    for (size_t i = check->pooled_count; i-- > 0;)
        if (check->bytes[check->pooled[i]] == line->bytes)
            return remove_pooled(check, i);
    return 0;
}

static void set_counted(struct check *check, uint32_t object, bool counted)
{
    if (check->counted[object] == counted)
        return;
    check->counted[object] = counted;
    int64_t *total = check->log->is_tensor[object] ? &check->tensors : &check->structs;
    *total += counted ? 1 : -1;
}

void check_apply(struct check *check, const struct log_line *line)
{
    switch (line->op) {
    case LOG_REGISTER_STRUCT:
    case LOG_REGISTER_TENSOR:
    case LOG_PTR_ACQUIRE:
    case LOG_TENSOR_ACQUIRE:
        set_counted(check, line->object, true);
        break;
    case LOG_PTR_RELEASE:
    case LOG_TENSOR_RELEASE:
        if (line->result == 0)
            set_counted(check, line->object, false);
        break;
    case LOG_POOLED:
        set_counted(check, line->object, false);
        check->pooled[check->pooled_count++] = line->object;
        break;
    default:
        break;
    }
    if (line->op < LOG_CALL_COUNT)
        check->last = line;
}

static bool agree(const struct check *check, const char *what, int64_t expected, int64_t actual)
{
    if (expected == actual)
        return true;
    fprintf(stderr, "player: line %u: %s is %" PRId64 ", by the log %" PRId64 "\n",
            check->last == NULL ? 0 : check->last->line, what, actual, expected);
    return false;
}

/* No line tells of the structs that an exit frees: they are what the count lacks, if there are so many. */
static void take_freed_structs(struct check *check, int64_t counted)
{
    int64_t left = counted - check->tensors;
    if (check->last != NULL && check->last->op == LOG_EXIT_SCOPE && left >= 0 && left < check->structs)
        check->structs = left;
}

bool check_counters(struct check *check)
{
    if (!check->counters)
        return true;
    const struct log_line *last = check->last;
    bool tells_depth = last != NULL && (last->op == LOG_ENTER_SCOPE || last->op == LOG_EXIT_SCOPE);
    int64_t counted = tl_get_refcount_count();
    take_freed_structs(check, counted);
    return (!tells_depth || agree(check, "the scope depth", last->result, tl_get_scope_depth())) &&
           agree(check, "the number of counts", check->tensors + check->structs, counted) &&
           agree(check, "the number of pooled tensors", (int64_t)check->pooled_count, tl_get_pool_count());
}
