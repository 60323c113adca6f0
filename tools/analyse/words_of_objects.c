/* SPDX-License-Identifier: MIT */
/* Words of findings: how many objects of what, and where they are. */
#include <string.h>

#include "finding_words.h"
#include "text_words.h"

void finding_kind_write(FILE *out, int kind, uint64_t count)
{
    const bool known = kind > TL_KIND_UNKNOWN;
    fprintf(out, "%s%s%s", known ? kind_name((unsigned)kind) : "object", words_plural(count),
            kind == TL_KIND_UNKNOWN ? " of unknown kind" : "");
}

bool finding_is_elsewhere(const struct finding *finding)
{
    for (size_t i = 0; i < finding->devices.count; i++) {
        if (finding->devices.list[i].device->kind != TL_DEVICE_CPU) {
            return true;
        }
    }
    return false;
}

/* " on cuda:0 and cuda:1"; nothing where all are on the CPU. */
static void devices_write(FILE *out, const struct finding *finding)
{
    for (size_t i = 0; finding_is_elsewhere(finding) && i < finding->devices.count; i++) {
        const char *joint = i == 0 ? " on " : i + 1 < finding->devices.count ? ", " : " and ";
        fprintf(out, "%s%s", joint, finding->devices.list[i].device->name);
    }
}

bool finding_is_sample(const struct finding *finding, const struct process *process)
{
    return finding->estimate.objects > 0 && selection_samples(&process->selection);
}

/* How many objects the sentence tells of. */
static uint64_t objects_said(const struct finding *finding, const struct process *process)
{
    return finding_is_sample(finding, process) ? estimate_number(finding->estimate.objects) : finding->objects;
}

/* 3 tensors; of a sample about how many there may be, which is rough where it is of bytes. */
void finding_count_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const uint64_t objects = objects_said(finding, process);
    fprintf(out, "%s%s ", finding_is_sample(finding, process) ? "about " : "", words_grouped(objects).text);
    finding_kind_write(out, finding->kind, objects);
}

/* (12.0 KiB); (at least 12.0 KiB) */
void finding_bytes_write(FILE *out, const struct finding *finding, const struct process *process)
{
    if (finding_is_sample(finding, process)) {
        fprintf(out, " (about %s", words_size(estimate_number(finding->estimate.bytes)).text);
        fprintf(out, " in all; %s seen)", words_grouped(finding->objects).text);
    } else if (finding->bytes > 0) {
        fprintf(out, " (%s%s)", finding->size_unknown > 0 ? "at least " : "", words_size(finding->bytes).text);
    }
}

void finding_name_write(FILE *out, const struct finding *finding)
{
    if (finding->name[0]) {
        fprintf(out, " \"%s\"", finding->name);
    }
}

/* 3 tensors "weights" on cuda:0 (12.0 KiB) */
void finding_objects_write(FILE *out, const struct finding *finding, const struct process *process)
{
    finding_count_write(out, finding, process);
    finding_name_write(out, finding);
    devices_write(out, finding);
    if (finding->inside > 0) {
        fprintf(out, " and the %s object%s %sin %s", words_grouped(finding->inside).text, words_plural(finding->inside),
                finding_is_sample(finding, process) ? "seen " : "",
                objects_said(finding, process) == 1 ? "it" : "them");
    }
    finding_bytes_write(out, finding, process);
}

void finding_blocks_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    fprintf(out, "%s block%s", words_grouped(finding->objects).text, words_plural(finding->objects));
    fprintf(out, " (%s)", words_size(finding->bytes).text);
}

/* Words that depend on how many objects there are. */
#define NUMBERED(name, one, more)                                                                                      \
    void finding_##name##_write(FILE *out, const struct finding *finding, const struct process *process)               \
    {                                                                                                                  \
        fputs(objects_said(finding, process) == 1 && finding->inside == 0 ? one : more, out);                          \
    }
NUMBERED(are, "is", "are")
NUMBERED(were, "was", "were")
NUMBERED(they, "it", "they")
NUMBERED(them, "it", "them")
NUMBERED(their, "its", "their")
