/* SPDX-License-Identifier: MIT */
/* The report as people read it first: what is not known, what leaked, what was misused, the peak. */
#include <inttypes.h>

#include "report_internal.h"

enum { AMOUNT_BYTES = 48, GROUPS_SHOWN = 20, OTHERS_SHOWN = 5 };

/* "1.5 KiB", "12 bytes". */
static const char *bytes_text(uint64_t bytes, char text[AMOUNT_BYTES])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    double amount = (double)bytes;
    size_t unit = 0;
    if (bytes < 1024) {
        snprintf(text, AMOUNT_BYTES, "%" PRIu64 " %s", bytes, bytes == 1 ? "byte" : "bytes");
        return text;
    }
    for (amount /= 1024; amount >= 1024 && unit + 1 < sizeof(units) / sizeof(*units); unit++) {
        amount /= 1024;
    }
    snprintf(text, AMOUNT_BYTES, "%.1f %s", amount, units[unit]);
    return text;
}

/* A duration or a time since the start. */
static const char *time_text(int64_t time_ns, char text[AMOUNT_BYTES])
{
    if (time_ns < 1000000) {
        snprintf(text, AMOUNT_BYTES, "%.3f ms", (double)time_ns / 1e6);
    } else if (time_ns < 1000000000) {
        snprintf(text, AMOUNT_BYTES, "%.1f ms", (double)time_ns / 1e6);
    } else {
        snprintf(text, AMOUNT_BYTES, "%.3f s", (double)time_ns / 1e9);
    }
    return text;
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void site_line(FILE *file, const struct process *process, const char *what, uint32_t site)
{
    char text[SITE_TEXT_BYTES];
    sites_text(&process->sites, site, text, sizeof(text));
    fprintf(file, "   %-20s %s\n", what, text);
}

static void sites_lines(FILE *file, const struct process *process, const char *what, const struct leak_sites *sites)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        site_line(file, process, i == 0 ? what : "", sites->sites[i]);
    }
    if (sites->more) {
        fprintf(file, "   %-20s and other places\n", "");
    }
}

static void kind_words(FILE *file, const struct leak_group *group)
{
    const struct facts *facts = &group->largest;
    const char *kind = group->key.kind == TL_KIND_UNKNOWN ? "object of unknown kind" : kind_name(group->key.kind);
    fprintf(file, "%" PRIu64 " %s%s", group->objects, kind,
            group->key.kind == TL_KIND_UNKNOWN ? "" : plural(group->objects));
    if (group->key.name[0]) {
        fprintf(file, " \"%s\"", group->key.name);
    }
    if (group->key.kind == TL_KIND_TENSOR) {
        fprintf(file, ", such as %" PRIu64 " x %s on %s", facts->elements, dtype_name(facts->dtype),
                device_name(facts->device));
    }
}

/* Who entered a scope that was inherited is not told. */
static void thread_words(FILE *file, uint32_t thread)
{
    if (thread != 0) {
        fprintf(file, ", by thread %" PRIu32, thread);
    }
}

static void holder_lines(FILE *file, const struct process *process, const struct leak_group *group)
{
    if (!group->key.held || group->key.scope_site == 0) {
        return;
    }
    site_line(file, process, "scope entered at", group->key.scope_site);
    fprintf(file, "   %-20s scope %" PRIu32 " at depth %" PRIu32, "", group->scope, group->scope_depth);
    thread_words(file, group->scope_thread);
    fprintf(file, "\n");
}

static void example_line(FILE *file, const struct process *process, const struct leak_group *group)
{
    const struct leak_example *example = &group->examples[0];
    char size[AMOUNT_BYTES];
    char born[AMOUNT_BYTES];
    fprintf(file,
            "   %-20s object %" PRIu32 " at 0x%" PRIx64 ", %s, count %" PRIu32 ", listed %" PRIu32
            " time%s, seen first after %s\n",
            "for example", example->object, example->pointer, bytes_text(example->facts.bytes, size), example->count,
            example->records, plural(example->records), time_text(example->born_ns - process->first_ns, born));
}

