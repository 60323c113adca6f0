/* SPDX-License-Identifier: MIT */
/* The merged report as people read it first. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "memory.h"
#include "merged_internal.h"
#include "text_words.h"

static const char *or_unknown(const char *text)
{
    return text[0] ? text : "an unknown host";
}

static void process_words(FILE *file, const struct merged_process *process)
{
    fprintf(file, "%s (pid %" PRIu64 ") on %s", process->program[0] ? process->program : "a program of unknown name",
            process->pid, or_unknown(process->host));
}

static uint64_t summary_count(const cJSON *summary, const char *name)
{
    struct document_fault fault = {0};
    return member_count(summary, name, &fault);
}

static const char *summary_text(const cJSON *summary, const char *name)
{
    struct document_fault fault = {0};
    return member_text(summary, name, &fault);
}

static void process_count_words(FILE *file, const struct merged *merged, const cJSON *summary)
{
    const char *program = summary_text(summary, "program");
    const uint64_t hosts = summary_count(summary, "hosts");
    fprintf(file, "%s processes%s%s on %s host%s", words_grouped(merged->process_count).text, program[0] ? " of " : "",
            program, words_grouped(hosts).text, words_plural(hosts));
}

/* Of one process as the report on it has it. */
static void heading_text(FILE *file, const struct merged *merged, const cJSON *summary)
{
    const char *start = summary_text(summary, "start");
    const uint64_t events = summary_count(summary, "events");
    if (merged->process_count == 1) {
        const struct merged_process *only = merged->processes[0];
        process_words(file, only);
        fprintf(file, "%s%s, %s", start[0] ? ", " : "", start,
                words_time((int64_t)summary_count(only->summary, "duration_ns")).text);
    } else {
        process_count_words(file, merged, summary);
        fprintf(file, "%s%s", start[0] ? ", from " : "", start);
    }
    fprintf(file, ", %s event%s\n", words_grouped(events).text, words_plural(events));
}

static void sampled_text(FILE *file, const struct merged *merged)
{
    const size_t sampled = merged_sampled(merged);
    if (sampled > 0) {
        fprintf(file,
                "\nOf %zu process%s a sample of the objects was looked at: what is 'about' is an estimate, peaks and\n"
                "what is alive at the end are of those seen alone.\n",
                sampled, sampled == 1 ? "" : "es");
    }
}

static void doubts_text(FILE *file, const struct merged *merged, const struct colours *colours)
{
    const struct merged_trace *trace = &merged->trace;
    if (!trace->whole) {
        fprintf(file, "\n%s*** NOT ALL TRACES COULD BE READ WHOLE ***%s\n", colours->warning, colours->off);
    }
    for (size_t i = 0; i < trace->damage_count; i++) {
        fprintf(file, "   %s\n", trace->damage[i]);
    }
    if (trace->events_lost > 0) {
        fprintf(file, "\n%s*** %s EVENTS WERE LOST while recording: what follows may be wrong. ***%s\n",
                colours->warning, words_grouped(trace->events_lost).text, colours->off);
    }
    if (trace->packets_lost > 0) {
        fprintf(file, "\n%s*** %s PACKETS OF EVENTS ARE MISSING: what follows may be wrong. ***%s\n", colours->warning,
                words_grouped(trace->packets_lost).text, colours->off);
    }
    size_t count;
    const struct merged_process *first = merged_is_whole(merged) ? merged_uncertain(merged, &count) : NULL;
    if (first) {
        fprintf(file, "\n%s*** NOT ALL IS KNOWN OF %zu OF THE PROCESSES: %s", colours->warning, count,
                count == 1 ? "" : "the first is ");
        process_words(file, first);
        fprintf(file, ".\n*** What its trace cannot tell, tlscope report of it says; sums may be wrong. ***%s\n",
                colours->off);
    }
}

static void rates_text(FILE *file, const struct merged_finding *finding)
{
    if (finding->grows) {
        const double objects = finding->objects_per_iteration;
        fprintf(file, "   %-20s %s and %.4g object%s an iteration\n", "grows at most by",
                words_rate(finding->bytes_per_iteration).text, objects, objects == 1 ? "" : "s");
    }
}

