/* SPDX-License-Identifier: MIT */
/* tlscope check [options] REPORT|TRACE */
#include <stdlib.h>

#include "check_options.h"
#include "cli.h"
#include "colour.h"
#include "outputs.h"
#include "reading.h"
#include "shown.h"

/* Reads what the options name beside the report. */
static bool read_known(const struct check_options *options, struct gate *gate)
{
    struct document_fault fault = {0};
    bool good = true;
    for (size_t i = 0; good && i < options->suppression_count; i++) {
        good = suppressions_read(&gate->suppressions, options->suppressions[i], &fault);
    }
    if (good && options->baseline != NULL && options->write_baseline == NULL) {
        good = baseline_read(&gate->baseline, options->baseline, &fault);
        gate->has_baseline = true;
    }
    if (!good) {
        cli_usage_error("check", "%s", fault.text);
    }
    return good;
}

static bool write_format(const struct gate *gate, enum output_format format, FILE *file)
{
    switch (format) {
    case OUTPUT_JSON:
        return output_json(gate, file);
    case OUTPUT_SARIF:
        return output_sarif(gate, file);
    case OUTPUT_JUNIT:
        return output_junit(gate, file);
    default:
        return output_text(gate, file, colour_wanted(file));
    }
}

static bool write_outcome(const struct gate *gate, const struct output *output)
{
    FILE *file = output_begin(output->path);
    bool written = file != NULL && write_format(gate, output->format, file);
    return output_end(file, output->path, written);
}

static bool write_suppressions(const struct gate *gate, const struct output *output)
{
    FILE *file = output_begin(output->path);
    if (file != NULL) {
        suppressions_print(&gate->checked, file);
    }
    return output_end(file, output->path, file != NULL && !ferror(file));
}

static bool write_baseline(const struct gate *gate, const char *path)
{
    FILE *file = output_begin(path);
    bool written = file != NULL && baseline_write(&gate->baseline, file);
    return output_end(file, path, written);
}

/* Judges what the report says, and tells. Returns the exit code. */
static int judge(struct gate *gate, const struct check_options *options)
{
    suppressions_apply(&gate->suppressions, &gate->checked);
    if (options->write_baseline != NULL) {
        baseline_make(&gate->baseline, &gate->checked);
        gate->has_baseline = true;
        if (!write_baseline(gate, options->write_baseline)) {
            return CLI_EXIT_NOT_WRITTEN;
        }
    }
    baseline_apply(&gate->baseline, &gate->checked);
    gate_judge(gate);
    if (options->print_suppressions) {
        return write_suppressions(gate, &options->output) ? CLI_EXIT_GOOD : CLI_EXIT_NOT_WRITTEN;
    }
    if (!write_outcome(gate, &options->output)) {
        return CLI_EXIT_NOT_WRITTEN;
    }
    static const int codes[] = {
        [GATE_CLEAN] = CLI_EXIT_GOOD, [GATE_FAILED] = CLI_EXIT_FINDINGS, [GATE_UNCERTAIN] = CLI_EXIT_PARTLY};
    return codes[gate->outcome];
}

static int check(struct gate *gate, const struct check_options *options)
{
    struct document document;
    struct document_fault fault = {0};
    int exit_code = CLI_EXIT_UNREADABLE;
    if (!reading_document(options->source, options->reader, &document)) {
        return exit_code;
    }
    if (checked_read(&gate->checked, &document, &fault)) {
        exit_code = judge(gate, options);
    } else {
        reading_tell_fault(options->source, &fault);
    }
    checked_free(&gate->checked);
    document_free(&document);
    return exit_code;
}

int cmd_check(int argc, char **argv)
{
    struct check_options options;
    struct gate gate = {0};
    int exit_code = check_options_parse(argc, argv, &options);
    if (exit_code < 0) {
        char *source = shown_copy(options.source);
        gate.source = source;
        gate.thresholds = options.thresholds;
        exit_code = read_known(&options, &gate) ? check(&gate, &options) : CLI_EXIT_USAGE;
        free(source);
    }
    gate_free(&gate);
    suppressions_free(&gate.suppressions);
    baseline_free(&gate.baseline);
    check_options_free(&options);
    return exit_code;
}
