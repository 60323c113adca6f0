/* SPDX-License-Identifier: MIT */
#include "manager/exit_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manager/held.h"
#include "manager/statement.h"
#include "manager/tensor.h"
#include "runtime/symbol.h"

enum { EXIT_BYTES = STATEMENT_BYTES + SYMBOL_BYTES + 96 };

/* leak_check_at: a line of TL where it was entered, or the function that leaves it. */
static bool is_asked_for(uint32_t entered, uint32_t left)
{
    const char *at = runtime.options.leak_check_at;
    char function[SYMBOL_BYTES];
    if (at[0] == '\0')
        return true;
    if (at[strspn(at, "0123456789")] == '\0') {
        const uint32_t number = entered != 0 ? site_statement(&runtime.sites, entered) : 0;
        const struct statement *statement = number != 0 ? numbering_item(&runtime.sites.statements, number) : NULL;
        return statement != NULL && statement->line == strtoul(at, NULL, 10);
    }
    return symbol_function(site_address(&runtime.sites, left), function) && strcmp(function, at) == 0;
}

struct exit_check exit_check_of(const struct call *call)
{
    const struct exit_check none = {.wanted = false};
    const bool of_frame = call->event == TL_EVENT_function_exit;
    const struct scope *scope = scope_top(&call->manager->scopes);
    const struct frame *frame = of_frame ? frame_top(&call->manager->frames) : NULL;
    if (runtime.options.leak_check == LEAK_CHECK_OFF || (of_frame && frame == NULL) ||
        (runtime.options.leak_check == LEAK_CHECK_FRAME && !of_frame))
        return none;
    const uint32_t entered = of_frame ? frame->site : scope->site;
    return (struct exit_check){.wanted = is_asked_for(entered, call->site),
                               .frame = of_frame,
                               .number = of_frame ? frame->number : scope->number,
                               .entered = entered};
}

/* "the exit of scope 12, entered at model.tl:40, main+0x1c (program+0x11f4)" */
static void describe(const struct exit_check *check, char text[EXIT_BYTES])
{
    static char statement[STATEMENT_BYTES]; /* under the lock: threads may have small stacks */
    static char site[SYMBOL_BYTES];
    statement_describe(check->entered, statement);
    symbol_describe(site_address(&runtime.sites, check->entered), site);
    snprintf(text, EXIT_BYTES, "the exit of %s %" PRIu64 ", entered at %s%s", check->frame ? "function frame" : "scope",
             check->number, statement, site);
}

void exit_check_do(const struct exit_check *check)
{
    static char text[2 * EXIT_BYTES + 256];
    static char now[EXIT_BYTES];
    static char before[EXIT_BYTES] = "the program's start";
    lock_take(&runtime.lock);
    held_show();
    pool_show(&global_manager, true);
    describe(check, now);
    const uint64_t lost = checker_new_leaks();
    pool_show(&global_manager, false);
    snprintf(text, sizeof text,
             "tlscope: leak check: %" PRIu64
             " bytes, in the records above, were lost by %s, or since %s: a register or "
             "local variable may have pointed to them until now\n",
             lost, now, before);
    if (lost != 0)
        checker_print(text);
    memcpy(before, now, sizeof before);
    lock_give(&runtime.lock);
}
