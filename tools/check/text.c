/* SPDX-License-Identifier: MIT */
/* The gate's outcome for people. */
#include <string.h>

#include "colour.h"
#include "outputs.h"
#include "text_words.h"

static const char *colour_of(const struct checked_finding *finding, const struct colours *colours)
{
    static const char *const none = "";
    if (finding->status == STATUS_FAILED) {
        return finding->severity == SEVERITY_ERROR ? colours->error : colours->warning;
    }
    return none;
}

/* Of what the baseline knows there is more: of objects and their bytes, or times. */
static void write_more(const struct checked_finding *finding, FILE *file)
{
    fprintf(file, "      %s more than the baseline knows\n",
            finding->new_count > 0 ? words_grouped(finding->new_count).text : words_size(finding->new_bytes).text);
}

static void write_reason(const struct gate *gate, const struct checked_finding *finding, FILE *file)
{
    if (finding->grown && finding->category == CATEGORY_GROWTH) {
        fputs("      known, and grows faster than the baseline says\n", file);
    } else if (finding->grown) {
        write_more(finding, file);
    } else if (gate->has_baseline && finding->status == STATUS_FAILED) {
        fputs("      new: not in the baseline\n", file);
    }
}

static void write_finding(const struct gate *gate, const struct checked_finding *finding, FILE *file,
                          const struct colours *colours)
{
    const struct checked_place *place = checked_place_of(finding);
    const char *colour = colour_of(finding, colours);
    fprintf(file, "%s%s%s", colour, finding->status == STATUS_FAILED ? "FAIL" : "pass", *colour ? colours->off : "");
    fprintf(file, "  %s%s%s (%s)", colours->strong, finding->code, colours->off, severity_word(finding->severity));
    if (place) {
        fprintf(file, "  at %s", place->text);
    }
    if (finding->processes > 1) {
        fprintf(file, "  in %s processes", words_grouped(finding->processes).text);
    } else if (gate->checked.process_count > 1) {
        fprintf(file, "  in %s (pid %s)", checked_program(finding->process), finding->process->id.text);
    }
    fputc('\n', file);
    words_wrapped(file, "      ", finding->sentence);
    if (finding->fix[0] != '\0') {
        words_wrapped(file, "      Fix: ", finding->fix);
    }
    write_reason(gate, finding, file);
    if (finding->failed_by) {
        fprintf(file, "      %sfails by %s%s%s%s\n", colours->faint, finding->failed_by, finding->failed_on ? " " : "",
                finding->failed_on ? finding->failed_on : "", colours->off);
    }
}

/* Those of a status, with `room` for so many; returns the room that is left. */
static size_t write_findings(const struct gate *gate, enum status status, size_t room, FILE *file,
                             const struct colours *colours)
{
    for (size_t i = 0; i < gate->checked.count && room > 0; i++) {
        const struct checked_finding *finding = &gate->checked.items[i];
        if (finding->status == status) {
            write_finding(gate, finding, file, colours);
            room--;
        }
    }
    return room;
}

/* What fails, then what passes. */
static void write_all_findings(const struct gate *gate, FILE *file, const struct colours *colours)
{
    const size_t count = gate->by_status[STATUS_FAILED] + gate->by_status[STATUS_PASSED];
    const size_t room = write_findings(gate, STATUS_FAILED, GROUPS_SHOWN, file, colours);
    write_findings(gate, STATUS_PASSED, room, file, colours);
    if (count > GROUPS_SHOWN) {
        fprintf(file, "... and %zu more: they are in the JSON (--format json)\n", count - GROUPS_SHOWN);
    }
}

/* "1.0 KiB, 96 bytes allowed"; where both round to the same, by how much it is over that. */
static void write_amounts(double found, uint64_t most, bool of_bytes, FILE *file)
{
    const struct words_text left = of_bytes ? words_rate(found) : words_grouped((uint64_t)found);
    const struct words_text right = of_bytes ? words_size(most) : words_grouped(most);
    fprintf(file, "%s, %s allowed", left.text, right.text);
    if (found > (double)most && strcmp(left.text, right.text) == 0) {
        fprintf(file, ", %s over it", words_rate(found - (double)most).text);
    }
}

/* A limit of leaks holds what is known of them. */
static const char *in_part(const struct gate *gate, bool of_leaks)
{
    return of_leaks && gate->checked.in_part ? ", of those still told of" : "";
}

static void write_measures(const struct gate *gate, FILE *file, const struct colours *colours)
{
    for (size_t i = 0; i < MEASURES; i++) {
        const struct measure *measure = &gate->measures[i];
        if (measure->limited && (measure->exceeded || measure->found > 0 || measure->most > 0)) {
            fprintf(file, "%s%s%s: %s", measure->exceeded ? colours->warning : "", measure->what,
                    in_part(gate, i <= MEASURE_LEAKED_BYTES), measure->about ? "about " : "");
            write_amounts(measure->found, measure->most, measure->of_bytes, file);
            fprintf(file, " (%s)%s\n", measure->option, measure->exceeded ? colours->off : "");
        }
    }
}

