/* SPDX-License-Identifier: MIT */
/* Sites made of memcheck's stacks, so that they are named, shown and compared like those of the trace. */
#include <stdlib.h>
#include <string.h>

#include "memchecked.h"
#include "memory.h"
#include "process.h"
#include "site_words.h"

/* Valgrind's replacements of malloc and the like, and the runtime: no code that a reader could mend. */
static bool is_tool(const struct memcheck_frame *frame)
{
    const char *file = path_last_part(frame->object);
    return strncmp(file, "vgpreload_", strlen("vgpreload_")) == 0 ||
           strncmp(file, "libtlscope", strlen("libtlscope")) == 0;
}

/* The first frame of the program's own; the innermost of all where there is none. */
static size_t program_from(const struct memcheck_stack *stack)
{
    size_t first = 0;
    while (first < stack->count && is_tool(&stack->frames[first])) {
        first++;
    }
    return first < stack->count ? first : 0;
}

/* A relative address comes with the last part of the path alone. */
static bool is_in(const struct memcheck_frame *frame, const struct module *module)
{
    return frame->relative ? strcmp(path_last_part(module->path), path_last_part(frame->object)) == 0
                           : module->base <= frame->address && strcmp(module->path, frame->object) == 0;
}

/* The module of the trace that the code is in; NULL when it has none. */
static const struct module *module_of(const struct sites *sites, const struct memcheck_frame *frame)
{
    const struct module *found = NULL;
    for (size_t i = 0; frame->object[0] && i < sites->modules.count; i++) {
        const struct module *module = sites->modules.entries[i];
        found = is_in(frame, module) && (!found || module->base > found->base) ? module : found;
    }
    return found;
}

/* The number of what memcheck alone knows; the sites of a process are made in order. */
static uint32_t number_next(struct memchecked *memchecked)
{
    return SITES_OF_MEMCHECK | ++memchecked->sites;
}

static void frame_tell(struct sites *sites, const struct memcheck_frame *frame, uint32_t number, uint32_t outer,
                       int64_t time_ns)
{
    const struct module *module = module_of(sites, frame);
    /* Code of an unknown module is kept from what looks for names: a number that no module has. */
    const uint32_t key = module ? module->key : frame->object[0] ? SITES_OF_MEMCHECK | number : 0;
    const uint64_t base = module ? module->base : 0;
    const uint64_t behind = frame->address + 1;
    const struct trace_event events[] = {
        {.time_ns = time_ns,
         .id = TL_EVENT_address,
         .as.address = {.address = number,
                        .value = frame->relative ? base + behind : behind,
                        .module = key,
                        .offset = frame->relative ? behind : behind - base,
                        .symbol = ""}},
        {.id = TL_EVENT_stack,
         .as.stack = {.stack = number, .address = number, .outer = outer, .end = TL_STACK_END_OUTERMOST}},
    };
    sites_event(sites, &events[0]);
    sites_event(sites, &events[1]);
}

/* From the outermost frame to the innermost; calls inlined there share its address. Returns the site's number. */
static uint32_t stack_tell(struct memchecked *memchecked, struct process *process, const struct memcheck_stack *stack)
{
    const size_t first = program_from(stack);
    uint32_t number = 0;
    for (size_t i = stack->count; i > first; i--) {
        const bool inlined = i - 1 > first && stack->frames[i - 1].address == stack->frames[i - 2].address;
        if (!inlined) {
            const uint32_t outer = number;
            number = number_next(memchecked);
            frame_tell(&process->sites, &stack->frames[i - 1], number, outer, process->last_ns);
        }
    }
    if (number != 0) {
        const struct trace_event event = {.id = TL_EVENT_site, .as.site = {.site = number, .stack = number}};
        sites_event(&process->sites, &event);
    }
    return number;
}

/* What the runtime says where a leak check at an exit has found something; see src/manager/exit_check.c. */
static bool is_of_exit(const struct memcheck_message *message)
{
    static const char beginning[] = "tlscope: leak check: ";
    return strncmp(message->text, beginning, sizeof(beginning) - 1) == 0;
}

