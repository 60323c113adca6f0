/* SPDX-License-Identifier: MIT */
#include "doubts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "members.h"
#include "memory.h"

enum { PROGRAM_SHOWN = 80 };

static struct checked_doubt *doubt_add(struct checked *checked)
{
    checked->doubts = memory_resize(checked->doubts, checked->doubt_count + 1, sizeof(*checked->doubts));
    checked->doubts[checked->doubt_count] = (struct checked_doubt){.subject = 0};
    return &checked->doubts[checked->doubt_count++];
}

/* One that begins with the process, the first of its program's name. */
static struct checked_doubt *doubt_of(struct checked *checked, struct checked_process *process, int shown)
{
    struct checked_doubt *doubt = doubt_add(checked);
    process->told = true;
    doubt->subject = (size_t)snprintf(doubt->text, sizeof(doubt->text), "%.*s (pid %s): ", shown,
                                      checked_program(process), process->id.text);
    return doubt;
}

static void doubt_ending(char *text, size_t room, const cJSON *summary, const char *ended)
{
    const cJSON *how = cJSON_GetObjectItemCaseSensitive(summary, "exit");
    const cJSON *signal = cJSON_GetObjectItemCaseSensitive(how, "signal");
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(how, "code");
    if (cJSON_IsNumber(signal)) {
        const char *name = sigabbrev_np(signal->valueint);
        snprintf(text, room, "it was ended by signal %d (SIG%s)", signal->valueint, name ? name : "?");
    } else if (cJSON_IsNumber(code)) {
        snprintf(text, room, "it ended with exit code %d without telling its end (_exit, exec, or a trace cut short)",
                 code->valueint);
    } else if (strcmp(ended, "unknown") == 0) {
        snprintf(text, room, "how it ended is not known");
    } else {
        snprintf(text, room, "it did not end normally (%.20s%s)", ended,
                 strcmp(ended, "killed") == 0 ? ", crashed, or _exit" : "");
    }
}

/* The first thing that the way it was recorded leaves unknown; NULL where there is none. */
static const char *first_limit(const cJSON *section)
{
    const cJSON *recording = cJSON_GetObjectItemCaseSensitive(section, "recording");
    return cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(recording, "cannot_tell"), 0));
}

static void doubt_recording(struct checked *checked, const cJSON *section, bool idle_child,
                            struct document_fault *fault)
{
    struct checked_process *process = &checked->processes[checked->process_count - 1];
    const cJSON *summary = member_object(section, "summary", fault);
    uint64_t lost = member_count(summary, "events_lost", fault);
    const char *ended = member_text(summary, "ended", fault);
    if (member_flag(summary, "certain", fault) || (idle_child && lost == 0)) {
        return;
    }
    struct checked_doubt *doubt = doubt_of(checked, process, PROGRAM_SHOWN);
    char *rest = doubt->text + doubt->subject;
    size_t room = sizeof(doubt->text) - doubt->subject;
    if (lost > 0) {
        snprintf(rest, room, "up to %" PRIu64 " events were lost", lost);
    } else if (first_limit(section)) {
        snprintf(rest, room, "%s", first_limit(section));
    } else if (document_made_no_call(section)) {
        snprintf(rest, room, "no call of the memory manager was seen");
    } else if (strcmp(ended, "replaced") == 0) {
        snprintf(rest, room, "%s",
                 cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(summary, "from_beginning"))
                     ? "it left objects that no scope held when it ran another program (exec)"
                     : "its trace does not tell all");
    } else if (strcmp(ended, "normally") != 0) {
        doubt_ending(rest, room, summary, ended);
    } else {
        snprintf(rest, room, "its trace does not tell all");
    }
}

/* What a memory checker left out, nothing else tells. Reports of processes without one have no such section. */
static void doubt_memcheck(struct checked *checked, const cJSON *section)
{
    struct checked_process *process = &checked->processes[checked->process_count - 1];
    const cJSON *memcheck = cJSON_GetObjectItemCaseSensitive(section, "memcheck");
    const cJSON *fault = cJSON_GetObjectItemCaseSensitive(memcheck, "fault");
    if (cJSON_IsString(fault)) {
        struct checked_doubt *doubt = doubt_of(checked, process, PROGRAM_SHOWN - 20);
        snprintf(doubt->text + doubt->subject, sizeof(doubt->text) - doubt->subject,
                 "what its memory checker found is not whole: %.46s", fault->valuestring);
    }
}

void doubts_of_process(struct checked *checked, const cJSON *section, bool idle_child, struct document_fault *fault)
{
    doubt_recording(checked, section, idle_child, fault);
    doubt_memcheck(checked, section);
}

void doubts_of_trace(struct checked *checked, const cJSON *report, struct document_fault *fault)
{
    const cJSON *trace = member_object(report, "trace", fault);
    if (strcmp(member_text(trace, "read", fault), "whole") != 0) {
        int places = cJSON_GetArraySize(member_array(trace, "damage", fault));
        snprintf(doubt_add(checked)->text, sizeof(checked->doubts->text),
                 "the trace was not read whole: %d place%s in it cannot be read", places, places == 1 ? "" : "s");
    }
}
