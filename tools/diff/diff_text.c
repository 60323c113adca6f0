/* SPDX-License-Identifier: MIT */
/* The diff for people: the verdict, what changed, then totals and peaks. */
#include <inttypes.h>
#include <math.h>

#include "colour.h"
#include "diff.h"
#include "text_words.h"

/* Where it is known what is missing, or that it is samples, that is said instead. */
static void uncertain_line(FILE *file, const struct merged *merged, const struct colours *colours)
{
    size_t count;
    const struct merged_process *first = merged_is_whole(merged) ? merged_uncertain(merged, &count) : NULL;
    if (!first || count == merged_sampled(merged)) {
        return;
    }
    fprintf(file, "   %s*** Not all is known of %s (pid %" PRIu64 ")", colours->warning, first->program, first->pid);
    if (count > 1) {
        fprintf(file, " and %zu more", count - 1);
    }
    fprintf(file,
            ": what its trace cannot tell,\n"
            "   *** tlscope report of it says; it may look new or gone here. ***%s\n",
            colours->off);
}

static void sampled_line(FILE *file, const struct merged *merged, const struct colours *colours)
{
    const size_t sampled = merged_sampled(merged);
    if (sampled > 0) {
        fprintf(file,
                "   %s*** Of %zu process%s a sample of the objects was looked at: what is 'about' is an estimate,\n"
                "   *** peaks and what is alive at the end are of those seen alone. ***%s\n",
                colours->warning, sampled, sampled == 1 ? "" : "es", colours->off);
    }
}

static void side_line(FILE *file, const struct diff *diff, unsigned side, const struct colours *colours)
{
    const struct merged *merged = diff->sides[side];
    size_t count = merged->process_count;
    fprintf(file, "%s: %s, %s process%s\n", side == SIDE_A ? "A" : "B", diff->paths[side], words_grouped(count).text,
            count == 1 ? "" : "es");
    if (!merged->trace.whole || merged->trace.packets_lost > 0) {
        fprintf(file, "   %s*** It could not be read whole: what it lacks may look new or gone here. ***%s\n",
                colours->warning, colours->off);
    }
    if (merged->trace.events_lost > 0) {
        fprintf(file, "   %s*** %s EVENTS WERE LOST while recording it: findings may be wrong. ***%s\n",
                colours->warning, words_grouped(merged->trace.events_lost).text, colours->off);
    }
    sampled_line(file, merged, colours);
    uncertain_line(file, merged, colours);
}

static void verdict_line(FILE *file, const struct diff *diff, const struct colours *colours)
{
    fprintf(file, "\n%s%s%s:", diff->worse ? colours->error : colours->good, diff->worse ? "WORSE" : "NOT WORSE",
            colours->off);
    for (unsigned i = 0; i < CHANGES; i++) {
        if (i != CHANGE_UNSURE || diff->changes[i] > 0) {
            fprintf(file, "%s %zu %s", i == 0 ? "" : ",", diff->changes[i], change_name(i));
        }
    }
    fprintf(file, "\n");
}

/* "   objects              5 -> 8"; nothing where neither side has any. */
static void count_line(FILE *file, const char *what, uint64_t before, uint64_t after)
{
    if (before != after) {
        fprintf(file, "   %-20s %s -> %s\n", what, words_grouped(before).text, words_grouped(after).text);
    } else if (after != 0) {
        fprintf(file, "   %-20s %s\n", what, words_grouped(after).text);
    }
}

static void bytes_line(FILE *file, const char *what, uint64_t before, uint64_t after)
{
    if (before != after) {
        fprintf(file, "   %-20s %s -> %s (%s%s)\n", what, words_size(before).text, words_size(after).text,
                after > before ? "+" : "-", words_size(after > before ? after - before : before - after).text);
    } else if (after != 0) {
        fprintf(file, "   %-20s %s\n", what, words_size(after).text);
    }
}

