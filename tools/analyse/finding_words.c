/* SPDX-License-Identifier: MIT */
/* Sentences out of the templates of findings.def, and the keys that findings keep across builds. */
#include "finding_words.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "site_words.h"

void finding_root_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    fputs(finding_name(finding->follows->code), out);
}

void finding_told_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    fputs(finding->told, out);
}

static const struct {
    const char *name;
    finding_writer *write;
} fields[] = {
#define FIELD(name) {#name, finding_##name##_write},
#include "finding_fields.def"
#undef FIELD
};

static void field_write(FILE *out, const char *name, size_t length, const struct finding *finding,
                        const struct process *process)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        if (strlen(fields[i].name) == length && memcmp(fields[i].name, name, length) == 0) {
            fields[i].write(out, finding, process);
            return;
        }
    }
    abort();
}

/* The text of a stream that `text` was opened with; for the caller to free. */
static char *taken(FILE *out, char **text)
{
    if (fclose(out) != 0 || !*text) {
        memory_out();
    }
    return *text;
}

static FILE *opened(char **text, size_t *size)
{
    FILE *out = open_memstream(text, size);
    if (!out) {
        memory_out();
    }
    return out;
}

/* A place may be one after a line: it is not at that, nor after it twice. */
static void places_mend(char *text)
{
    static const char *const before[] = {" at after ", " after after "};
    for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
        const size_t said = strlen(before[i]) - strlen(" after ");
        for (char *at = strstr(text, before[i]); at; at = strstr(at, before[i])) {
            memmove(at, at + said, strlen(at + said) + 1);
        }
    }
}

static char *expanded(const char *template, const struct finding *finding, const struct process *process)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = opened(&text, &size);
    for (const char *at = template; *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (end) {
            field_write(out, at + 1, (size_t)(end - at - 1), finding, process);
            at = end;
        } else {
            fputc(*at, out);
        }
    }
    taken(out, &text);
    places_mend(text);
    return text;
}

/* All on devices of one kind. */
static bool are_alike(const struct finding *finding)
{
    for (size_t i = 1; i < finding->devices.count; i++) {
        if (finding->devices.list[i].device->kind != finding->devices.list[0].device->kind) {
            return false;
        }
    }
    return true;
}

/* No address and no line: they change with every build. */
static char *key_of(const struct finding *finding, const struct process *process)
{
    const struct site_facts cause = site_facts(&process->sites, finding->cause);
    char *text = NULL;
    size_t size = 0;
    FILE *out = opened(&text, &size);
    fprintf(out, "%s/%s/%s", finding_category_name(finding->category), finding_name(finding->code),
            finding->kind < 0 ? "" : kind_name((unsigned)finding->kind));
    if (finding_is_elsewhere(finding) && are_alike(finding)) {
        fprintf(out, " on %s", device_name(finding->devices.list[0].device->kind));
    }
    fprintf(out, "/%s/%s/%s", finding->name, cause.function ? cause.function : "",
            cause.file ? path_last_part(cause.file) : "");
    return taken(out, &text);
}

static const char *fix_of(const struct finding *finding)
{
    if (finding->follows) {
        return "This follows from another finding, {root}: mend that first.";
    }
    if (finding->of_parent > 0) {
        return "If the child is to end inside what its parent entered, there is nothing to mend; else leave it on "
               "every way out: look at each return, break and continue after {cause}.";
    }
    if (finding->running > 0) {
        return "If the program is to end there, by exit or with a thread still running, leave what is open before that "
               "or take it for known; else "
               "leave "
               "it on every way out: look at each return, break and continue after {cause}.";
    }
    if (finding->functions > 0) {
        return "Call tl_mem_function_exit on every way out of the function: look at each return after {cause}.";
    }
    if (finding->late != 0) {
        return "Take the release at {cause} out, or acquire before it what it gives back; then see whether the call at "
               "{late_call} has a reference of its own.";
    }
    return finding->unmoved ? "Call tl_mem_unregister in the scope that lists it, after the exit of those inside; with "
                              "TLSCOPE_OPTIONS=unregister=walk it looks from the current scope outward."
                            : finding_fix(finding->code);
}

void finding_write(struct finding *finding, const struct process *process)
{
    finding->key = key_of(finding, process);
    finding->sentence = expanded(finding_sentence(finding->code), finding, process);
    finding->fix = expanded(fix_of(finding), finding, process);
}