static void group_lines(FILE *file, const struct process *process, const struct leak_group *group, size_t number)
{
    char size[AMOUNT_BYTES];
    fprintf(file, "\n%zu. %s: ", number, verdict_name(group->key.verdict));
    kind_words(file, group);
    fprintf(file, ", %s%s\n", bytes_text(group->bytes, size), group->size_unknown > 0 ? " (sizes not all known)" : "");
    fprintf(file, "   %s\n", verdict_meaning(group->key.verdict));
    site_line(file, process, "first seen at", group->key.site);
    if (group->key.verdict == VERDICT_MOVED_COUNTED_TWICE || group->key.verdict == VERDICT_MOVED_NEVER_TAKEN) {
        sites_lines(file, process, "unregistered at", &group->unregistered);
    }
    if (group->key.verdict == VERDICT_MOVED_COUNTED_TWICE) {
        sites_lines(file, process, "registered again at", &group->registered);
    }
    if (group->key.verdict == VERDICT_OVER_ACQUIRED) {
        sites_lines(file, process, "acquired at", &group->acquired);
        sites_lines(file, process, "released at", &group->released);
    }
    holder_lines(file, process, group);
    example_line(file, process, group);
}

static void leaks_text(FILE *file, const struct process *process, bool certain)
{
    const struct leaks *leaks = &process->leaks;
    char size[AMOUNT_BYTES];
    size_t number = 0;
    for (size_t i = 0; i < leaks->groups.count; i++) {
        const struct leak_group *group = leaks->groups.entries[i];
        number += verdict_is_leak(group->key.verdict) && !group->key.inherited;
    }
    if (number == 0) {
        fprintf(file, certain ? "\nNo leaks.\n" : "\nNo leaks seen; see above why that is not certain.\n");
        return;
    }
    fprintf(file, "\nLEAKS: %" PRIu64 " object%s, %s, in %zu group%s\n", leaks->objects, plural(leaks->objects),
            bytes_text(leaks->bytes, size), number, plural(number));
    for (size_t i = 0; i < number && i < GROUPS_SHOWN; i++) {
        group_lines(file, process, leaks->groups.entries[i], i + 1);
    }
    if (number > GROUPS_SHOWN) {
        fprintf(file, "\n   ... and %zu more groups: they are in the JSON report\n", number - GROUPS_SHOWN);
    }
}

/* Groups alive under a verdict that is no leak, largest first; of what the pool keeps the sum is enough. */
static void other_groups(FILE *file, const struct process *process, size_t line)
{
    size_t shown = 0;
    for (size_t i = 0; line != VERDICT_POOLED && i < process->leaks.groups.count && shown < OTHERS_SHOWN; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        char size[AMOUNT_BYTES];
        char site[SITE_TEXT_BYTES];
        if ((group->key.inherited ? VERDICTS : group->key.verdict) != line) {
            continue;
        }
        shown++;
        sites_text(&process->sites, group->key.site, site, sizeof(site));
        fprintf(file, "      ");
        kind_words(file, group);
        fprintf(file, ", %s, first seen at %s\n", bytes_text(group->bytes, size), site);
    }
}

/* What is alive without being a leak. */
static void others_text(FILE *file, const struct process *process)
{
    uint64_t objects[VERDICTS + 1] = {0};
    uint64_t bytes[VERDICTS + 1] = {0};
    char size[AMOUNT_BYTES];
    bool headed = false;
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        size_t line = group->key.inherited ? VERDICTS : group->key.verdict;
        objects[line] += group->objects;
        bytes[line] += group->bytes;
    }
    for (size_t i = 0; i <= VERDICTS; i++) {
        if (objects[i] == 0 || (i < VERDICTS && verdict_is_leak(i))) {
            continue;
        }
        fprintf(file, "%s", headed ? "" : "\nAlive at the end, and no leak:\n");
        headed = true;
        fprintf(file, "   %s: %" PRIu64 " object%s, %s (%s)\n", i < VERDICTS ? verdict_name(i) : "inherited",
                objects[i], plural(objects[i]), bytes_text(bytes[i], size),
                i < VERDICTS ? verdict_meaning(i) : "made by the parent process before the fork");
        other_groups(file, process, i);
    }
}

static void misuse_example(FILE *file, const struct diagnostic_group *group)
{
    fprintf(file, "   %-20s ", "for example");
    if (group->object != 0) {
        fprintf(file, "object %" PRIu32 " at 0x%" PRIx64 ", ", group->object, group->pointer);
    } else if (group->pointer != 0) {
        fprintf(file, "0x%" PRIx64 ": ", group->pointer);
    }
    fprintf(file, "%s\n", group->text);
}