/* As those two, of what a side may not know. */
static void known_line(FILE *file, const char *what, const struct diff_count *count, bool is_bytes)
{
    struct words_text words[SIDES];
    if (!count->unknown[SIDE_A] && !count->unknown[SIDE_B]) {
        (is_bytes ? bytes_line : count_line)(file, what, count->sides[SIDE_A], count->sides[SIDE_B]);
        return;
    }
    if (count->unknown[SIDE_A] && count->unknown[SIDE_B]) {
        fprintf(file, "   %-20s %s\n", what, words_not_known().text);
        return;
    }
    for (unsigned side = 0; side < SIDES; side++) {
        words[side] =
            count->unknown[side] ? words_not_known() : (is_bytes ? words_size : words_grouped)(count->sides[side]);
    }
    fprintf(file, "   %-20s %s -> %s\n", what, words[SIDE_A].text, words[SIDE_B].text);
}

/* As count_line and bytes_line, where either is an estimate. */
static void estimate_line(FILE *file, const char *what, const struct estimated *before, const struct estimated *after,
                          void (*tell)(const struct estimated *, FILE *))
{
    fprintf(file, "   %-20s ", what);
    tell(before, file);
    fputs(" -> ", file);
    tell(after, file);
    fputc('\n', file);
}

static void objects_and_bytes(FILE *file, const char *objects, const char *bytes, const struct estimated *before,
                              const struct estimated *after)
{
    if (before->sampled || after->sampled) {
        estimate_line(file, objects, before, after, estimated_objects_text);
        estimate_line(file, bytes, before, after, estimated_bytes_text);
    } else {
        count_line(file, objects, before->objects, after->objects);
        bytes_line(file, bytes, before->bytes, after->bytes);
    }
}

/* What is hidden where amounts are rounded shows in their difference. */
static void bytes_rate_line(FILE *file, double before, double after)
{
    fprintf(file, "   %-20s %s -> %s an iteration", "grows by", words_rate(before).text, words_rate(after).text);
    if (before != after) {
        fprintf(file, " (%s%s)", after > before ? "+" : "-", words_rate(fabs(after - before)).text);
    }
    fputc('\n', file);
}

static void rate_line(FILE *file, const char *what, double before, double after)
{
    fprintf(file, "   %-20s %.6g -> %.6g an iteration\n", what, before, after);
}

static void amount_lines(FILE *file, const struct diff_finding *finding)
{
    static const struct merged_finding none;
    const struct merged_finding *before = finding->sides[SIDE_A] ? finding->sides[SIDE_A] : &none;
    const struct merged_finding *after = finding->sides[SIDE_B] ? finding->sides[SIDE_B] : &none;
    const struct estimated left = merged_estimated(before);
    const struct estimated right = merged_estimated(after);
    if (finding->shown->grows) {
        bytes_rate_line(file, merged_bytes_rate(before).value, merged_bytes_rate(after).value);
        if (!left.sampled || !right.sampled || (left.objects_known && right.objects_known)) {
            rate_line(file, "grows by objects", merged_objects_rate(before).value, merged_objects_rate(after).value);
        }
    }
    objects_and_bytes(file, "objects", "bytes", &left, &right);
    if (!left.sampled && !right.sampled) {
        count_line(file, "times", before->total.times, after->total.times);
    }
    if (before->processes > 1 || after->processes > 1) {
        count_line(file, "in processes", before->processes, after->processes);
    }
}

/* Red for errors that are new or more, green for all that is less. */
static const char *colour_of(const struct diff_finding *finding, const struct colours *colours)
{
    if (finding->change == CHANGE_UNSURE) {
        return colours->warning;
    }
    if (finding->change != CHANGE_NEW && finding->change != CHANGE_GROWN) {
        return colours->good;
    }
    return finding->shown->severity == 0 ? colours->error : colours->warning;
}

