/* SPDX-License-Identifier: MIT */
#include "text_words.h"

#include <inttypes.h>
#include <string.h>

#include "width.h"

struct words_text words_size(uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    struct words_text words;
    double amount = (double)bytes;
    size_t unit = 0;
    if (bytes < 1024) {
        snprintf(words.text, sizeof(words.text), "%" PRIu64 " %s", bytes, bytes == 1 ? "byte" : "bytes");
        return words;
    }
    for (amount /= 1024; amount >= 1024 && unit + 1 < sizeof(units) / sizeof(*units); unit++) {
        amount /= 1024;
    }
    snprintf(words.text, sizeof(words.text), "%.1f %s", amount, units[unit]);
    return words;
}

struct words_text words_grouped(uint64_t number)
{
    struct words_text words;
    char digits[24];
    const int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    char *end = words.text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *end++ = ',';
        }
        *end++ = digits[i];
    }
    *end = '\0';
    return words;
}

struct words_text words_not_known(void)
{
    return (struct words_text){"not known"};
}

struct words_text words_having(uint64_t bytes, uint64_t size_unknown)
{
    struct words_text words;
    if (bytes == 0) {
        snprintf(words.text, sizeof(words.text), " of unknown size");
    } else {
        snprintf(words.text, sizeof(words.text), ", %s%.36s", size_unknown > 0 ? "at least " : "",
                 words_size(bytes).text);
    }
    return words;
}

struct words_text words_rate(double bytes)
{
    struct words_text words;
    const uint64_t whole = (uint64_t)bytes;
    if (whole >= 1024 || (double)whole == bytes) {
        return words_size(whole);
    }
    snprintf(words.text, sizeof(words.text), "%.*f bytes", bytes < 1 ? 3 : 1, bytes);
    return words;
}

struct words_text words_time(int64_t time_ns)
{
    struct words_text words;
    if (time_ns < 1000000) {
        snprintf(words.text, sizeof(words.text), "%.3f ms", (double)time_ns / 1e6);
    } else if (time_ns < 1000000000) {
        snprintf(words.text, sizeof(words.text), "%.1f ms", (double)time_ns / 1e6);
    } else {
        snprintf(words.text, sizeof(words.text), "%.3f s", (double)time_ns / 1e9);
    }
    return words;
}

const char *words_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

void words_wrapped(FILE *file, const char *lead, const char *text)
{
    const size_t width = width_of(file);
    const size_t indent = strlen(lead);
    size_t column = indent;
    fputs(lead, file);
    while (*text) {
        const size_t word = strcspn(text, " ");
        if (column > indent && column + 1 + word > width) {
            fprintf(file, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', file);
            column++;
        }
        fwrite(text, 1, word, file);
        column += word;
        text += word + strspn(text + word, " ");
    }
    fputc('\n', file);
}

void words_heading(FILE *file, const char *heading, const struct colours *colours)
{
    fprintf(file, "\n%s%s%s\n", colours->strong, heading, colours->off);
}

const char *words_severity_colour(enum finding_severity severity, const struct colours *colours)
{
    return severity == FINDING_ERROR ? colours->error : severity == FINDING_WARNING ? colours->warning : colours->faint;
}

void words_findings(FILE *file, const size_t counts[SEVERITIES], const struct colours *colours)
{
    const char *joint = ": ";
    size_t all = 0;
    for (size_t i = 0; i < SEVERITIES; i++) {
        all += counts[i];
    }
    fprintf(file, "\n%s%s finding%s%s", colours->strong, words_grouped(all).text, words_plural(all), colours->off);
    for (size_t i = SEVERITIES; i > 0; i--) {
        if (counts[i - 1] > 0) {
            fprintf(file, "%s%s%s %s%s%s", joint, words_severity_colour(i - 1, colours),
                    words_grouped(counts[i - 1]).text, finding_severity_name(i - 1), words_plural(counts[i - 1]),
                    colours->off);
            joint = ", ";
        }
    }
}

void words_more(FILE *file, size_t more, const char *command)
{
    if (more > 0 && command) {
        fprintf(file, "\n... and %s more finding%s; to see all: %s\n", words_grouped(more).text, words_plural(more),
                command);
    } else if (more > 0) {
        fprintf(file, "\n... and %s more finding%s: they are in the JSON report\n", words_grouped(more).text,
                words_plural(more));
    }
}

void words_site(FILE *file, const struct process *process, const char *what, uint32_t site)
{
    char text[SITE_TEXT_BYTES];
    site_text(&process->sites, site, text, sizeof(text));
    fprintf(file, "   %-20s %s\n", what, text);
}

/* Who entered a scope that was inherited is not told. */
void words_thread(FILE *file, uint32_t thread)
{
    if (thread != 0) {
        fprintf(file, ", by thread %" PRIu32, thread);
    }
}