static void marks_text(FILE *file, const struct process *process)
{
    const struct diagnostics *diagnostics = &process->diagnostics;
    char when[AMOUNT_BYTES];
    for (size_t i = 0; i < diagnostics->mark_count && i < GROUPS_SHOWN; i++) {
        fprintf(file, "%s   %12s  %s\n", i == 0 ? "\nMarks:\n" : "",
                time_text(diagnostics->marks[i].time_ns - process->first_ns, when), diagnostics->marks[i].text);
    }
    if (diagnostics->mark_count > GROUPS_SHOWN) {
        fprintf(file, "   ... and %" PRIu64 " more\n", diagnostics->mark_count - GROUPS_SHOWN);
    }
}

static void diagnostics_text(FILE *file, const struct process *process, bool certain)
{
    const struct grouping *groups = &process->diagnostics.groups;
    if (groups->count == 0) {
        fprintf(file, certain ? "\nNo misuse.\n" : "\nNo misuse seen.\n");
        return;
    }
    fprintf(file, "\nMISUSE: %" PRIu64 " time%s, %zu kind%s and place%s\n", process->diagnostics.count,
            plural(process->diagnostics.count), groups->count, plural(groups->count), plural(groups->count));
    for (size_t i = 0; i < groups->count && i < GROUPS_SHOWN; i++) {
        const struct diagnostic_group *group = groups->entries[i];
        fprintf(file, "\n%zu. %s (%s), %" PRIu64 " time%s: %s\n", i + 1, diagnostic_name(group->key.code),
                severity_name(group->severity), group->count, plural(group->count),
                diagnostic_meaning(group->key.code));
        if (group->key.site != 0) {
            site_line(file, process, "at", group->key.site);
        }
        if (group->other_site != 0) {
            site_line(file, process, diagnostic_other(group->key.code), group->other_site);
        }
        misuse_example(file, group);
    }
    if (groups->count > GROUPS_SHOWN) {
        fprintf(file, "\n   ... and %zu more: they are in the JSON report\n", groups->count - GROUPS_SHOWN);
    }
}

static void scopes_text(FILE *file, const struct process *process)
{
    const char *heading =
        process->ending == ENDED_NORMALLY ? "\nScopes never left:\n" : "\nScopes open when the trace ends:\n";
    bool headed = false;
    for (size_t i = 0; i < process->scopes.open.count && i < GROUPS_SHOWN; i++) {
        const struct scope_open *open = process->scopes.open.entries[i];
        if (open->key.inherited) {
            continue;
        }
        fprintf(file, "%s", headed ? "" : heading);
        headed = true;
        char text[SITE_TEXT_BYTES];
        sites_text(&process->sites, open->key.site, text, sizeof(text));
        fprintf(file, "   %" PRIu64 " %s%s entered at %s", open->scopes,
                open->key.function ? "function scope" : "scope", plural(open->scopes), text);
        thread_words(file, open->key.thread);
        fprintf(file, ", listing %" PRIu64 " object%s\n", open->records, plural(open->records));
    }
}

static void numbers_text(FILE *file, const struct process *process)
{
    const struct timeline *timeline = &process->timeline;
    const struct pool_counts *pool = &process->pool.counts;
    const struct buffers *buffers = &process->buffers;
    char size[AMOUNT_BYTES];
    char when[AMOUNT_BYTES];
    fprintf(file, "\nPeak: %s after %s", bytes_text(timeline->bytes.value, size),
            time_text(timeline->bytes.value ? timeline->bytes.time_ns - process->first_ns : 0, when));
    fprintf(file, "; %" PRIu64 " object%s after %s; scope depth %" PRIu32 "\n", timeline->objects.value,
            plural(timeline->objects.value),
            time_text(timeline->objects.value ? timeline->objects.time_ns - process->first_ns : 0, when),
            timeline->depth_max);
    if (pool->hits + pool->misses + pool->pooled + pool->full > 0) {
        fprintf(file, "Pool: %" PRIu64 " hit%s, %" PRIu64 " miss%s, %" PRIu64 " put in, %" PRIu64 " turned away full\n",
                pool->hits, plural(pool->hits), pool->misses, pool->misses == 1 ? "" : "es", pool->pooled, pool->full);
    }
    if (buffers->bytes_max > 0) {
        fprintf(file, "Slot buffers: %" PRIu64 " made, %" PRIu64 " reused, %" PRIu64 " grown; peak %s\n",
                buffers->outcomes[TL_BUFFER_MADE], buffers->outcomes[TL_BUFFER_REUSED],
                buffers->outcomes[TL_BUFFER_GROWN], bytes_text(buffers->bytes_max, size));
    }
}

