/* SPDX-License-Identifier: MIT */
/* Sentences out of the templates of findings.def, and the keys that findings keep across builds. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "process.h"
#include "text_words.h"

enum { PLACE_WORDS_BYTES = 512 };

static void kind_words(FILE *out, int kind, uint64_t count)
{
    const bool known = kind > TL_KIND_UNKNOWN;
    fprintf(out, "%s%s%s", known ? kind_name((unsigned)kind) : "object", words_plural(count),
            kind == TL_KIND_UNKNOWN ? " of unknown kind" : "");
}

static bool is_elsewhere(const struct finding *finding)
{
    for (size_t i = 0; i < finding->devices.count; i++) {
        if (finding->devices.list[i].device->kind != TL_DEVICE_CPU) {
            return true;
        }
    }
    return false;
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

/* " on cuda:0 and cuda:1"; nothing where all are on the CPU. */
static void devices_write(FILE *out, const struct finding *finding)
{
    for (size_t i = 0; is_elsewhere(finding) && i < finding->devices.count; i++) {
        const char *joint = i == 0 ? " on " : i + 1 < finding->devices.count ? ", " : " and ";
        fprintf(out, "%s%s", joint, finding->devices.list[i].device->name);
    }
}

static bool is_sample(const struct finding *finding, const struct process *process)
{
    return finding->estimate.objects > 0 && selection_samples(&process->selection);
}

/* 3 tensors; of a sample how many there may be, where that can be said. */
static void count_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const bool about = is_sample(finding, process) && process->selection.rule.by_bytes == 0;
    const uint64_t objects = about ? estimate_number(finding->estimate.objects) : finding->objects;
    char text[AMOUNT_BYTES];
    fprintf(out, "%s%s ", about ? "about " : "", words_number(objects, text));
    kind_words(out, finding->kind, objects);
}

/* (12.0 KiB) */
static void bytes_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    if (is_sample(finding, process)) {
        fprintf(out, " (about %s", words_bytes(estimate_number(finding->estimate.bytes), text));
        fprintf(out, " in all; %s seen)", words_number(finding->objects, text));
    } else if (finding->bytes > 0) {
        fprintf(out, " (%s)", words_bytes(finding->bytes, text));
    }
}

static void name_write(FILE *out, const struct finding *finding)
{
    if (finding->name[0]) {
        fprintf(out, " \"%s\"", finding->name);
    }
}

/* 3 tensors "weights" on cuda:0 (12.0 KiB) */
static void objects_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    count_write(out, finding, process);
    name_write(out, finding);
    devices_write(out, finding);
    if (finding->inside > 0) {
        fprintf(out, " and the %s object%s in %s", words_number(finding->inside, text), words_plural(finding->inside),
                finding->objects == 1 ? "it" : "them");
    }
    bytes_write(out, finding, process);
}

static void blocks_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    (void)process;
    fprintf(out, "%s block%s", words_number(finding->objects, text), words_plural(finding->objects));
    fprintf(out, " (%s)", words_bytes(finding->bytes, text));
}

/* Words that depend on how many objects there are. */
#define NUMBERED(name, one, more)                                                                                      \
    static void name##_write(FILE *out, const struct finding *finding, const struct process *process)                  \
    {                                                                                                                  \
        (void)process;                                                                                                 \
        fputs(finding->objects == 1 && finding->inside == 0 ? one : more, out);                                        \
    }
NUMBERED(are, "is", "are")
NUMBERED(were, "was", "were")
NUMBERED(they, "it", "they")
NUMBERED(them, "it", "them")
NUMBERED(their, "its", "their")

static void left_open_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const uint64_t count = finding->functions > 0 ? finding->functions : finding->times;
    (void)process;
    fprintf(out, "%s %s", count == 1 ? "was" : "were",
            finding->running > 0 ? "still open when the program ended" : "never left");
}

/* Takes the function's name in brackets off a place, where it has been told. */
static void name_cut(char *place, const char *function)
{
    char *bracket = strrchr(place, '(');
    const size_t length = strlen(function);
    if (bracket && bracket > place && strncmp(bracket + 1, function, length) == 0 &&
        strcmp(bracket + 1 + length, ")") == 0) {
        bracket[-1] = '\0';
    }
}