static void write_devices(const struct gate *gate, FILE *file, const struct colours *colours)
{
    for (size_t i = 0; i < gate->thresholds.device_count; i++) {
        const struct device_limit *limit = &gate->thresholds.devices[i];
        const struct device_measure *measure = &gate->devices[i];
        fprintf(file, "%sleaked bytes on %s%s: ", measure->exceeded ? colours->warning : "", limit->device,
                in_part(gate, true));
        write_amounts(measure->found, limit->most, true, file);
        fprintf(file, " (--max-leaked-bytes)%s\n", measure->exceeded ? colours->off : "");
    }
}

static void write_suppressions(const struct gate *gate, FILE *file)
{
    for (size_t i = 0; i < gate->suppressions.count; i++) {
        const struct suppression *suppression = &gate->suppressions.items[i];
        if (outputs_unused(suppression)) {
            fprintf(file, "unused suppression: %s (%s:%u)\n", suppression->line, suppression->path,
                    suppression->number);
        } else {
            fprintf(file, "suppressed: %zu finding%s by %s (%s:%u)\n", suppression->findings,
                    words_plural(suppression->findings), suppression->line, suppression->path, suppression->number);
        }
    }
}

static void write_gone(const struct gate *gate, FILE *file)
{
    for (size_t i = 0; i < gate->baseline.count; i++) {
        if (!gate->baseline.entries[i].found) {
            fprintf(file, "%s: %s\n",
                    gate->checked.selected ? "not found among the objects that were looked at, and in the baseline"
                                           : "no longer found, and still in the baseline",
                    gate->baseline.entries[i].key);
        }
    }
}

static bool is_same_doubt(const struct checked_doubt *left, const struct checked_doubt *right)
{
    return left->subject > 0 && right->subject > 0 &&
           strcmp(left->text + left->subject, right->text + right->subject) == 0;
}

/* What is not known of many processes alike is said once, of the first. */
static void write_doubt(const struct checked *checked, size_t index, FILE *file, const struct colours *colours)
{
    const struct checked_doubt *doubt = &checked->doubts[index];
    size_t alike = 0;
    for (size_t i = 0; i < checked->doubt_count; i++) {
        if (i != index && is_same_doubt(&checked->doubts[i], doubt)) {
            if (i < index) {
                return;
            }
            alike++;
        }
    }
    fprintf(file, "%snot certain%s: ", colours->warning, colours->off);
    if (alike > 0) {
        const int subject = (int)(doubt->subject - strlen(": "));
        fprintf(file, "%.*s and %zu more: %s\n", subject, doubt->text, alike, doubt->text + doubt->subject);
    } else {
        fprintf(file, "%s\n", doubt->text);
    }
}

/* A finding of several processes does not tell of all of them which they are. */
static void write_silent(const struct checked *checked, FILE *file)
{
    size_t silent = 0;
    for (size_t i = 0; i < checked->count; i++) {
        if (checked->items[i].processes > 1) {
            return;
        }
    }
    for (size_t i = 0; i < checked->process_count; i++) {
        silent += !checked->processes[i].told;
    }
    if (silent > 0 && silent < checked->process_count) {
        fprintf(file, "... and %zu process%s without findings\n", silent, silent == 1 ? "" : "es");
    }
}

static void write_outcome(const struct gate *gate, FILE *file, const struct colours *colours)
{
    static const char *const words[] = {
        [GATE_CLEAN] = "clean", [GATE_FAILED] = "FAILED", [GATE_UNCERTAIN] = "NOT CERTAIN"};
    const char *const paint[] = {
        [GATE_CLEAN] = colours->good, [GATE_FAILED] = colours->error, [GATE_UNCERTAIN] = colours->warning};
    fprintf(file, "%s%s%s: %s: ", paint[gate->outcome], words[gate->outcome], colours->off, gate->source);
    fprintf(file, "%zu finding%s fail%s, %zu pass%s", gate->by_status[STATUS_FAILED],
            words_plural(gate->by_status[STATUS_FAILED]), gate->by_status[STATUS_FAILED] == 1 ? "s" : "",
            gate->by_status[STATUS_PASSED], gate->by_status[STATUS_PASSED] == 1 ? "es" : "");
    fprintf(file, ", %zu known, %zu suppressed\n", gate->by_status[STATUS_KNOWN], gate->by_status[STATUS_SUPPRESSED]);
}

bool output_text(const struct gate *gate, FILE *file, bool coloured)
{
    const struct colours *colours = colours_of(coloured);
    write_all_findings(gate, file, colours);
    write_measures(gate, file, colours);
    write_devices(gate, file, colours);
    write_suppressions(gate, file);
    write_gone(gate, file);
    for (size_t i = 0; i < gate->checked.doubt_count; i++) {
        write_doubt(&gate->checked, i, file, colours);
    }
    write_silent(&gate->checked, file);
    write_outcome(gate, file, colours);
    return !ferror(file);
}
