/* SPDX-License-Identifier: MIT */
#include "check_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "memory.h"
#include "options_file.h"

#define DEFAULT_CONFIG ".tlscope-check"

/* Those from the first to the last limit may be in a file, too. */
enum {
    OPTION_MAX_LEAKS = 256,
    OPTION_MAX_LEAKED_BYTES,
    OPTION_MAX_GROWTH,
    OPTION_FAIL_ON,
    OPTION_SUPPRESSIONS,
    OPTION_BASELINE,
    OPTION_WRITE_BASELINE,
    OPTION_PRINT_SUPPRESSIONS,
    OPTION_CONFIG,
    OPTION_JSON,
    OPTION_IN_FILE_FIRST = OPTION_MAX_LEAKS,
    OPTION_IN_FILE_LAST = OPTION_BASELINE,
};

static const struct cli_option options_table[] = {
    {OPTION_MAX_LEAKS, "max-leaks", "N", "leaked objects allowed (default: 0)"},
    {OPTION_MAX_LEAKED_BYTES, "max-leaked-bytes", "BYTES", "leaked bytes allowed; then --max-leaks has no default"},
    {OPTION_MAX_GROWTH, "max-growth", "BYTES", "growth of a loop allowed, in bytes per iteration (default: 0)"},
    {OPTION_FAIL_ON, "fail-on", "CODE", "finding code, category, severity, or none; repeatable (default: error)"},
    {OPTION_SUPPRESSIONS, "suppressions", "FILE", "findings not to count, a leak:PATTERN a line; repeatable"},
    {OPTION_PRINT_SUPPRESSIONS, "print-suppressions", NULL, "write the lines that suppress what is found, no more"},
    {OPTION_BASELINE, "baseline", "FILE", "known findings: only new or grown ones count"},
    {OPTION_WRITE_BASELINE, "write-baseline", "FILE", "make what is found now the known findings"},
    {OPTION_CONFIG, "config", "FILE", "limits, suppressions, baseline (default: " DEFAULT_CONFIG ", if it exists)"},
    {'F', "format", "text|json|sarif|junit", "of the output (default: text)"},
    {OPTION_JSON, "json", NULL, "the same as --format json"},
    {'o', "output", "FILE", "write there; '-' is the standard output"},
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "check",
    "REPORT|TRACE",
    "Holds the findings of REPORT, a report.json, or of TRACE, a recording, against what is allowed. The exit code is\n"
    "0: clean, 1: nothing could be read, 2: the command line or a file it names is wrong, 3: nothing fails, but not\n"
    "all is known (events lost, trace damaged), 4: the output could not be written, 5: findings fail.",
    options_table,
    false,
};

/* What options are set in, and the folder that paths in a file are relative to. */
struct setting {
    struct check_options *options;
    const char *folder; /* "" or with a slash at its end */
};

static char *path_in(const char *folder, const char *path)
{
    if (path[0] == '/') {
        return memory_copy(path);
    }
    char *joined = memory_new(strlen(folder) + strlen(path) + 1);
    stpcpy(stpcpy(joined, folder), path);
    return joined;
}

static bool set_limit(struct limit *limit, const char *text, struct failure *failure)
{
    limit->set = true;
    return cli_parse_number(text, 0, &limit->most) ||
           failure_set(failure, "'%.80s' is no number; it may end with k, M or G", text);
}

static bool set_format(const char *text, enum check_format *format, struct failure *failure)
{
#define FORMAT_NAME(id, name) name,
    static const char *const names[] = {CHECK_FORMATS(FORMAT_NAME)};
    for (*format = 0; *format < CHECK_FORMAT_COUNT; (*format)++) {
        if (strcmp(text, names[*format]) == 0) {
            return true;
        }
    }
    return failure_set(failure, "'%.80s' is none of text, json, sarif and junit", text);
}

static void add_suppressions(struct check_options *options, char *path)
{
    options->suppressions =
        memory_resize(options->suppressions, options->suppression_count + 1, sizeof(*options->suppressions));
    options->suppressions[options->suppression_count++] = path;
}

static void set_path(const struct setting *setting, int letter, const char *text)
{
    struct check_options *options = setting->options;
    char *path = path_in(setting->folder, text);
    if (letter == OPTION_SUPPRESSIONS) {
        add_suppressions(options, path);
    } else {
        free(options->baseline);
        options->baseline = path;
    }
}

