/* SPDX-License-Identifier: MIT */
/* tlscope view [options] REPORT|TRACE */
#include <string.h>

#include "cli.h"
#include "output.h"
#include "viewing.h"

enum { OPTION_SERVE = 256, OPTION_PORT };

static const struct cli_option options[] = {
    {'o', "output", "FILE",
     "write the page there (default: view.html in TRACE, or beside REPORT); '-' is the standard output"},
    {'F', "format", "html|tlview", "html: the page; tlview: its data alone, which a page also takes (default: html)"},
    {'n', "no-open", NULL, "do not open the browser"},
    {OPTION_SERVE, "serve", NULL, "serve page and data to the browser of this machine until Ctrl-C; write no file"},
    {OPTION_PORT, "port", "PORT", "serve at that port of 127.0.0.1 (default: any that is free)"},
    READING_SYSROOT_OPTION,
    READING_READER_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct cli_usage usage = {
    "view",
    "REPORT|TRACE",
    "Writes TRACE, a folder that tlscope record made, or REPORT, a file of tlscope report or merge, as one page "
    "of HTML that needs no network, prints its path and opens it in the browser. A report alone has no lifetimes "
    "to show.\n"
    "The exit code is 0: all is in the page, 1: nothing could be read, 2: the command line is wrong, 3: the trace"
    " is damaged and what could be read is in the page, 4: the page could not be written or served, or this "
    "tlscope was built without it.",
    options,
    false,
};

struct arguments {
    struct viewing viewing;
    bool port_given;
};

static bool set_port(const char *text, struct arguments *arguments)
{
    uint64_t port = 0;
    const bool good = cli_parse_number(text, 1, &port) && port <= UINT16_MAX;
    if (!good) {
        cli_usage_error("view", "--port takes a number from 1 to 65535, not '%s'", text);
    }
    arguments->viewing.port = (uint16_t)port;
    arguments->port_given = good;
    return good;
}

static bool set_format(const char *text, struct viewing *viewing)
{
    viewing->format = strcmp(text, "tlview") == 0 ? VIEW_TLVIEW : VIEW_HTML;
    return cli_is_choice(&usage, 'F', text);
}

static bool take_option(void *context, int letter, const char *text)
{
    struct arguments *arguments = context;
    struct viewing *viewing = &arguments->viewing;
    switch (letter) {
    case 'o':
        viewing->path = output_path(text);
        viewing->to_stdout = viewing->path == NULL;
        return true;
    case 'F':
        return set_format(text, viewing);
    case 'n':
        viewing->open = false;
        return true;
    case OPTION_SERVE:
        viewing->serve = true;
        return true;
    case OPTION_PORT:
        return set_port(text, arguments);
    case 'R':
        return reading_set_sysroot(&viewing->reading, &usage, text);
    case READING_LETTER_READER:
        return reading_set_reader(&viewing->reading.reader, &usage, text);
    default:
        return false;
    }
}

/* What options must not be together, and what must be there. */
static bool check(const struct arguments *arguments)
{
    const struct viewing *viewing = &arguments->viewing;
    if (arguments->port_given && !viewing->serve) {
        cli_usage_error("view", "--port is for --serve");
        return false;
    }
    if (viewing->serve && (viewing->path != NULL || viewing->to_stdout || viewing->format != VIEW_HTML)) {
        cli_usage_error("view", "--serve writes no file: --output and --format are not for it");
        return false;
    }
    if (strcmp(viewing->what, "-") == 0 && !viewing->serve && viewing->path == NULL && !viewing->to_stdout) {
        cli_usage_error("view", "a report from the standard input needs --output FILE");
        return false;
    }
    return true;
}

int cmd_view(int argc, char **argv)
{
    struct arguments arguments = {.viewing = {.format = VIEW_HTML, .open = true}};
    const int exit_code = cli_parse(&usage, argc, argv, take_option, &arguments);
    if (exit_code >= 0) {
        return exit_code;
    }
    arguments.viewing.what = cli_only_operand(&usage, argc, argv, "report or trace");
    return arguments.viewing.what != NULL && check(&arguments) ? viewing_do(&arguments.viewing) : CLI_EXIT_USAGE;
}
