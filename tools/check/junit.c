/* SPDX-License-Identifier: MIT */
/* The gate's outcome as JUnit XML: a suite for what could not be known, then one for each process. */
#include <inttypes.h>
#include <string.h>

#include "outputs.h"

struct tally {
    size_t tests;
    size_t failures;
    size_t skipped;
};

static void escape(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", file);
            break;
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        default:
            fputc(*text, file);
        }
    }
}

static void attribute(FILE *file, const char *name, const char *value)
{
    fprintf(file, " %s=\"", name);
    escape(file, value);
    fputc('"', file);
}

static void write_place(const struct checked_place *place, FILE *file)
{
    if (place && place->file[0] != '\0') {
        attribute(file, "file", place->file);
        if (place->line > 0) {
            fprintf(file, " line=\"%" PRIu64 "\"", place->line);
        }
    }
}

static void write_failure(const struct checked_finding *finding, FILE *file)
{
    fputs("      <failure", file);
    attribute(file, "type", finding->code);
    attribute(file, "message", finding->sentence);
    fputc('>', file);
    for (size_t i = 0; i < finding->place_count; i++) {
        escape(file, i == 0 && finding->has_cause ? "look at" : finding->places[i].role);
        fputc(' ', file);
        escape(file, finding->places[i].text);
        fputc('\n', file);
    }
    escape(file, finding->fix);
    fputs("</failure>\n", file);
}

static void write_skipped(const struct checked_finding *finding, FILE *file)
{
    fputs("      <skipped", file);
    attribute(file, "message", finding->suppression->line);
    fputs("/>\n", file);
}

static void write_case(const struct checked_finding *finding, FILE *file)
{
    fputs("    <testcase", file);
    attribute(file, "name", finding->key);
    fprintf(file, " classname=\"tlscope.%s\" time=\"0\"", category_word(finding->category));
    write_place(checked_place_of(finding), file);
    fputs(">\n", file);
    if (finding->status == STATUS_FAILED) {
        write_failure(finding, file);
    } else if (finding->status == STATUS_SUPPRESSED) {
        write_skipped(finding, file);
    }
    fputs("    </testcase>\n", file);
}

/* A process without findings is one test passed. */
static struct tally tally_of(const struct checked *checked, const struct checked_process *process)
{
    struct tally tally = {0};
    for (size_t i = 0; i < checked->count; i++) {
        const struct checked_finding *finding = &checked->items[i];
        if (finding->process == process) {
            tally.tests++;
            tally.failures += finding->status == STATUS_FAILED;
            tally.skipped += finding->status == STATUS_SUPPRESSED;
        }
    }
    return tally;
}

static void write_suite(const struct checked *checked, const struct checked_process *process, FILE *file)
{
    const struct tally tally = tally_of(checked, process);
    fputs("  <testsuite", file);
    attribute(file, "name", checked_program(process));
    attribute(file, "hostname", process->host);
    if (strspn(process->start, "0123456789-:T") == sizeof("2026-11-22T10:00:00") - 1) {
        fprintf(file, " timestamp=\"%.19s\"", process->start); /* the schema takes no fractions */
    }
    fprintf(file, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
            tally.tests > 0 ? tally.tests : 1, tally.failures, tally.skipped);
    for (size_t i = 0; i < checked->count; i++) {
        if (checked->items[i].process == process) {
            write_case(&checked->items[i], file);
        }
    }
    if (tally.tests == 0) {
        fputs("    <testcase name=\"nothing found\" classname=\"tlscope\" time=\"0\"/>\n", file);
    }
    fputs("  </testsuite>\n", file);
}

static void write_certainty(const struct gate *gate, FILE *file)
{
    const struct checked *checked = &gate->checked;
    fprintf(file,
            "  <testsuite name=\"certainty\" tests=\"1\" failures=\"0\" errors=\"%d\" skipped=\"0\" time=\"0\">\n",
            checked->doubt_count > 0);
    fputs("    <testcase name=\"all is known\" classname=\"tlscope\" time=\"0\">\n", file);
    if (checked->doubt_count > 0) {
        fputs("      <error type=\"uncertain\"", file);
        attribute(file, "message", checked->doubts[0].text);
        fputc('>', file);
        for (size_t i = 0; i < checked->doubt_count; i++) {
            escape(file, checked->doubts[i].text);
            fputc('\n', file);
        }
        fputs("</error>\n", file);
    }
    fputs("    </testcase>\n  </testsuite>\n", file);
}

bool output_junit(const struct gate *gate, FILE *file)
{
    size_t tests = 1;
    for (size_t i = 0; i < gate->checked.process_count; i++) {
        size_t found = tally_of(&gate->checked, &gate->checked.processes[i]).tests;
        tests += found > 0 ? found : 1;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", file);
    attribute(file, "name", "tlscope check");
    fprintf(file, " tests=\"%zu\" failures=\"%zu\" errors=\"%d\" time=\"0\">\n", tests, gate->by_status[STATUS_FAILED],
            gate->checked.doubt_count > 0);
    write_certainty(gate, file);
    for (size_t i = 0; i < gate->checked.process_count; i++) {
        write_suite(&gate->checked, &gate->checked.processes[i], file);
    }
    fputs("</testsuites>\n", file);
    return !ferror(file);
}
