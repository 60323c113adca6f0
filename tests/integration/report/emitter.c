/* SPDX-License-Identifier: MIT */
/*
 * Emits the events it reads as text, straight through the provider's table: one event a line, `name field=value
 * field=value`. `$PID` and `$PPID` stand for the process ids; numbers are as strtoull takes them. The line `repeat N`
 * makes the line after it be emitted N times, `fork` goes on in a child (the parent waits, then goes on after the
 * line `end-fork`), `pause MS` waits, `kill` ends the process with SIGKILL.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer.h"

enum { LINE_BYTES = 4096 };

/* The number after `name=` in the line, 0 where the line does not say. */
static uint64_t number_in(const char *line, const char *name)
{
    char needle[64];
    snprintf(needle, sizeof(needle), " %s=", name);
    const char *found = strstr(line, needle);
    if (!found) {
        return 0;
    }
    const char *value = found + strlen(needle);
    if (strncmp(value, "$PID", 4) == 0) {
        return (uint64_t)getpid();
    }
    if (strncmp(value, "$PPID", 5) == 0) {
        return (uint64_t)getppid();
    }
    return value[0] == '-' ? (uint64_t)strtoll(value, NULL, 0) : strtoull(value, NULL, 0);
}

/* The word after `name=` in the line, `_` read as a space; kept in a place of its own for each field. */
static const char *text_in(const char *line, const char *name)
{
    static char words[4][256];
    static unsigned next;
    char needle[64];
    snprintf(needle, sizeof(needle), " %s=", name);
    const char *found = strstr(line, needle);
    char *word = words[next++ % 4];
    word[0] = '\0';
    if (found) {
        snprintf(word, sizeof(words[0]), "%.*s", (int)strcspn(found + strlen(needle), " \n"), found + strlen(needle));
    }
    for (char *at = word; *at; at++) {
        *at = (char)(*at == '_' ? ' ' : *at);
    }
    return word;
}

#define U8(field)  .field = (uint8_t)number_in(line, #field),
#define U16(field) .field = (uint16_t)number_in(line, #field),
#define U32(field) .field = (uint32_t)number_in(line, #field),
#define U64(field) .field = number_in(line, #field),
#define I64(field) .field = (int64_t)number_in(line, #field),
#define PTR(field) .field = number_in(line, #field),
#define STR(field) .field = text_in(line, #field),
#define TL_EVENT(name, fields)                                                                                         \
    static void emit_##name(const struct tl_tracer *tracer, const char *line, uint64_t times)                          \
    {                                                                                                                  \
        const struct tl_event_##name event = {fields};                                                                 \
        for (uint64_t i = 0; i < times; i++) {                                                                         \
            tracer->name(&event);                                                                                      \
        }                                                                                                              \
    }
#include "events.def"
#undef TL_EVENT

static const struct emitter {
    const char *name;
    void (*emit)(const struct tl_tracer *tracer, const char *line, uint64_t times);
} emitters[] = {
#define TL_EVENT(name, fields) {#name, emit_##name},
#include "events.def"
#undef TL_EVENT
};

static const struct tl_tracer *tracer_open(const char *path)
{
    void *library = dlopen(path, RTLD_NOW);
    const struct tl_tracer *tracer = library ? dlsym(library, TL_TRACER_SYMBOL) : NULL;
    if (!tracer) {
        fprintf(stderr, "emitter: %s\n", dlerror());
    }
    return tracer;
}

/* Forks as the runtime does, through the provider's hooks; true in the child. */
static int fork_with_hooks(const struct tl_tracer *tracer)
{
    sigset_t saved;
    fflush(stdout);
    tracer->before_fork(&saved);
    pid_t child = fork();
    if (child == 0) {
        tracer->after_fork_child(&saved);
        return 1;
    }
    tracer->after_fork_parent(&saved);
    waitpid(child, NULL, 0);
    return 0;
}

static int emit_line(const struct tl_tracer *tracer, const char *line, uint64_t times)
{
    size_t length = strcspn(line, " \n");
    for (size_t i = 0; i < sizeof(emitters) / sizeof(*emitters); i++) {
        if (strlen(emitters[i].name) == length && strncmp(emitters[i].name, line, length) == 0) {
            emitters[i].emit(tracer, line, times);
            return 0;
        }
    }
    fprintf(stderr, "emitter: no such event: %s", line);
    return 1;
}

/* Script lines are read before anything is emitted, so that a forked child shares no file position. */
static size_t read_script(char (**lines)[LINE_BYTES])
{
    size_t count = 0;
    char line[LINE_BYTES];
    while (fgets(line, sizeof(line), stdin)) {
        if (line[0] == '\n' || line[0] == '#') {
            continue;
        }
        if ((count & (count - 1)) == 0) {
            *lines = realloc(*lines, (count ? count * 2 : 1) * sizeof(**lines));
        }
        if (!*lines) {
            abort();
        }
        memcpy((*lines)[count++], line, sizeof(line));
    }
    return count;
}

int main(int argc, char **argv)
{
    const struct tl_tracer *tracer = tracer_open(argc > 1 ? argv[1] : TL_TRACER_LIBRARY);
    if (!tracer) {
        return 1;
    }
    char(*lines)[LINE_BYTES] = NULL;
    size_t count = read_script(&lines);
    uint64_t times = 1;
    int skipping = 0;
    int child = 0;
    int failed = 0;
    for (size_t i = 0; i < count && !failed; i++) {
        if (strncmp(lines[i], "end-fork", 8) == 0) {
            if (child) {
                break;
            }
            skipping = 0;
        } else if (skipping) {
            continue;
        } else if (strncmp(lines[i], "fork", 4) == 0) {
            child = fork_with_hooks(tracer);
            skipping = !child;
        } else if (strncmp(lines[i], "pause ", 6) == 0) {
            usleep((useconds_t)strtoul(lines[i] + 6, NULL, 10) * 1000);
        } else if (strncmp(lines[i], "kill", 4) == 0) {
            raise(SIGKILL);
        } else if (strncmp(lines[i], "repeat ", 7) == 0) {
            times = strtoull(lines[i] + 7, NULL, 10);
        } else {
            failed = emit_line(tracer, lines[i], times);
            times = 1;
        }
    }
    free(lines);
    return failed;
}