/* In the order of merged_severities. */
static enum finding_severity severity_of(const struct merged_finding *finding)
{
    static const enum finding_severity severities[] = {FINDING_ERROR, FINDING_WARNING, FINDING_NOTE};
    return severities[finding->severity];
}

static void title_line(FILE *file, const struct merged *merged, const struct merged_finding *finding, size_t number,
                       const struct colours *colours)
{
    const bool certain = finding->confidence == 0;
    fprintf(file, "\n%zu. %s%s%s (%s%s%s%s%s)", number, colours->strong, merged_text_of(finding, "code"), colours->off,
            words_severity_colour(severity_of(finding), colours), merged_severities[finding->severity], colours->off,
            certain ? "" : ", ", certain ? "" : merged_confidences[finding->confidence]);
    if (merged->process_count > 1) {
        fprintf(file, ", in %s of %s processes", words_grouped(finding->processes).text,
                words_grouped(merged->process_count).text);
    }
    fputc('\n', file);
}

/* What it comes to, and of many processes where most of it is. */
static void amount_lines(FILE *file, const struct merged *merged, const struct merged_finding *finding)
{
    const struct estimated all = merged_estimated(finding);
    const uint64_t times = finding->total.times;
    fprintf(file, "   %-20s ", "in all");
    if (all.objects > 0 || all.bytes > 0) { /* misuse has none */
        estimated_text(&all, file);
        fputs(", ", file);
    }
    fprintf(file, "%s time%s\n", words_grouped(times).text, words_plural(times));
    rates_text(file, finding);
    if (merged->process_count > 1) {
        fprintf(file, "   %-20s ", "most of it in");
        process_words(file, finding->heaviest.process);
        fputc('\n', file);
    }
}

static void finding_lines(FILE *file, const struct merged *merged, const struct merged_finding *finding, size_t number,
                          const struct colours *colours)
{
    const cJSON *cause = cJSON_GetObjectItemCaseSensitive(finding->heaviest.detail, "cause");
    title_line(file, merged, finding, number, colours);
    words_wrapped(file, "   ", merged_text_of(finding, "sentence"));
    if (cJSON_IsObject(cause)) {
        fprintf(file, "   %s%-20s %s%s\n", colours->strong, "look at", summary_text(cause, "text"), colours->off);
    }
    amount_lines(file, merged, finding);
    words_wrapped(file, "   Fix: ", merged_text_of(finding, "fix"));
}

static void counts_line(FILE *file, const struct merged *merged, const struct colours *colours)
{
    size_t counts[SEVERITIES] = {0};
    for (size_t i = 0; i < merged->findings.count; i++) {
        counts[severity_of(&merged->findings.items[i])]++;
    }
    words_findings(file, counts, colours);
    fputc('\n', file);
}

static void findings_text(FILE *file, const struct merged *merged, const struct report_style *style)
{
    const size_t count = merged->findings.count;
    const size_t shown = style->all || count < FINDINGS_SHOWN ? count : FINDINGS_SHOWN;
    if (count == 0) {
        fprintf(file, merged_is_whole(merged) ? "\nNo findings.\n" : "\nNo findings in what could be read.\n");
        return;
    }
    counts_line(file, merged, colours_of(style->coloured));
    for (size_t i = 0; i < shown; i++) {
        finding_lines(file, merged, &merged->findings.items[i], i + 1, colours_of(style->coloured));
    }
    words_more(file, count - shown, style->more);
}

static bool tells_in_part(const struct merged *merged)
{
    for (size_t i = 0; i < merged->process_count; i++) {
        if (merged->processes[i]->in_part) {
            return true;
        }
    }
    return false;
}