/* Options that may be in a file. */
static bool set_gate_option(const struct setting *setting, int letter, const char *text, struct failure *failure)
{
    struct thresholds *thresholds = &setting->options->thresholds;
    switch (letter) {
    case OPTION_MAX_LEAKS:
        return set_limit(&thresholds->leaks, text, failure);
    case OPTION_MAX_LEAKED_BYTES:
        return set_limit(&thresholds->leaked_bytes, text, failure);
    case OPTION_MAX_GROWTH:
        return set_limit(&thresholds->growth, text, failure);
    case OPTION_FAIL_ON:
        return thresholds_fail_on(thresholds, text, failure);
    default:
        set_path(setting, letter, text);
        return true;
    }
}

static bool set_option(const struct setting *setting, int letter, const char *text, struct failure *failure)
{
    struct check_options *options = setting->options;
    switch (letter) {
    case OPTION_WRITE_BASELINE:
        options->write_baseline = text;
        return true;
    case OPTION_PRINT_SUPPRESSIONS:
        options->print_suppressions = true;
        return true;
    case OPTION_CONFIG:
        options->config = text;
        return true;
    case OPTION_JSON:
        options->format = CHECK_FORMAT_JSON;
        return true;
    case 'F':
        return set_format(text, &options->format, failure);
    case 'o':
        options->output = strcmp(text, "-") == 0 ? NULL : text;
        return true;
    default:
        return set_gate_option(setting, letter, text, failure);
    }
}

static const char *option_name(int letter)
{
    const struct cli_option *option = options_table;
    while (option->letter != letter) {
        option++;
    }
    return option->name;
}

static bool take_line(void *context, const char *name, const char *value, struct failure *failure)
{
    for (const struct cli_option *option = options_table; option->name != NULL; option++) {
        if (strcmp(name, option->name) == 0 && option->letter >= OPTION_IN_FILE_FIRST &&
            option->letter <= OPTION_IN_FILE_LAST) {
            struct failure wrong;
            return set_gate_option(context, option->letter, value, &wrong) ||
                   failure_set(failure, "%s: %s", name, wrong.text);
        }
    }
    return failure_set(failure, "no option '%.80s' for such a file; see tlscope-check(1)", name);
}

/* Takes over what the command line leaves to the file; suppressions add up. */
static void merge(struct check_options *options, struct check_options *file)
{
    thresholds_fill(&options->thresholds, &file->thresholds);
    for (size_t i = 0; i < file->suppression_count; i++) {
        add_suppressions(options, file->suppressions[i]);
    }
    free(file->suppressions);
    if (options->baseline == NULL) {
        options->baseline = file->baseline;
    } else {
        free(file->baseline);
    }
}

static bool read_config(struct check_options *options)
{
    struct check_options in_file = {0};
    struct failure failure;
    const char *path = options->config != NULL ? options->config : DEFAULT_CONFIG;
    if (options->config == NULL && access(path, F_OK) != 0) {
        return true;
    }
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
    struct setting setting = {&in_file, folder != NULL ? folder : ""};
    bool good = options_file_read(path, take_line, &setting, &failure);
    if (!good) {
        cli_usage_error("check", "%s", failure.text);
    }
    free(folder);
    merge(options, &in_file);
    return good;
}

/* -1 when all is well, else an exit code. */
static int parse_line(int argc, char **argv, struct check_options *options)
{
    const char *text = NULL;
    const struct setting setting = {options, ""};
    struct failure failure;
    for (int letter = cli_next_option(&usage, argc, argv, &text); letter != CLI_OPTIONS_END;
         letter = cli_next_option(&usage, argc, argv, &text)) {
        if (letter == CLI_OPTION_HELP) {
            return 0;
        }
        if (letter == CLI_OPTION_ERROR) {
            return CLI_EXIT_USAGE;
        }
        if (!set_option(&setting, letter, text, &failure)) {
            return cli_usage_error("check", "--%s: %s", option_name(letter), failure.text);
        }
    }
    if (optind + 1 != argc) {
        return cli_usage_error("check", optind == argc ? "no report or trace given" : "one report or trace at a time");
    }
    options->source = argv[optind];
    return -1;
}

int check_options_parse(int argc, char **argv, struct check_options *options)
{
    memset(options, 0, sizeof(*options));
    int exit_code = parse_line(argc, argv, options);
    if (exit_code < 0 && !read_config(options)) {
        exit_code = CLI_EXIT_USAGE;
    }
    thresholds_default(&options->thresholds);
    return exit_code;
}

void check_options_free(struct check_options *options)
{
    thresholds_free(&options->thresholds);
    for (size_t i = 0; i < options->suppression_count; i++) {
        free(options->suppressions[i]);
    }
    free(options->suppressions);
    free(options->baseline);
}
