/* SPDX-License-Identifier: MIT */
/* Amounts, times and places in the words of the text report. */
#ifndef TLSCOPE_ANALYSE_TEXT_WORDS_H
#define TLSCOPE_ANALYSE_TEXT_WORDS_H

#include "report_internal.h"

enum { SEVERITIES = FINDING_ERROR + 1 };
enum { AMOUNT_BYTES = 48, GROUPS_SHOWN = 20, FINDINGS_SHOWN = 20 };

/* Texts to print at once, as in printf("%s", words_grouped(9940).text). */
struct words_text {
    char text[AMOUNT_BYTES];
};

/* "9,940" */
struct words_text words_grouped(uint64_t number);

/* "1.5 KiB", "12 bytes" */
struct words_text words_size(uint64_t bytes);

/* "0.021 ms", "12.0 ms", "1.250 s": a duration, or a time since the start */
struct words_text words_time(int64_t time_ns);

/* What follows objects, so many of them of unknown size: ", 12 bytes", ", at least 12 bytes"; " of unknown size" where
 * none of them has one that is known. */
struct words_text words_having(uint64_t bytes, uint64_t size_unknown);

/* As words_size; "28.8 bytes", as of an iteration among many. */
struct words_text words_rate(double bytes);

/* In place of any of these. */
struct words_text words_not_known(void);

/* The s of "3 objects". */
const char *words_plural(uint64_t count);

/* A text in lines as long as the file has columns; `lead` begins the first, as many spaces the others. */
void words_wrapped(FILE *file, const char *lead, const char *text);

/* What begins a part of the report, after an empty line. */
void words_heading(FILE *file, const char *heading, const struct colours *colours);

const char *words_severity_colour(enum finding_severity severity, const struct colours *colours);

/* "3 findings: 2 errors, 1 note", after an empty line. */
void words_findings(FILE *file, const size_t counts[SEVERITIES], const struct colours *colours);

/* That there are more findings than are told, and the command that tells them; NULL: none does. */
void words_more(FILE *file, size_t more, const char *command);

/* A line that says what is where. */
void words_site(FILE *file, const struct process *process, const char *what, uint32_t site);

/* ", by thread 7"; nothing for an inherited scope, of which nobody tells who entered it. */
void words_thread(FILE *file, uint32_t thread);

#endif
