/* SPDX-License-Identifier: MIT */
#include "manager/diagnose.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cancel.h"
#include "manager/statement.h"
#include "runtime/snapshot.h"
#include "runtime/symbol.h"

enum { TEXT_BYTES = 512, LINE_BYTES = 2048 };

static const struct {
    const char *name;
    enum tl_severity severity;
    const char *other; /* what the other site is */
    const char *meaning;
} diagnostics[TL_DIAGNOSTIC_COUNT] = {
#define TL_DIAGNOSTIC(code, number, name, severity, other, meaning)                                                    \
    [number] = {name, TL_SEVERITY_##severity, other, meaning},
#include "tracepoints/diagnostics.def"
#undef TL_DIAGNOSTIC
};

const char *kind_text(unsigned kind)
{
    static const char *const texts[] = {
#define TL_KIND(code, number, name) [number] = name,
#include "tracepoints/values.def"
#undef TL_KIND
    };
    return texts[kind];
}

static const char *severity_text(enum tl_severity severity)
{
    return severity == TL_SEVERITY_ERROR ? "error" : "warning";
}

static void write_line(const char *line, int length, size_t size)
{
    const size_t bytes = length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
    if (bytes != 0 && write(STDERR_FILENO, line, bytes) < 0)
        return; /* nowhere to tell it */
}

/* "0x55… (struct Point, object 12): ", as much of it as there is. */
static void describe_subject(const struct misuse *misuse, char *text, size_t size)
{
    text[0] = '\0';
    if (misuse->object != NULL) {
        const char *name = name_text(&runtime.names, misuse->object->name);
        snprintf(text, size, "%p (%s%s%s, object %llu): ", misuse->pointer, kind_text(misuse->object->kind),
                 name[0] != '\0' ? " " : "", name, (unsigned long long)misuse->object->number);
    } else if (misuse->pointer != NULL) {
        snprintf(text, size, "%p: ", misuse->pointer);
    }
}

static void print(const struct call *call, const struct misuse *misuse, const char *text)
{
    static char line[LINE_BYTES]; /* under the lock: threads may have small stacks */
    static char subject[NAME_BYTES + 96];
    static char site[SYMBOL_BYTES];
    static char statement[STATEMENT_BYTES];
    static char latest[STATEMENT_BYTES];
    size_t used = 0;
    describe_subject(misuse, subject, sizeof subject);
    symbol_describe(site_address(&runtime.sites, call->site), site);
    statement_describe(call->site, statement);
    statement_describe_latest(call, latest);
    int length = snprintf(line, sizeof line, "tlscope: %s [%s] %s: %s%s\n    %sat %s%s, in %s\n",
                          severity_text(diagnostics[misuse->code].severity), diagnostics[misuse->code].name,
                          diagnostics[misuse->code].meaning, subject, text, latest, statement,
                          call->site != 0 ? site : "the end of the process", call_name(call));
    used = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
    if (misuse->other_site != 0) {
        symbol_describe(site_address(&runtime.sites, misuse->other_site), site);
        statement_describe(misuse->other_site, statement);
        length += snprintf(line + used, sizeof line - used, "    %s %s%s\n", diagnostics[misuse->code].other, statement,
                           site);
    }
    if (checker.valgrind)
        checker_print(line);
    else
        write_line(line, length, sizeof line);
}

/* "struct Point: " for the trace, which has number and address of the object in fields of their own. */
static size_t name_subject(const struct object *object, char text[TEXT_BYTES])
{
    if (object == NULL)
        return 0;
    const char *name = name_text(&runtime.names, object->name);
    return (size_t)snprintf(text, TEXT_BYTES, "%s%s%s: ", kind_text(object->kind), name[0] != '\0' ? " " : "", name);
}

void diagnose(struct call *call, struct misuse misuse, const char *format, ...)
{
    char text[TEXT_BYTES];
    const int cancel = cancel_put_off();
    const size_t named = name_subject(misuse.object, text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + named, sizeof text - named, format, arguments);
    va_end(arguments);
    const uint64_t times = repeats_count(&runtime.repeats, (uint8_t)misuse.code, site_code(&runtime.sites, call->site));
    hook(diagnostic, .code = (uint8_t)misuse.code, .severity = (uint8_t)diagnostics[misuse.code].severity,
         .pointer = (uint64_t)(uintptr_t)misuse.pointer,
         .object = misuse.object != NULL ? (uint32_t)misuse.object->number : 0, .site = call->site,
         .other_site = misuse.other_site, .text = times == 1 ? text : "");
    if (times == 1)
        snapshot_diagnosed(diagnostics[misuse.code].severity);
    const bool halts = runtime.options.halt_on_error && diagnostics[misuse.code].severity == TL_SEVERITY_ERROR;
    if ((times == 1 && runtime.options.diagnostics) || halts)
        print(call, &misuse, text + named);
    cancel_allow(cancel);
    if (halts) {
        static const char line[] = "tlscope: halt_on_error=1: aborting\n";
        write_line(line, (int)sizeof line - 1, sizeof line);
        lock_give(&runtime.lock); /* handlers of SIGABRT may exit, or go on */
        abort();
    }
}

void diagnose_repeats(void)
{
    const struct key_map *map = &runtime.repeats.by_key;
    uint32_t place = 0;
    if (!runtime.options.diagnostics)
        return;
    for (uint32_t index = key_map_next(map, &place); index != 0; index = key_map_next(map, &place)) {
        const struct repeat *repeat = slab_item(&runtime.repeats.slab, index);
        char line[LINE_BYTES];
        char site[SYMBOL_BYTES];
        if (repeat->count == 1)
            continue;
        const struct code_address *code =
            (uint32_t)repeat->key != 0 ? numbering_item(&runtime.sites.addresses, (uint32_t)repeat->key) : NULL;
        symbol_describe(code != NULL ? (const void *)(uintptr_t)code->address : NULL, site);
        write_line(line,
                   snprintf(line, sizeof line, "tlscope: [%s] came %llu times in all at %s\n",
                            diagnostics[repeat->key >> 32].name, (unsigned long long)repeat->count, site),
                   sizeof line);
    }
}