void memchecked_sites_tell(struct memchecked *memchecked, struct process *process)
{
    const struct memcheck_file *file = memchecked->file;
    for (size_t i = 0; i < file->message_count; i++) {
        const struct memcheck_message *message = &file->messages[i];
        memchecked->exits[i] = is_of_exit(message) ? stack_tell(memchecked, process, &message->stack) : 0;
    }
    for (size_t i = 0; i < memchecked->count; i++) {
        struct memchecked_error *error = &memchecked->errors[i];
        for (size_t stack = 0; stack < error->told->stack_count && stack < MEMCHECKED_STACKS; stack++) {
            error->sites[stack] = stack_tell(memchecked, process, &error->told->stacks[stack]);
        }
    }
}

static const char *text_keep(struct sites *sites, const char *text)
{
    return text[0] ? names_keep(sites->names, text) : NULL;
}

static const char *file_keep(struct sites *sites, const struct memcheck_frame *frame)
{
    if (!frame->file[0] || !frame->folder[0] || frame->file[0] == '/') {
        return text_keep(sites, frame->file);
    }
    char *path = memory_print("%s/%s", frame->folder, frame->file);
    const char *kept = names_keep(sites->names, path);
    free(path);
    return kept;
}

static struct source_frame source_of(struct sites *sites, const struct memcheck_frame *frame)
{
    return (struct source_frame){text_keep(sites, frame->function), file_keep(sites, frame), (uint32_t)frame->line};
}

static void callers_tell(struct sites *sites, struct code_address *code, const struct memcheck_frame *frames,
                         size_t count)
{
    code->caller_count = count;
    code->callers = memory_new(count * sizeof(*code->callers));
    for (size_t i = 0; i < count; i++) {
        code->callers[i] = source_of(sites, &frames[i]);
    }
    code->inlined_in = code->callers[count - 1].function;
}

/* How many frames from `first` on have one address: the innermost is inlined into the others. */
static size_t run_length(const struct memcheck_stack *stack, size_t first)
{
    size_t count = 1;
    while (first + count < stack->count && stack->frames[first + count].address == stack->frames[first].address) {
        count++;
    }
    return count;
}

static void module_tell(struct sites *sites, const struct code_address *code, const char *path)
{
    if (code->module != 0 && !sites_module(sites, code->module)) {
        const struct trace_event event = {.id = TL_EVENT_module,
                                          .as.module = {.module = code->module, .path = path, .build_id = ""}};
        sites_event(sites, &event);
    }
}

static void frame_names_tell(struct sites *sites, struct code_address *code, const struct memcheck_frame *frames,
                             size_t count)
{
    const struct source_frame innermost = source_of(sites, &frames[0]);
    module_tell(sites, code, frames[0].object);
    if (code->function || code->file || !innermost.function) {
        return;
    }
    code->function = innermost.function;
    code->file = innermost.file;
    code->line = innermost.line;
    if (count > 1) {
        callers_tell(sites, code, &frames[1], count - 1);
    }
}

static void stack_names_tell(struct sites *sites, uint32_t site, const struct memcheck_stack *stack)
{
    enum { FRAMES_MOST = 512 };
    const struct code_address *codes[FRAMES_MOST];
    enum tl_stack_end end;
    const size_t count = sites_stack(sites, site, codes, FRAMES_MOST, &end);
    size_t first = program_from(stack);
    for (size_t i = 0; i < count && first < stack->count; i++) {
        const size_t length = run_length(stack, first);
        frame_names_tell(sites, grouping_find(&sites->addresses, &codes[i]->key), &stack->frames[first], length);
        first += length;
    }
}

void memchecked_names_tell(const struct memchecked *memchecked, struct sites *sites)
{
    for (size_t i = 0; i < memchecked->file->message_count; i++) {
        if (memchecked->exits[i] != 0) {
            stack_names_tell(sites, memchecked->exits[i], &memchecked->file->messages[i].stack);
        }
    }
    for (size_t i = 0; i < memchecked->count; i++) {
        const struct memchecked_error *error = &memchecked->errors[i];
        for (size_t stack = 0; stack < MEMCHECKED_STACKS; stack++) {
            if (error->sites[stack] != 0) {
                stack_names_tell(sites, error->sites[stack], &error->told->stacks[stack]);
            }
        }
    }
}
