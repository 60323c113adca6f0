/* SPDX-License-Identifier: MIT */
#include "manager/statement.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cancel.h"
#include "heap/classify.h"
#include "heap/peek.h"
#include "hook/nvtx.h"
#include "manager/site.h"
#include "manager/watch_rule.h"
#include "runtime/thread.h"
#include "stack/unwind_table.h"

/* Programs that make up statements without end stay bounded. */
enum { STATEMENTS_MOST = 1 << 20 };

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

uint32_t statement_of(const void *address, const char *file, uint32_t line, uint32_t column, const char *tag)
{
    struct numbering *statements = &runtime.sites.statements;
    const uint32_t code = site_code_of(address);
    const uint32_t names[2] = {names_intern_source(&runtime.names, file), names_intern_source(&runtime.names, tag)};
    const uint64_t hash = mix(mix(mix(code, (uint64_t)line << 32 | column), names[0]), names[1]);
    uint32_t number = numbering_find(statements, hash);
    if (number != 0 || numbering_count(statements) >= STATEMENTS_MOST)
        return number;
    number = numbering_add(statements, hash);
    if (number != 0)
        *(struct statement *)numbering_item(statements, number) =
            (struct statement){hash, code, names[0], line, column, names[1], false};
    return number;
}

static bool same_text(const char *kept, const char *text)
{
    return strncmp(kept, text != NULL ? text : "", NAME_BYTES) == 0;
}

/* The function that made a tail call to get here, where the code at a return address called it directly; 0: it was an
 * ordinary call, or nobody can tell. Then the code called is ours, or a stub that jumps to it. */
static uintptr_t tail_call_at(const void *address)
{
    enum { CALL_BYTES = 5 };
    unsigned char code[CALL_BYTES];
    unsigned char target_code[8];
    int32_t distance;
    if (!peek(code, (const char *)address - CALL_BYTES, CALL_BYTES) || code[0] != 0xe8)
        return 0;
    memcpy(&distance, &code[1], sizeof distance);
    const uintptr_t target = (uintptr_t)address + (uintptr_t)(intptr_t)distance;
    if (unwind_function_at(target + 1) != target || target == (uintptr_t)tl_trace_mem ||
        !peek(target_code, (const void *)target, sizeof target_code))
        return 0;
    static const unsigned char branch_target[] = {0xf3, 0x0f, 0x1e, 0xfa}; /* endbr64 */
    const size_t skipped = memcmp(target_code, branch_target, sizeof branch_target) == 0 ? sizeof branch_target : 0;
    const unsigned char *first = &target_code[skipped] + (target_code[skipped] == 0xf2); /* bnd */
    return first[0] == 0xff && first[1] == 0x25 ? 0 : target;
}

/* An announcement is mostly one that was made before, by the same code with the same texts. */
static bool is_known(const struct announced_name *known, const void *address, const char *file, uint32_t line,
                     uint32_t column, const char *tag)
{
    if (known->statement == 0 || known->address != address || known->file != file || known->tag != tag ||
        known->line != line || known->column != column)
        return false;
    return same_text(known->known_file, file) && same_text(known->known_tag, tag);
}

APART static void meet_statement(struct announced_name *known, const void *address, const char *file, uint32_t line,
                                 uint32_t column, const char *tag)
{
    *known = (struct announced_name){.address = address, .file = file, .tag = tag, .line = line, .column = column};
    known->tail_of = tail_call_at(address);
    lock_take(&runtime.lock);
    known->statement = statement_of(address, file, line, column, tag);
    if (known->statement != 0) {
        const struct statement *statement = numbering_item(&runtime.sites.statements, known->statement);
        known->known_file = name_text(&runtime.names, statement->file);
        known->known_tag = name_text(&runtime.names, statement->tag);
    }
    if (runtime.options.heap == HEAP_WATCH)
        site_tell_statement(known->statement); /* allocations, of which the runtime knows nothing, may be in it */
    lock_give(&runtime.lock);
}