static void lost_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    if (process->events_lost > 0) {
        fprintf(file,
                "\n*** %" PRIu64 " EVENTS WERE LOST while recording: every verdict below may be wrong. ***\n"
                "*** Record again with larger buffers (tlscope record --subbuf-size, --subbuf-count). ***\n",
                process->events_lost);
    }
    if (analysis->trace.packets_lost > 0) {
        fprintf(file, "\n*** %" PRIu64 " PACKETS OF EVENTS ARE MISSING from the trace: verdicts may be wrong. ***\n",
                analysis->trace.packets_lost);
    }
}

/* What is not known, and why. */
static void doubts_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    lost_text(file, analysis, process);
    if (calls_total(&process->calls) == 0) {
        fprintf(file, "\n*** No call of the memory manager was seen: this says nothing of the program's memory. ***\n"
                      "*** (Its calls may stay inside it: link it with -ltlscope.) ***\n");
    }
    if (!process->from_beginning) {
        fprintf(file, "\n*** The trace does not begin with the process: what happened before is not known. ***\n");
    }
    if (process->ending == ENDED_KILLED) {
        fprintf(file, "\n*** The process did not end normally (killed, crashed, or _exit). What it was using at that\n"
                      "*** moment is listed apart from leaks; its last events may be missing. ***\n"
                      "*** After a crash: record again with TLSCOPE_OPTIONS=heap=watch:quarantine=64M, which knows of\n"
                      "*** blocks freed twice or behind the manager's back. ***\n");
    } else if (process->ending == ENDED_REPLACED) {
        fprintf(file, "\n*** The process replaced itself by another program (exec). ***\n");
    } else if (!process->counters_agree) {
        fprintf(
            file,
            "\n*** The counters of the runtime and of this report differ at the end: the trace lacks events. ***\n");
    }
}

static void process_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    bool certain = analysis_is_certain(analysis, process);
    char duration[AMOUNT_BYTES];
    char start[START_TEXT_BYTES];
    start_text(&analysis->trace, process->first_ns, start);
    fprintf(file, "%s (pid %" PRIu32 "%s) on %s, %s, %s, %" PRIu64 " event%s\n",
            process->program[0] ? process->program : "A program of unknown name", process->pid,
            process->forked ? ", forked" : "",
            analysis->trace.hostname[0] ? analysis->trace.hostname : "an unknown host", start,
            time_text(process->last_ns - process->first_ns, duration), process->events, plural(process->events));
    doubts_text(file, analysis, process);
    leaks_text(file, process, certain);
    others_text(file, process);
    diagnostics_text(file, process, certain);
    scopes_text(file, process);
    marks_text(file, process);
    numbers_text(file, process);
    if (process->sites.outdated) {
        fprintf(file, "Places in %s have no line: the file was changed or removed after it was recorded.\n",
                process->sites.outdated);
    }
}

static void damage_text(FILE *file, const struct trace_result *trace)
{
    if (trace->issue_count == 0) {
        return;
    }
    fprintf(file, "*** THE TRACE COULD NOT BE READ WHOLE ***\n");
    for (size_t i = 0; i < trace->issue_count && i < TRACE_ISSUES_MAX; i++) {
        fprintf(file, "   %s\n", trace->issues[i]);
    }
    fprintf(file, "\n");
}

bool report_write_text(const struct report *report, FILE *file)
{
    const struct analysis *analysis = report->analysis;
    damage_text(file, &analysis->trace);
    for (size_t i = 0; i < analysis->count; i++) {
        fprintf(file, "%s", i == 0 ? "" : "\n------------------------------------------------------------\n\n");
        process_text(file, analysis, analysis->processes[i]);
    }
    return fflush(file) == 0 && !ferror(file);
}
