/* SPDX-License-Identifier: MIT */
#include "check_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "devices.h"
#include "memory.h"
#include "options_file.h"
#include "reading.h"

#define DEFAULT_CONFIG ".tlscope-check"

/* Those from the first to the last limit may be in a file, too. */
enum {
    OPTION_MAX_LEAKS = OUTPUT_LETTER_JSON + 1,
    OPTION_MAX_LEAKED_BYTES,
    OPTION_MAX_GROWTH,
    OPTION_FAIL_ON,
    OPTION_SUPPRESSIONS,
    OPTION_BASELINE,
    OPTION_WRITE_BASELINE,
    OPTION_PRINT_SUPPRESSIONS,
    OPTION_CONFIG,
    OPTION_IN_FILE_FIRST = OPTION_MAX_LEAKS,
    OPTION_IN_FILE_LAST = OPTION_BASELINE,
};

static const struct cli_option options_table[] = {
    {OPTION_MAX_LEAKS, "max-leaks", "N", "leaked objects allowed (default: 0)"},
    {OPTION_MAX_LEAKED_BYTES, "max-leaked-bytes", "BYTES",
     "leaked bytes allowed (then --max-leaks has no default), or DEVICE=BYTES"},
    {OPTION_MAX_GROWTH, "max-growth", "BYTES", "growth of a loop allowed, in bytes per iteration (default: 0)"},
    {OPTION_FAIL_ON, "fail-on", "CODE", "finding code, category, severity, or none; repeatable (default: error)"},
    {OPTION_SUPPRESSIONS, "suppressions", "FILE", "findings not to count, a leak:PATTERN a line; repeatable"},
    {OPTION_PRINT_SUPPRESSIONS, "print-suppressions", NULL, "write the lines that suppress what is found, no more"},
    {OPTION_BASELINE, "baseline", "FILE", "known findings: only new or grown ones count"},
    {OPTION_WRITE_BASELINE, "write-baseline", "FILE", "make what is found now the known findings"},
    {OPTION_CONFIG, "config", "FILE", "limits, suppressions, baseline (default: " DEFAULT_CONFIG ", if it exists)"},
    READING_READER_OPTION,
    OUTPUT_OPTIONS("the outcome", "text|json|sarif|junit", "text"),
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "check",
    "REPORT|TRACE",
    "Holds the findings of REPORT, a report.json, or of TRACE, a recording, against what is allowed.\n"
    "The exit code is 0: clean, 1: nothing could be read, 2: the command line or a file it names is wrong, 3: nothing "
    "fails, but not all is known (events lost, trace damaged, partial recording), 4: the output could not be written, "
    "5: findings "
    "fail.",
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

static const char *option_name(int letter)
{
    const struct cli_option *option = options_table;
    while (option->letter != letter) {
        option++;
    }
    return option->name;
}

static bool set_limit(struct limit *limit, int letter, const char *text, struct document_fault *fault)
{
    limit->set = true;
    return cli_parse_number(text, 0, &limit->most) ||
           fault_tell(fault, "--%s takes a number, which may end with k, M or G, not '%.80s'", option_name(letter),
                      text);
}

/* Returns false. */
static bool tell_no_device(int letter, const char *device, struct document_fault *fault)
{
    char names[160] = "";
    for (unsigned kind = 0; kind < DEVICES; kind++) {
        const size_t length = strlen(names);
        const char *name = device_name(kind);
        snprintf(names + length, sizeof(names) - length, kind == TL_DEVICE_CPU ? "%s" : ", %s, %s:N", name, name);
    }
    return fault_tell(fault, "--%s knows no device '%.80s': there are %s", option_name(letter), device, names);
}

/* Of all, or as in "cuda:0=64M" of a device. */
static bool set_leaked_bytes(struct thresholds *thresholds, int letter, const char *text, struct document_fault *fault)
{
    struct limit limit;
    const char *equals = strrchr(text, '=');
    if (equals == NULL) {
        return set_limit(&thresholds->leaked_bytes, letter, text, fault);
    }
    if (equals == text) {
        return fault_tell(fault, "--%s names no device before '='", option_name(letter));
    }
    if (!set_limit(&limit, letter, equals + 1, fault)) {
        return false;
    }
    char *device = strndup(text, (size_t)(equals - text));
    if (device == NULL) {
        memory_out();
    }
    const bool known = device_can_be(device) || tell_no_device(letter, device, fault);
    if (known) {
        thresholds_limit_device(thresholds, device, limit.most);
    }
    free(device);
    return known;
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

static bool fail_on(struct thresholds *thresholds, const char *word, struct document_fault *fault)
{
    char suggestion[CLI_SUGGESTION_BYTES];
    const char **names = NULL;
    size_t count = 0;
    if (thresholds_fail_on(thresholds, word, fault)) {
        return true;
    }
    for (const char *name; (name = thresholds_word(count)) != NULL;) {
        names = memory_resize(names, count + 1, sizeof(*names));
        names[count++] = name;
    }
    const size_t length = strlen(fault->text);
    snprintf(fault->text + length, sizeof(fault->text) - length, "%s", cli_suggest(suggestion, word, "", names, count));
    free(names);
    return false;
}

/* Options that may be in a file. */
static bool set_gate_option(const struct setting *setting, int letter, const char *text, struct document_fault *fault)
{
    struct thresholds *thresholds = &setting->options->thresholds;
    switch (letter) {
    case OPTION_MAX_LEAKS:
        return set_limit(&thresholds->leaks, letter, text, fault);
    case OPTION_MAX_LEAKED_BYTES:
        return set_leaked_bytes(thresholds, letter, text, fault);
    case OPTION_MAX_GROWTH:
        return set_limit(&thresholds->growth, letter, text, fault);
    case OPTION_FAIL_ON:
        return fail_on(thresholds, text, fault);
    default:
        set_path(setting, letter, text);
        return true;
    }
}

static bool take_line(void *context, const char *name, const char *value, struct document_fault *fault)
{
    for (const struct cli_option *option = options_table; option->name != NULL; option++) {
        if (strcmp(name, option->name) == 0 && option->letter >= OPTION_IN_FILE_FIRST &&
            option->letter <= OPTION_IN_FILE_LAST) {
            return set_gate_option(context, option->letter, value, fault);
        }
    }
    return fault_tell(fault, "no option '%.80s' for such a file; see tlscope-check(1)", name);
}

static bool take_gate_option(struct check_options *options, int letter, const char *text)
{
    const struct setting setting = {options, ""};
    struct document_fault fault = {0};
    return set_gate_option(&setting, letter, text, &fault) || cli_usage_error("check", "%s", fault.text) == 0;
}

static bool take_option(void *context, int letter, const char *text)
{
    struct check_options *options = context;
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
    case READING_LETTER_READER:
        return reading_set_reader(&options->reader, &usage, text);
    case 'F':
    case 'o':
    case OUTPUT_LETTER_JSON:
        return output_set_option(&options->output, &usage, letter, text);
    default:
        return take_gate_option(options, letter, text);
    }
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
    struct document_fault fault = {0};
    const char *path = options->config != NULL ? options->config : DEFAULT_CONFIG;
    if (options->config == NULL && access(path, F_OK) != 0) {
        return true;
    }
    const char *slash = strrchr(path, '/');
    char *folder = strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
    struct setting setting = {&in_file, folder != NULL ? folder : ""};
    bool good = options_file_read(path, take_line, &setting, &fault);
    if (!good) {
        cli_usage_error("check", "%s", fault.text);
    }
    free(folder);
    merge(options, &in_file);
    return good;
}

int check_options_parse(int argc, char **argv, struct check_options *options)
{
    memset(options, 0, sizeof(*options));
    int exit_code = cli_parse(&usage, argc, argv, take_option, options);
    if (exit_code < 0) {
        options->source = cli_only_operand(&usage, argc, argv, "report or trace");
        exit_code = options->source != NULL && read_config(options) ? -1 : CLI_EXIT_USAGE;
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
