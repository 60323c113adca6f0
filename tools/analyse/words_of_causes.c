/* SPDX-License-Identifier: MIT */
/* Words of findings: what they come of, and how other objects fared. */
#include <ctype.h>

#include "finding_words.h"
#include "text_words.h"

void finding_times_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    if (finding->times > 1) {
        fprintf(out, ", %s times", words_grouped(finding->times).text);
    }
}

void finding_meaning_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const char *meaning = diagnostic_meaning(finding_diagnostic(finding->code));
    (void)process;
    fprintf(out, "%c%s", finding->unmoved ? meaning[0] : toupper((unsigned char)meaning[0]), meaning + 1);
}

void finding_cause_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    site_text(&process->sites, finding->cause, text, sizeof(text));
    fputs(text, out);
}

/* What a misuse came of, before what it is. */
void finding_unmoved_write(FILE *out, const struct finding *finding, const struct process *process)
{
    if (finding->unmoved) {
        fputs("tl_mem_unregister at ", out);
        finding_cause_write(out, finding, process);
        fputs(" did not find it in the current scope, an outer one lists it: ", out);
    }
}

void finding_late_call_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    site_text(&process->sites, finding->late, text, sizeof(text));
    fputs(text, out);
}

/* Two calls of a misuse that came of a release too many: the one that was too early, and the one that was too late. */
void finding_late_write(FILE *out, const struct finding *finding, const struct process *process)
{
    if (finding->late != 0) {
        fputs(", at ", out);
        finding_late_call_write(out, finding, process);
        fputs("; the release at ", out);
        finding_cause_write(out, finding, process);
        fputs(" had given back a reference too many: nothing was acquired or moved out for it", out);
    }
}

/* How other objects of that place did die: not where these were released as well, if not as often. */
void finding_others_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    const struct why *why = finding->why;
    if (!why || why->lacked == 0 || finding_has_place(finding, "released at", why->lacked)) {
        return;
    }
    const bool sampled = finding_is_sample(finding, process);
    const char *seen = sampled ? " looked at that were" : "";
    const char *one = sampled ? " looked at that was" : "";
    site_text(&process->sites, why->key.place, text, sizeof(text));
    const struct words_text died = words_grouped(why->died);
    if (why->others < why->died) {
        fprintf(out, " Of %s others%s first seen at %s, %s %s", died.text, seen, text, words_grouped(why->others).text,
                why->others == 1 ? "was" : "were");
    } else if (why->died == 1) {
        fprintf(out, " The only other one%s first seen at %s was", one, text);
    } else {
        fprintf(out, " All %s others%s first seen at %s were", died.text, seen, text);
    }
    site_text(&process->sites, why->lacked, text, sizeof(text));
    fprintf(out, " %s %s.",
            why->lacks == LEDGER_RELEASED ? "released at"
            : why->lacks == LEDGER_FREED  ? "freed at"
                                          : "freed with their vector at",
            text);
}

/* How many of the acquires at the cause, of the objects that leak, have no release. */
void finding_balance_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const char *whose = finding_is_sample(finding, process) ? " of those seen" : "";
    if (!finding->unpaid_unknown && finding->acquires > finding->unpaid) {
        fprintf(out, " Of %s %s acquires%s there %s %s no release.",
                *whose                  ? "the"
                : finding->objects == 1 ? "its"
                                        : "their",
                words_grouped(finding->acquires).text, whose, words_grouped(finding->unpaid).text,
                finding->unpaid == 1 ? "has" : "have");
    }
}