static void finding_lines(FILE *file, const struct diff_finding *finding, const struct colours *colours)
{
    const struct merged_finding *shown = finding->shown;
    const cJSON *cause = cJSON_GetObjectItemCaseSensitive(shown->heaviest.detail, "cause");
    const char *place = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(cause, "text"));
    fprintf(file, "\n%s%s%s: %s (%s)\n", colour_of(finding, colours), change_name(finding->change), colours->off,
            merged_text_of(shown, "code"), merged_severities[shown->severity]);
    words_wrapped(file, "   ", merged_text_of(shown, "sentence"));
    if (finding->change == CHANGE_UNSURE) {
        fputs("   It may have been missed, or some of it, or be told otherwise: to be sure, record both wholly.\n",
              file);
    }
    amount_lines(file, finding);
    if (place) {
        fprintf(file, "   %-20s %s\n", "look at", place);
    }
    if (finding->change != CHANGE_GONE) {
        words_wrapped(file, "   Fix: ", merged_text_of(shown, "fix"));
    }
}

/* All but what is the same. */
static void findings_text(FILE *file, const struct diff *diff, const struct colours *colours)
{
    size_t changed = diff->count - diff->changes[CHANGE_SAME];
    for (size_t i = 0; i < changed && i < GROUPS_SHOWN; i++) {
        finding_lines(file, &diff->findings[i], colours);
    }
    if (changed > GROUPS_SHOWN) {
        fprintf(file, "\n... and %zu more: --json has them all\n", changed - GROUPS_SHOWN);
    }
}

static void totals_text(FILE *file, const struct diff *diff)
{
    static const char *const words[DIFF_TOTALS] = {"leaked objects",   "leaked bytes",     "diagnostics",
                                                   "alive at the end", "bytes at the end", "events"};
    static const bool is_bytes[DIFF_TOTALS] = {false, true, false, false, true, false};
    fprintf(file, "\nTotals:\n");
    const struct estimated before = merged_leaks(diff->sides[SIDE_A]);
    const struct estimated after = merged_leaks(diff->sides[SIDE_B]);
    objects_and_bytes(file, words[0], words[1], &before, &after);
    for (size_t i = 2; i < DIFF_TOTALS; i++) {
        const uint64_t *sides = diff->totals[i].sides;
        (is_bytes[i] ? bytes_line : count_line)(file, words[i], sides[SIDE_A], sides[SIDE_B]);
    }
}

static void devices_text(FILE *file, const struct diff *diff)
{
    static const char *const words[DIFF_DEVICE_COUNTS] = {"leaked bytes", "peak", "bytes at the end"};
    for (size_t i = 0; i < diff->device_count; i++) {
        fprintf(file, "\nOn %s:\n", diff->devices[i].name);
        for (size_t j = 0; j < DIFF_DEVICE_COUNTS; j++) {
            known_line(file, words[j], &diff->devices[i].counts[j], true);
        }
    }
}

static void programs_text(FILE *file, const struct diff *diff)
{
    for (size_t i = 0; i < diff->program_count && i < GROUPS_SHOWN; i++) {
        const struct diff_program *program = &diff->programs[i];
        fprintf(file, "\n%s:\n", program->name[0] ? program->name : "A program of unknown name");
        count_line(file, "processes", program->processes.sides[SIDE_A], program->processes.sides[SIDE_B]);
        known_line(file, "peak", &program->peak_bytes, true);
        known_line(file, "peak objects", &program->peak_objects, false);
    }
}

bool diff_write_text(const struct diff *diff, FILE *file, bool coloured)
{
    const struct colours *colours = colours_of(coloured);
    side_line(file, diff, SIDE_A, colours);
    side_line(file, diff, SIDE_B, colours);
    verdict_line(file, diff, colours);
    findings_text(file, diff, colours);
    totals_text(file, diff);
    devices_text(file, diff);
    programs_text(file, diff);
    return fflush(file) == 0 && !ferror(file);
}
