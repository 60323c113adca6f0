/* SPDX-License-Identifier: MIT */
/* The heap beneath the manager, in words. */
#include <string.h>

#include "text_words.h"

enum { MODULES_SHOWN = 3, ALIVE_SHOWN = 5 };

static void amount_words(FILE *file, struct heap_amount amount)
{
    fprintf(file, "%s block%s, %s", words_grouped(amount.blocks).text, words_plural(amount.blocks),
            words_size(amount.bytes).text);
}

/* The findings tell of those that were lost first; others are lost with them. */
static void lost_line(FILE *file, const struct process *process)
{
    const struct heap_amount lost = heap_lost(&process->heap, process->ending == ENDED_NORMALLY);
    if (lost.blocks > 0) {
        fprintf(file, "   never registered and lost: ");
        amount_words(file, lost);
        fprintf(file, ", those included that only lost blocks point to\n");
    }
}

static void owners_words(FILE *file, const struct heap *heap, bool at_peak)
{
    static const char *const words[HEAP_OWNERS] = {[HEAP_REGISTERED] = "registered",
                                                   [HEAP_PROGRAM] = "the program's, not registered",
                                                   [HEAP_RUNTIME] = "the runtime's (data of tensors, slot buffers)",
                                                   [HEAP_OTHER] = "not TL's"};
    struct heap_amount owners[HEAP_OWNERS];
    heap_by_owner(heap, at_peak, owners);
    const char *joint = ": ";
    for (unsigned owner = 0; owner < HEAP_OWNERS; owner++) {
        if (owners[owner].blocks > 0) {
            fprintf(file, "%s%s %s", joint, words_size(owners[owner].bytes).text, words[owner]);
            joint = ", ";
        }
    }
    fprintf(file, "\n");
}

/* Who allocated most of what is not TL's. */
static void modules_line(FILE *file, const struct heap *heap)
{
    size_t shown = 0;
    for (size_t i = 0; i < heap->modules.count && shown < MODULES_SHOWN; i++) {
        const struct heap_module *module = heap->modules.entries[i];
        const char *path = heap_module_path(module);
        if (module->owner == HEAP_OTHER && module->peak.bytes > 0) {
            fprintf(file, "%s%s %s", shown++ == 0 ? "   not TL's at the peak: " : ", ",
                    words_size(module->peak.bytes).text, path ? path_last_part(path) : "of unknown code");
        }
    }
    fprintf(file, "%s", shown > 0 ? "\n" : "");
}

static void alive_text(FILE *file, const struct process *process)
{
    const struct heap *heap = &process->heap;
    char text[SITE_TEXT_BYTES];
    for (size_t i = 0; i < heap->by_alive_count && i < ALIVE_SHOWN; i++) {
        const struct heap_place *place = heap->by_alive[i];
        site_text(&process->sites, heap_site(place->key), text, sizeof(text));
        fprintf(file, "   %12s  %s block%s from %s\n", words_size(place->now.bytes).text,
                words_grouped(place->now.blocks).text, words_plural(place->now.blocks), text);
    }
    if (heap->by_alive_count > ALIVE_SHOWN) {
        fprintf(file, "   ... and %zu more places: they are in the JSON report\n", heap->by_alive_count - ALIVE_SHOWN);
    }
}

static void doubts_text(FILE *file, const struct heap *heap, const struct colours *colours)
{
    if (heap->events_lost > 0) {
        fprintf(file, "   %s%s events of malloc and free were lost: these numbers are not exact.%s\n", colours->warning,
                words_grouped(heap->events_lost).text, colours->off);
    }
    if (heap->ended && !heap->end.searched) {
        fprintf(file, "   %sThere was too much memory to search it for pointers to blocks.%s\n", colours->warning,
                colours->off);
    }
}

void text_heap(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct heap *heap = &process->heap;
    if (!heap->recorded) {
        return;
    }
    fprintf(file, "\n%sHeap:%s %s block%s allocated; peak %s after %s", colours->strong, colours->off,
            words_grouped(heap->made.blocks).text, words_plural(heap->made.blocks), words_size(heap->peak.bytes).text,
            words_time(heap->peak_ns - process->first_ns).text);
    owners_words(file, heap, true);
    modules_line(file, heap);
    fprintf(file, "   at the end %s", words_size(heap->now.bytes).text);
    owners_words(file, heap, false);
    alive_text(file, process);
    lost_line(file, process);
    doubts_text(file, heap, colours);
}