static const struct announced_name *find_statement(struct announced *announced, const void *address, const char *file,
                                                   uint32_t line, uint32_t column, const char *tag)
{
    const uint64_t hash = mix(mix((uintptr_t)address, line), column);
    struct announced_name *known = &announced->cache[hash >> 32 & (ANNOUNCED_CACHE - 1)];
    if (!is_known(known, address, file, line, column, tag))
        meet_statement(known, address, file, line, column, tag);
    return known;
}

/* The site is of the statement from now on, and so are all its calls before. */
static void learn(uint32_t site, uint32_t statement, enum tl_frame frame)
{
    struct sites *sites = &runtime.sites;
    numbering_rekey(&sites->sites, site, site_key(site_frame(sites, site), statement, frame));
    site_tell_statement(statement);
    hook(site_statement, .site = site, .statement = statement, .frame = (uint8_t)frame);
}

/* What compiled code made or freed in that call, or the scope that it entered, was so at `site`. */
static void put_right(const struct pending_call *call, uint32_t site)
{
    const struct scopes *scopes = &global_manager.scopes;
    const uint32_t index = call->object != 0 ? objects_find(&global_manager.objects, (void *)~call->hidden) : 0;
    struct object *object = index != 0 ? object_as_it_is(&global_manager.objects, index) : NULL;
    if (object != NULL && (uint32_t)object->number == call->object && object->site == call->site)
        object->site = site;
    for (uint32_t depth = call->scope != 0 ? scopes_depth(scopes) : 0; depth > 1; depth--) {
        struct scope *scope = scope_at(scopes, depth);
        if ((uint32_t)scope->number == call->scope)
            scope->site = site;
        if (scope->number <= call->scope)
            return;
    }
}

/* The address calls for several statements: what was told of this call is put right. */
static void correct(const struct pending_call *call, uint32_t statement, enum tl_frame frame)
{
    const uint32_t stack = site_frame(&runtime.sites, call->site);
    const uint32_t site = site_of_statement(stack, statement, frame);
    ((struct stack_frame *)numbering_item(&runtime.sites.frames, stack))->latest = site;
    if (site != 0)
        put_right(call, site);
    if (site != 0 && !(watch_some && call->object == 0 && call->scope == 0))
        hook(restate, .object = call->object, .scope = call->scope, .site = site, .told = call->site);
}

/* Two return addresses are not known to be in different functions. (Tables are found without the loader's lock.) */
static bool may_be_one_function(const void *left, const void *right)
{
    const uintptr_t functions[2] = {unwind_function_at((uintptr_t)left), unwind_function_at((uintptr_t)right)};
    return functions[0] == 0 || functions[1] == 0 || functions[0] == functions[1];
}

/* Code that calls for a statement stands before the call that announces it; what stands behind is of an earlier run
 * of the function, which returned in a statement that it never announced. */
static bool may_be_of(const struct pending_call *call, const void *announcer)
{
    const void *address = site_address(&runtime.sites, call->site);
    return (uintptr_t)address < (uintptr_t)announcer && may_be_one_function(address, announcer);
}

static const void *frame_code(const struct sites *sites, uint32_t frame)
{
    const struct code_address *code = numbering_item(&sites->addresses, frame_address(sites, frame));
    return (const void *)(uintptr_t)code->address;
}

/* The announcing function may have been further out on the call's stack, as far as that goes: it also stands deeper
 * than a function that ran, and returned, before this one began. */
static bool may_be_inside(const struct pending_call *call, const void *announcer)
{
    const struct sites *sites = &runtime.sites;
    uint32_t frame = site_frame(sites, call->site);
    while (frame_outer(sites, frame) != 0) {
        frame = frame_outer(sites, frame);
        if (may_be_one_function(frame_code(sites, frame), announcer))
            return true;
    }
    return frame_end(sites, frame) != TL_STACK_END_OUTERMOST;
}

/* A call whose function announced nothing after it stands in a return or a break: readers place it by the statement
 * before it. */
