/* SPDX-License-Identifier: MIT */
/* Findings made of the heap beneath the manager. */
#include "analysis.h"

enum finding_confidence heap_confidence(const struct process *process)
{
    const struct heap *heap = &process->heap;
    if (heap_verdict(heap) != HEAP_LOST) {
        return FINDING_POSSIBLE;
    }
    return heap_is_whole(heap) && process->from_beginning && process->events_lost == 0 ? FINDING_CERTAIN
                                                                                       : FINDING_LIKELY;
}

/* Blocks that other lost blocks point to are lost with those, at whose places is the cause. */
static void lost_take(struct findings *findings, const struct process *process, const struct heap_place *place)
{
    const bool lost = heap_verdict(&process->heap) == HEAP_LOST;
    const struct heap_amount amount =
        lost ? place->lost : heap_unregistered(&process->heap, place, process->ending == ENDED_NORMALLY);
    if (amount.blocks == 0) {
        return;
    }
    struct finding *finding =
        findings_add(findings, lost ? FINDING_CODE_LOST_UNREGISTERED : FINDING_CODE_UNFREED_UNREGISTERED);
    finding->confidence = heap_confidence(process);
    finding->objects = finding->times = amount.blocks;
    finding->bytes = amount.bytes;
    finding->cause = heap_site(place->key);
    finding_place_add(finding, "allocated at", finding->cause);
}

static void freed_take(struct findings *findings, const struct heap_freed *freed)
{
    const bool moved = freed->key.resized != 0;
    struct finding *finding =
        findings_add(findings, moved ? FINDING_CODE_MOVED_BEHIND_MANAGER : FINDING_CODE_FREED_BEHIND_MANAGER);
    finding->objects = finding->times = freed->objects;
    finding->bytes = freed->bytes;
    finding->kind = (int)freed->key.kind;
    finding->name = freed->key.name;
    finding->cause = heap_site(freed->key.place);
    finding_place_add(finding, moved ? "resized at" : "freed at", finding->cause);
    finding_place_add(finding, "first seen at", freed->site);
    finding_place_add(finding, "registered at", freed->register_site);
}

void findings_of_heap(struct findings *findings, const struct process *process)
{
    const struct heap *heap = &process->heap;
    for (size_t i = 0; i < heap->places.count; i++) {
        const struct heap_place *place = heap->places.entries[i];
        if (heap_unregistered(heap, place, process->ending == ENDED_NORMALLY).blocks > 0) {
            lost_take(findings, process, place);
        }
    }
    for (size_t i = 0; i < heap->freed.count; i++) {
        freed_take(findings, heap->freed.entries[i]);
    }
}