static void totals_text(FILE *file, const struct merged *merged, const cJSON *summary)
{
    const uint64_t told = summary_count(summary, "diagnostics");
    const struct estimated leaks = merged_leaks(merged);
    fputs("\nLeaked: ", file);
    estimated_text(&leaks, file);
    fputs(leaks.objects > 0 && tells_in_part(merged) ? ", of those still told of" : "", file);
    fprintf(file, "; %s diagnostic%s\n", words_grouped(told).text, words_plural(told));
}

/* 0 in reports that do not tell. */
static uint64_t device_bytes(const cJSON *device, const char *name)
{
    const cJSON *bytes = cJSON_GetObjectItemCaseSensitive(device, name);
    return cJSON_IsNumber(bytes) && bytes->valuedouble > 0 ? (uint64_t)bytes->valuedouble : 0;
}

/* "8.0 KiB" */
static struct words_text device_peak(const cJSON *device)
{
    const bool unknown = cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(device, "peak_bytes"));
    return unknown ? words_not_known() : words_size(device_bytes(device, "peak_bytes"));
}

/* Where all is on the CPU, there is nothing to split. */
static void devices_text(FILE *file, const cJSON *summary)
{
    const cJSON *device;
    cJSON_ArrayForEach(device, cJSON_GetObjectItemCaseSensitive(summary, "by_device"))
    {
        const cJSON *made = cJSON_GetObjectItemCaseSensitive(device, "made_objects");
        if (strcmp(device->string, "cpu") != 0 && cJSON_IsNumber(made) && made->valuedouble > 0) {
            fprintf(file, "On %s: leaked %s, highest peak %s\n", device->string,
                    words_size(device_bytes(device, "leaked_bytes")).text, device_peak(device).text);
        }
    }
}

static int compare_peaks(const void *left_entry, const void *right_entry)
{
    const struct merged_process *left = *(struct merged_process *const *)left_entry;
    const struct merged_process *right = *(struct merged_process *const *)right_entry;
    uint64_t left_peak = summary_count(left->summary, "peak_bytes");
    uint64_t right_peak = summary_count(right->summary, "peak_bytes");
    int order = (left_peak < right_peak) - (left_peak > right_peak);
    return order ? order : (left->index > right->index) - (left->index < right->index);
}

static void process_line(FILE *file, const struct merged_process *process)
{
    const uint64_t peak = summary_count(process->summary, "peak_bytes");
    fprintf(file, "   %12s %12s %12s   ", (process->totals_alone ? words_not_known() : words_size(peak)).text,
            words_size(summary_count(process->summary, "leaked_bytes")).text,
            words_grouped(summary_count(process->summary, "diagnostics")).text);
    process_words(file, process);
    fprintf(file, ", ended %s\n", summary_text(process->summary, "ended"));
}

/* The processes, the highest peak first. */
static void processes_text(FILE *file, const struct merged *merged, const struct report_style *style)
{
    size_t count = merged->process_count;
    const size_t shown = style->all || count < GROUPS_SHOWN ? count : GROUPS_SHOWN;
    struct merged_process **processes = memory_new(count * sizeof(struct merged_process *));
    if (count > 0) {
        memcpy(processes, merged->processes, count * sizeof(struct merged_process *));
        qsort(processes, count, sizeof(struct merged_process *), compare_peaks);
        fprintf(file, "\n   %12s %12s %12s   %s\n", "peak", "leaked", "diagnostics", "process");
    }
    for (size_t i = 0; i < shown; i++) {
        process_line(file, processes[i]);
    }
    if (count > shown) {
        fprintf(file, "   ... and %zu more: they are in the JSON report\n", count - shown);
    }
    free(processes);
}

bool merged_write_text(const struct merged *merged, FILE *file, const struct report_style *style)
{
    const struct colours *colours = colours_of(style->coloured);
    cJSON *summary = merged_summary(merged);
    heading_text(file, merged, summary);
    doubts_text(file, merged, colours);
    sampled_text(file, merged);
    findings_text(file, merged, style);
    totals_text(file, merged, summary);
    devices_text(file, summary);
    processes_text(file, merged, style);
    cJSON_Delete(summary);
    return fflush(file) == 0 && !ferror(file);
}