static void leave_unannounced(const struct pending_call *call)
{
    const struct sites *sites = &runtime.sites;
    if (site_statement(sites, call->site) == 0 || site_statement_frame(sites, call->site) == TL_FRAME_OUTER)
        site_tell_statement(call->before);
}

/* `announcer` NULL: its function is known to be the call's. */
static void settle(const struct pending_call *call, const void *announcer, uint32_t statement, enum tl_frame frame)
{
    const struct sites *sites = &runtime.sites;
    const uint32_t known = site_statement(sites, call->site);
    const bool own = site_statement_frame(sites, call->site) == TL_FRAME_OWN;
    if (known == statement || (known != 0 && own && frame == TL_FRAME_OUTER))
        return; /* what a function says of itself is more than what another says */
    if (announcer != NULL && !(frame == TL_FRAME_OWN ? may_be_of : may_be_inside)(call, announcer))
        return;
    const uint64_t key = site_key(site_frame(sites, call->site), statement, frame);
    if (known == 0 && numbering_find(&sites->sites, key) == 0)
        learn(call->site, statement, frame);
    else
        correct(call, statement, frame);
}

static void settle_all(struct announced *announced, struct caller caller, uint32_t statement)
{
    const struct pending_call *call;
    bool outer = false;
    if (announced->pending_count == 0)
        return;
    lock_take(&runtime.lock);
    while ((call = announced_take(announced, caller.stack_point, &outer)) != NULL) {
        if (outer)
            leave_unannounced(call);
        settle(call, caller.address, statement, outer ? TL_FRAME_OUTER : TL_FRAME_OWN);
    }
    lock_give(&runtime.lock);
}

/* The announcing function has left the stack already, and its caller stands in its place. */
static void settle_tail(struct announced *announced, struct caller caller, const struct announced_name *name)
{
    const struct pending_call *call;
    bool outer = false;
    lock_take(&runtime.lock);
    while ((call = announced_take(announced, caller.stack_point - 1, &outer)) != NULL) {
        const uintptr_t function = unwind_function_at((uintptr_t)site_address(&runtime.sites, call->site));
        settle(call, NULL, name->statement, function == name->tail_of ? TL_FRAME_OWN : TL_FRAME_OUTER);
    }
    lock_give(&runtime.lock);
}

void statement_end(struct thread *thread)
{
    const struct pending_call *call;
    bool outer;
    while ((call = announced_take(&thread->announced, UINTPTR_MAX, &outer)) != NULL)
        leave_unannounced(call);
}

/* Megabytes of memory in use, as TL itself says it. */
static long resident_megabytes(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024) / 1024;
}

/* TL's own line for TL_MEM_TRACE=1. */
static void log_statement(const char *file, uint32_t line, uint32_t column, const char *tag)
{
    char text[640];
    const int cancel = cancel_put_off();
    lock_take(&runtime.lock);
    const int length = snprintf(
        text, sizeof text,
        "[TL_MEM_TRACE] %.255s:%u:%u tag=%.64s rss_mb=%ld pool_count=%lld refcount_count=%llu scope_depth=%u\n",
        file != NULL ? file : "unknown", line, column, tag != NULL ? tag : "stmt", resident_megabytes(),
        (long long)tensors_count(&global_manager.pool.tensors), (unsigned long long)global_manager.objects.counted,
        scopes_depth(&global_manager.scopes));
    lock_give(&runtime.lock);
    cancel_allow(cancel);
    if (write(STDERR_FILENO, text, (size_t)length) < 0)
        return; /* nowhere to tell it */
}

void statement_announce(struct caller caller, const char *file, uint32_t line, uint32_t column, const char *tag)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    if (runtime.options.mem_trace)
        log_statement(file, line, column, tag);
    struct thread *thread = thread_self();
    if (thread == NULL)
        return;
    thread_tells = TELLS_ALL;
    announced_expect(&thread->announced);
    const struct announced_name *name = find_statement(&thread->announced, caller.address, file, line, column, tag);
    if (name->statement == 0)
        return;
    if (name->tail_of != 0) {
        settle_tail(&thread->announced, caller, name);
        return;
    }
    announced_set(&thread->announced, caller.stack_point, name->statement);
    settle_all(&thread->announced, caller, name->statement);
}

