/* SPDX-License-Identifier: MIT */
/* tlscope doctor [options] */
#include <getopt.h>

#include "cli.h"
#include "colour.h"
#include "doctor.h"
#include "output.h"

static const struct cli_option options[] = {
    OUTPUT_OPTIONS("the table", "text|json", "text"),
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "doctor",
    "",
    "Looks at what the commands need of this machine, and says how to fix what is not well.\n"
    "The exit code is 0 where record, report and memcheck work, 2: the command line is wrong, 4: the table could "
    "not be written, 5: something that they need is missing.",
    options,
    false,
};

static bool take_option(void *context, int letter, const char *text)
{
    return output_set_option(context, &usage, letter, text);
}

static bool write_table(const struct doctor *doctor, FILE *file, enum output_format format)
{
    return format == OUTPUT_JSON ? doctor_write_json(doctor, file)
                                 : doctor_write_text(doctor, file, colour_wanted(file));
}

static int examine(const struct output *output)
{
    struct doctor doctor;
    doctor_examine(&doctor);
    FILE *file = output_begin(output->path);
    const bool written = output_end(file, output->path, file && write_table(&doctor, file, output->format));
    const int exit_code = doctor_essentials_work(&doctor) ? CLI_EXIT_GOOD : CLI_EXIT_FINDINGS;
    doctor_clear(&doctor);
    return written ? exit_code : CLI_EXIT_NOT_WRITTEN;
}

int cmd_doctor(int argc, char **argv)
{
    struct output output = {.format = OUTPUT_TEXT};
    int exit_code = cli_parse(&usage, argc, argv, take_option, &output);
    if (exit_code < 0 && optind < argc) {
        exit_code = cli_usage_error("doctor", "nothing is to be named");
    }
    return exit_code >= 0 ? exit_code : examine(&output);
}
