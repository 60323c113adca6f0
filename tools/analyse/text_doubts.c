/* SPDX-License-Identifier: MIT */
/* What is not known of a process, and why, in words. */
#include <signal.h>
#include <string.h>

#include "recording.h"
#include "text_words.h"

static void lost_text(FILE *file, const struct analysis *analysis, const struct process *process,
                      const struct colours *colours)
{
    if (process->events_lost > 0) {
        fprintf(file,
                "\n%s*** %s EVENTS WERE LOST while recording: every verdict below may be wrong. ***\n"
                "*** Record again with larger buffers (tlscope record --subbuf-size, --subbuf-count). ***%s\n",
                colours->warning, words_grouped(process->events_lost).text, colours->off);
    }
    if (analysis->trace.packets_lost > 0) {
        fprintf(file, "\n%s*** %s PACKETS OF EVENTS ARE MISSING from the trace: verdicts may be wrong. ***%s\n",
                colours->warning, words_grouped(analysis->trace.packets_lost).text, colours->off);
    }
}

static void doubt_text(FILE *file, const struct colours *colours, const char *doubt)
{
    fprintf(file, "\n%s%s%s\n", colours->warning, doubt, colours->off);
}

static bool is_crash(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGILL || signal == SIGFPE;
}

/* `whole` says whether the trace would tell of an end that came by itself. */
static void ending_text(FILE *file, const struct process *process, bool whole, const struct colours *colours)
{
    const struct process_exit *ended = &process->exit;
    const char *name = ended->by == EXIT_BY_SIGNAL ? sigabbrev_np(ended->number) : NULL;
    const bool crashed = ended->by == EXIT_BY_SIGNAL && is_crash(ended->number);
    fprintf(file, "\n%s*** The process ", colours->warning);
    if (ended->by == EXIT_BY_CODE && !whole) {
        fprintf(file, "ended with exit code %d; its end is not in the trace.", ended->number);
    } else if (ended->by == EXIT_BY_CODE) {
        fprintf(file, "ended with exit code %d without telling its end (_exit, exec, or a trace cut short).",
                ended->number);
    } else if (crashed) {
        fprintf(file, "crashed (SIG%s).", name ? name : "?");
    } else if (ended->by == EXIT_BY_SIGNAL) {
        fprintf(file, "was killed by signal %d (SIG%s).", ended->number, name ? name : "?");
    } else {
        fprintf(file, "did not end normally (killed, crashed, or _exit).");
    }
    fprintf(file, process->past.waiting ? "\n*** What it was using at that moment is not known. ***"
                                        : "\n*** What it was using at that moment is listed apart from leaks; its "
                                          "last events may be missing. ***");
    if (crashed || ended->by == EXIT_UNKNOWN) {
        fprintf(
            file,
            "\n*** After a crash: record again with --heap, which tells where blocks were freed behind the manager's\n"
            "*** back; who uses freed memory, 'tlscope memcheck' tells. ***");
    }
    fprintf(file, "%s\n", colours->off);
}

static void replaced_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const uint64_t unheld = process->leaks.unheld;
    if (unheld == 0) {
        fprintf(file, "\nThe process replaced itself by another program (exec).\n");
        return;
    }
    fprintf(file,
            "\n%s*** The process replaced itself by another program (exec) with %s object%s that no scope held: ***\n",
            colours->warning, words_grouped(unheld).text, words_plural(unheld));
    fprintf(file, "*** whether %s leaked is not known. ***%s\n", unheld == 1 ? "it" : "they", colours->off);
}

/* What was recorded is less than all. */
static void limits_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct recording_limits limits = recording_limits(process);
    if (process->snapshot) {
        fprintf(file, "\n%sA flight recorder's snapshot (%s).%s%s\n", colours->strong, process->snapshot, colours->off,
                limits.count == 0 ? " Nothing was overwritten: all is told." : " What it cannot tell:");
    } else if (limits.count > 0) {
        fprintf(file, "\nWhat this recording cannot tell:\n");
    }
    for (size_t i = 0; i < limits.count; i++) {
        fprintf(file, "%s  - %s.%s\n", colours->warning, limits.sentences[i], colours->off);
    }
}

static bool others_call(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->count; i++) {
        if (process_has_called(analysis->processes[i])) {
            return true;
        }
    }
    return false;
}

void text_doubts(FILE *file, const struct analysis *analysis, const struct process *process,
                 const struct colours *colours)
{
    if (process->untraced) {
        fprintf(file, "\nNot traced, as asked: what the memory checker found stands alone.\n");
        return;
    }
    if (process->memchecked && process->events == 0) {
        doubt_text(file, colours, "*** It sent no event: what memcheck found stands alone. ***");
        return;
    }
    lost_text(file, analysis, process, colours);
    if (!process_has_called(process) && !process->past.cut && !recording_none_looked_at(process)) {
        doubt_text(file, colours,
                   others_call(analysis)
                       ? "*** It made no call of the memory manager itself: other processes below did. ***"
                       : "*** No call of the memory manager was seen: this says nothing of the program's memory. ***\n"
                         "*** (Its calls may stay inside it: link it with -ltlscope.) ***");
    }
    limits_text(file, process, colours);
    if (!process->from_beginning && !process->past.cut) {
        doubt_text(file, colours,
                   "*** The trace does not begin with the process: what happened before is not known. ***");
    }
    if (process->ending == ENDED_KILLED) {
        ending_text(file, process, analysis->trace.status == TRACE_WHOLE && process->events_lost == 0, colours);
    } else if (process->ending == ENDED_REPLACED) {
        replaced_text(file, process, colours);
    } else if (process->mixed) {
        doubt_text(
            file, colours,
            "*** There are more events than the process emitted: some are of another one under its id, as processes\n"
            "*** in pid namespaces of their own may have. Nothing here is certain. ***");
    } else if (process->ending == ENDED_NORMALLY && !process->counters_agree && !process->past.cut &&
               !process->selection.told) {
        doubt_text(file, colours,
                   "*** The counters of the runtime and of this report differ at the end: the trace lacks events. ***");
    }
}