uint32_t statement_site(struct thread *thread, uint32_t frame, uintptr_t stack_point)
{
    struct stack_frame *stack = numbering_item(&runtime.sites.frames, frame);
    bool outer = false;
    uint32_t statement = 0;
    if (runtime.options.source == SOURCE_BEFORE && thread != NULL)
        statement = announced_latest(&thread->announced, stack_point, &outer);
    else if (stack->latest != 0)
        return stack->latest;
    const uint64_t key = site_key(frame, statement, outer ? TL_FRAME_OUTER : TL_FRAME_OWN);
    if (stack->latest == 0 || ((const struct site *)numbering_item(&runtime.sites.sites, stack->latest))->key != key)
        stack->latest = site_of_statement(frame, statement, outer ? TL_FRAME_OUTER : TL_FRAME_OWN);
    return stack->latest;
}

/* Nothing but the trace wants to know of each call, and nobody can be asked of blocks. */
static bool tells_trace_alone(void)
{
    return !runtime.options.mem_log && runtime.options.snapshot_at == 0 && !watch_some && !checker_tells_memcheck() &&
           !nvtx_shows_ranges() && !heap_is_certain();
}

void statement_pend_call(const struct call *call)
{
    struct announced *announced = &call->thread->announced;
    bool outer = false;
    if (call->site == 0 || runtime.options.source != SOURCE_AFTER)
        return;
    const uint32_t before = announced_latest(announced, call->stack_point, &outer);
    announced_pend(announced, &(struct pending_call){.stack_point = call->stack_point,
                                                     .site = call->site,
                                                     .object = call->object,
                                                     .hidden = ~(uintptr_t)call->pointer,
                                                     .scope = call->scope,
                                                     .before = outer ? 0 : before});
    if (announced->silent && tells_trace_alone() && runtime_thread() != 0)
        thread_tells = trace.tracer != NULL ? TELLS_TRACE : TELLS_NOBODY;
}

static bool has_line(const struct statement *statement)
{
    return statement->line != 0 && statement->file != 0 &&
           !same_text(name_text(&runtime.names, statement->file), "unknown");
}

static const void *announcer_of(const struct statement *statement)
{
    const struct code_address *code = numbering_item(&runtime.sites.addresses, statement->address);
    return (const void *)(uintptr_t)code->address;
}

static void describe(const char *words, const struct statement *statement, char text[STATEMENT_BYTES])
{
    if (strncmp(name_text(&runtime.names, statement->tag), TL_TAG_AFTER, strlen(TL_TAG_AFTER)) == 0)
        words = "after ";
    text[0] = '\0';
    if (has_line(statement))
        snprintf(text, STATEMENT_BYTES, "%s%s:%u, ", words, name_text(&runtime.names, statement->file),
                 statement->line);
}

void statement_describe(uint32_t site, char text[STATEMENT_BYTES])
{
    const uint32_t number = site != 0 ? site_statement(&runtime.sites, site) : 0;
    text[0] = '\0';
    if (number != 0)
        describe(site_statement_frame(&runtime.sites, site) == TL_FRAME_OWN ? "" : "called from ",
                 numbering_item(&runtime.sites.statements, number), text);
}

void statement_describe_latest(const struct call *call, char text[STATEMENT_BYTES])
{
    struct thread *thread = thread_self();
    bool outer = false;
    text[0] = '\0';
    if (thread == NULL || call->site == 0 || site_statement(&runtime.sites, call->site) != 0)
        return;
    const uint32_t number = announced_latest(&thread->announced, call->stack_point, &outer);
    const struct statement *statement = number != 0 ? numbering_item(&runtime.sites.statements, number) : NULL;
    const void *address = site_address(&runtime.sites, call->site);
    if (statement != NULL && (outer || may_be_one_function(address, announcer_of(statement))))
        describe(outer ? "in a call of the statement after " : "after ", statement, text);
}