static void scopes_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char number[AMOUNT_BYTES];
    char place[PLACE_WORDS_BYTES];
    const char *function = site_facts(&process->sites, finding->cause).function;
    const bool calls = finding->functions > 0 && function;
    const uint64_t count = finding->functions > 0 ? finding->functions : finding->times;
    site_text(&process->sites, finding->cause, place, sizeof(place));
    fprintf(out, "%s %s%s", count == 1 ? "A" : words_number(count, number),
            calls                    ? "call"
            : finding->functions > 0 ? "function"
                                     : "scope",
            words_plural(count));
    if (calls) {
        name_cut(place, function);
        fprintf(out, " of %s,", function);
    }
    fprintf(out, " entered at %s%s", place, calls ? "," : "");
}

/* The objects that open scopes hold, of each where that comes out even. */
static void held_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    struct finding share = *finding;
    share.bytes -= finding->buffer_bytes;
    if (is_sample(finding, process)) {
        fputs(finding->times == 1 ? ", and keeps " : ", and keep ", out);
        count_write(out, finding, process);
        bytes_write(out, finding, process);
        return;
    }
    if (finding->times > 1 && finding->objects % finding->times == 0) {
        share.objects /= finding->times;
        share.bytes /= finding->times;
    }
    const bool each = share.objects != finding->objects;
    fprintf(out, ", %s %s ",
            each                  ? "each keeping"
            : finding->times == 1 ? "and keeps"
                                  : "and keep",
            words_number(share.objects, text));
    kind_words(out, finding->kind, share.objects);
    name_write(out, finding);
    if (share.bytes > 0) {
        fprintf(out, " (%s)", words_bytes(share.bytes, text));
    }
}

/* What open scopes hold, and functions that are open. */
static void keeping_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    if (finding->objects > 0) {
        held_write(out, finding, process);
    }
    if (finding->buffer_bytes > 0) {
        const char *joint = finding->objects > 0 ? ", and" : finding->functions == 1 ? ", and keeps" : ", and keep";
        fprintf(out, "%s %s of slot buffers", joint, words_bytes(finding->buffer_bytes, text));
    }
}

static void deeper_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char from[AMOUNT_BYTES];
    char to[AMOUNT_BYTES];
    (void)process;
    if (finding->depth_to > 0) {
        fprintf(out, " The depth grew from %s to %s.", words_number(finding->depth_from, from),
                words_number(finding->depth_to, to));
    }
}

static void times_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    (void)process;
    if (finding->times > 1) {
        fprintf(out, ", %s times", words_number(finding->times, text));
    }
}

static void meaning_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const char *meaning = diagnostic_meaning(finding_diagnostic(finding->code));
    (void)process;
    fprintf(out, "%c%s", finding->unmoved ? meaning[0] : toupper((unsigned char)meaning[0]), meaning + 1);
}

static void cause_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    site_text(&process->sites, finding->cause, text, sizeof(text));
    fputs(text, out);
}

/* What a misuse came of, before what it is. */
static void unmoved_write(FILE *out, const struct finding *finding, const struct process *process)
{
    if (finding->unmoved) {
        fputs("tl_mem_unregister at ", out);
        cause_write(out, finding, process);
        fputs(" did not find it in the current scope, an outer one lists it: ", out);
    }
}

static bool place_is_told(const struct finding *finding, const char *role, uint32_t site)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (finding->places[i].site == site && strcmp(finding->places[i].role, role) == 0) {
            return true;
        }
    }
    return false;
}

/* How other objects of that place did die: not where these were released as well, if not as often. */
static void others_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    char others[AMOUNT_BYTES];
    char died[AMOUNT_BYTES];
    const struct why *why = finding->why;
    if (!why || why->lacked == 0 || place_is_told(finding, "released at", why->lacked)) {
        return;
    }
    site_text(&process->sites, why->key.place, text, sizeof(text));
    words_number(why->died, died);
    if (why->others < why->died) {
        fprintf(out, " Of %s others first seen at %s, %s %s", died, text, words_number(why->others, others),
                why->others == 1 ? "was" : "were");
    } else if (why->died == 1) {
        fprintf(out, " The only other one first seen at %s was", text);
    } else {
        fprintf(out, " All %s others first seen at %s were", died, text);
    }
    site_text(&process->sites, why->lacked, text, sizeof(text));
    fprintf(out, " %s %s.",
            why->lacks == LEDGER_RELEASED ? "released at"
            : why->lacks == LEDGER_FREED  ? "freed at"
                                          : "freed with their vector at",
            text);
}

