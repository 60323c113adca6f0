/* SPDX-License-Identifier: MIT */
/* tlscope check [options] REPORT|TRACE */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check_options.h"
#include "clean_text.h"
#include "cli.h"
#include "colour.h"
#include "memory.h"
#include "outputs.h"
#include "source.h"

/* Exit codes beside 0, clean, and 2, a wrong command line; as those of `tlscope report` where they mean the same. */
enum { EXIT_UNREADABLE = 1, EXIT_UNCERTAIN = 3, EXIT_NOT_WRITTEN = 4, EXIT_FINDINGS = 5 };

/* Reads what the options name beside the report. */
static bool read_known(const struct check_options *options, struct gate *gate)
{
    struct failure failure;
    bool good = true;
    for (size_t i = 0; good && i < options->suppression_count; i++) {
        good = suppressions_read(&gate->suppressions, options->suppressions[i], &failure);
    }
    if (good && options->baseline != NULL && options->write_baseline == NULL) {
        good = baseline_read(&gate->baseline, options->baseline, &failure);
        gate->has_baseline = true;
    }
    if (!good) {
        cli_usage_error("check", "%s", failure.text);
    }
    return good;
}

static bool write_output(const struct gate *gate, const struct check_options *options, FILE *file)
{
    if (options->print_suppressions) {
        suppressions_print(&gate->checked, file);
        return !ferror(file);
    }
    switch (options->format) {
    case CHECK_FORMAT_JSON:
        return output_json(gate, file);
    case CHECK_FORMAT_SARIF:
        return output_sarif(gate, file);
    case CHECK_FORMAT_JUNIT:
        return output_junit(gate, file);
    default:
        return output_text(gate, file, colour_wanted(file));
    }
}

static bool write_baseline(const struct gate *gate, const struct check_options *options, FILE *file)
{
    (void)options;
    return baseline_write(&gate->baseline, file);
}

/* Writes with one of the functions above to `path` (NULL: stdout). False, with a message, when it cannot. */
static bool write_to(const char *path, bool (*write)(const struct gate *, const struct check_options *, FILE *),
                     const struct gate *gate, const struct check_options *options)
{
    FILE *file = path != NULL ? fopen(path, "we") : stdout;
    bool written = file != NULL && write(gate, options, file) && fflush(file) == 0;
    int error = errno;
    if (file != NULL && path != NULL && fclose(file) != 0) {
        error = written ? errno : error;
        written = false;
    }
    if (!written) {
        fprintf(stderr, "tlscope: %s cannot be written: %s\n", path != NULL ? path : "the standard output",
                strerror(error));
    }
    return written;
}

/* Judges what the report says, and tells. Returns the exit code. */
static int judge(struct gate *gate, const struct check_options *options)
{
    suppressions_apply(&gate->suppressions, &gate->checked);
    if (options->write_baseline != NULL) {
        baseline_make(&gate->baseline, &gate->checked);
        gate->has_baseline = true;
        if (!write_to(options->write_baseline, write_baseline, gate, options)) {
            return EXIT_NOT_WRITTEN;
        }
    }
    baseline_apply(&gate->baseline, &gate->checked);
    gate_judge(gate);
    if (!write_to(options->output, write_output, gate, options)) {
        return EXIT_NOT_WRITTEN;
    }
    if (options->print_suppressions) {
        return 0;
    }
    static const int codes[] = {[GATE_CLEAN] = 0, [GATE_FAILED] = EXIT_FINDINGS, [GATE_UNCERTAIN] = EXIT_UNCERTAIN};
    return codes[gate->outcome];
}

static int check(struct gate *gate, const struct check_options *options)
{
    struct failure failure;
    cJSON *report = source_read(options->source);
    if (report == NULL) {
        return EXIT_UNREADABLE;
    }
    int exit_code = EXIT_UNREADABLE;
    if (checked_read(&gate->checked, report, &failure)) {
        exit_code = judge(gate, options);
    } else {
        fprintf(stderr, "tlscope: %s cannot be checked: %s\n", options->source, failure.text);
    }
    checked_free(&gate->checked);
    cJSON_Delete(report);
    return exit_code;
}

int cmd_check(int argc, char **argv)
{
    struct check_options options;
    struct gate gate = {0};
    int exit_code = check_options_parse(argc, argv, &options);
    if (exit_code < 0) {
        char *source = memory_copy(options.source);
        clean_text(source);
        gate.source = source;
        gate.thresholds = options.thresholds;
        exit_code = read_known(&options, &gate) ? check(&gate, &options) : CLI_EXIT_USAGE;
        free(source);
    }
    suppressions_free(&gate.suppressions);
    baseline_free(&gate.baseline);
    check_options_free(&options);
    return exit_code;
}