/* How many of the acquires at the cause, of the objects that leak, have no release. */
static void balance_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char all[AMOUNT_BYTES];
    char open[AMOUNT_BYTES];
    (void)process;
    if (!finding->unpaid_unknown && finding->acquires > finding->unpaid) {
        fprintf(out, " Of %s %s acquires there %s %s no release.", finding->objects == 1 ? "its" : "their",
                words_number(finding->acquires, all), words_number(finding->unpaid, open),
                finding->unpaid == 1 ? "has" : "have");
    }
}

static void scope_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    if (finding->around == 0) {
        fputs("the global scope", out);
        return;
    }
    site_text(&process->sites, finding->around, text, sizeof(text));
    fprintf(out, "the scope entered at %s", text);
}

/* What the iterations of a loop keep, of each where that comes out even. */
static void growth_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char place[PLACE_WORDS_BYTES];
    char keeping[AMOUNT_BYTES];
    char all[AMOUNT_BYTES];
    const uint64_t each = (uint64_t)finding->objects_per_iteration;
    if (finding->loop == 0) {
        return;
    }
    const char *turns = place_recurs(&process->sites, finding->loop) ? "calls that entered the scope"
                                                                     : "iterations of the scope entered";
    site_text(&process->sites, finding->loop, place, sizeof(place));
    words_number(finding->iterations, all);
    if (each < 1 || (double)each != finding->objects_per_iteration) {
        fprintf(out, " %s of the %s %s at %s keep some.", words_number(finding->iterations_keeping, keeping), all,
                turns, place);
        return;
    }
    fprintf(out, " Each of the %s %s at %s keeps %s ", all, turns, place, words_number(each, keeping));
    kind_words(out, finding->kind, each);
    fprintf(out, " (%s%s).", words_bytes((uint64_t)finding->bytes_per_iteration, keeping),
            finding->inside > 0 ? ", without what is in it" : "");
}

static void root_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    fputs(finding_name(finding->follows->code), out);
}

static void told_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    fputs(finding->told, out);
}

/* How the process grew, but not TL in it. */
static void outside_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char from_text[AMOUNT_BYTES];
    char to_text[AMOUNT_BYTES];
    char counted_text[AMOUNT_BYTES];
    char outside_text[AMOUNT_BYTES];
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    const struct footprint_sample *to = &process->footprint.peak;
    const int64_t counted = footprint_growth_counted(from, to);
    fprintf(out, "From %s to %s after the start the process's memory grew by %s outside TL",
            words_time(from->time_ns - process->first_ns, from_text),
            words_time(to->time_ns - process->first_ns, to_text), words_bytes(finding->bytes, outside_text));
    fprintf(out, " while TL's live objects, pool and slot buffers %s by %s", counted < 0 ? "shrank" : "grew",
            words_bytes((uint64_t)(counted < 0 ? -counted : counted), counted_text));
}

static void part_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    fputs(words_bytes((uint64_t)footprint_growth(from, &process->footprint.peak,
                                                 footprint_main_part(from, &process->footprint.peak)),
                      text),
          out);
    (void)finding;
}

static const struct {
    const char *name;
    void (*write)(FILE *out, const struct finding *finding, const struct process *process);
} fields[] = {
    {"objects", objects_write},     {"blocks", blocks_write},   {"are", are_write},       {"were", were_write},
    {"they", they_write},           {"them", them_write},       {"their", their_write},   {"scopes", scopes_write},
    {"left_open", left_open_write}, {"keeping", keeping_write}, {"times", times_write},   {"meaning", meaning_write},
    {"cause", cause_write},         {"others", others_write},   {"scope", scope_write},   {"growth", growth_write},
    {"root", root_write},           {"balance", balance_write}, {"told", told_write},     {"outside", outside_write},
    {"part", part_write},           {"unmoved", unmoved_write}, {"deeper", deeper_write},
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

/* No address and no line: they change with every build. */
static char *key_of(const struct finding *finding, const struct process *process)
{
    const struct site_facts cause = site_facts(&process->sites, finding->cause);
    char *text = NULL;
    size_t size = 0;
    FILE *out = opened(&text, &size);
    fprintf(out, "%s/%s/%s", finding_category_name(finding->category), finding_name(finding->code),
            finding->kind < 0 ? "" : kind_name((unsigned)finding->kind));
    if (is_elsewhere(finding) && are_alike(finding)) {
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
    if (finding->running > 0) {
        return "If the program is to end there, by exit or with a thread still running, leave what is open before that "
               "or take it for known; else "
               "leave "
               "it on every way out: look at each return, break and continue after {cause}.";
    }
    if (finding->functions > 0) {
        return "Call tl_mem_function_exit on every way out of the function: look at each return after {cause}.";
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
