/* SPDX-License-Identifier: MIT */
/* Findings made of what memcheck found: its errors, and lost blocks that no leak of the trace accounts for. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "memory.h"
#include "shown.h"
#include "text_words.h"

static const enum finding_code codes[MEMCHECK_KINDS] = {
#define KIND(id, xml, code, meaning) [MEMCHECK_##id] = FINDING_CODE_##code,
#include "kinds.def"
};

/* The memory that an address is told of. */
struct extent {
    uint64_t start;
    uint64_t size;  /* 0: not known */
    const char *of; /* "the data of " */
};

/* A tensor of the runtime's has its data at the end of its block: programs know no more of it. */
static struct extent extent_of_own(const struct memcheck_block *block, uint64_t bytes)
{
    const uint64_t described = block->size - bytes;
    if (block->address >= block->start && block->address - block->start < described) {
        return (struct extent){block->start, described, "the description of "};
    }
    return (struct extent){block->start + described, bytes, "the data of "};
}

static struct extent extent_of(const struct memchecked_error *error)
{
    const struct object *object = &error->object->last;
    const struct facts *facts = &object->facts;
    const struct memcheck_block *block = &error->told->block;
    const char *whole = error->by == BY_STACK ? "the memory of " : "";
    if (memcheck_kind_is_of_device(error->told->kind) && facts->bytes > 0) {
        return (struct extent){memchecked_memory(error->told, object), facts->bytes, whole};
    }
    if (block->sized && facts->kind == TL_KIND_TENSOR && facts->owner == TL_OWNER_RUNTIME &&
        facts->device == TL_DEVICE_CPU && facts->bytes > 0 && facts->bytes < block->size) {
        return extent_of_own(block, facts->bytes);
    }
    return (struct extent){block->start, block->sized ? block->size : 0, whole};
}

/* Where in it the address is: "byte 8 of 24 of ". */
static void byte_write(FILE *out, uint64_t address, const struct extent *extent)
{
    if (address < extent->start) {
        const uint64_t before = extent->start - address;
        fprintf(out, "%s byte%s before ", words_grouped(before).text, words_plural(before));
    } else if (address - extent->start >= extent->size) {
        const uint64_t after = address - extent->start - extent->size;
        fprintf(out, "%s byte%s after ", words_grouped(after).text, words_plural(after));
    } else {
        fprintf(out, "byte %s of %s of ", words_grouped(address - extent->start).text,
                words_grouped(extent->size).text);
    }
}

static void ended_write(FILE *out, const struct sighting *sighting, const struct process *process)
{
    char text[SITE_TEXT_BYTES];
    if (sighting->ended) {
        site_text(&process->sites, sighting->ended_site, text, sizeof(text));
        fprintf(out, ", %s at %s", fate_name(sighting->fate), text);
    }
}

/* What is said of the object that lived at an address. */
static void object_write(FILE *out, const struct memchecked_error *error, const struct process *process)
{
    const struct facts *facts = &error->object->last.facts;
    const struct extent extent = extent_of(error);
    fputs(" That is ", out);
    if (extent.size > 0) {
        byte_write(out, error->told->block.address, &extent);
    }
    fprintf(out, "%s%s%s%s%s (object %" PRIu32 ")", extent.of,
            facts->kind == TL_KIND_UNKNOWN ? "a block" : kind_name(facts->kind), facts_name(facts)[0] ? " \"" : "",
            facts_name(facts), facts_name(facts)[0] ? "\"" : "", error->object->last.number);
    if (error->told->block.state == MEMCHECK_FREED) {
        ended_write(out, error->object, process);
    }
    if (error->alike > 1) {
        fprintf(out, ", the latest of %s objects that it may be", words_grouped(error->alike).text);
    }
    fputc('.', out);
}

static void block_write(FILE *out, const struct memcheck_error *error)
{
    for (size_t i = 1; i < error->stack_count; i++) {
        if (strncmp(error->stacks[i].what, "Address", strlen("Address")) == 0) {
            char *shown = shown_copy(error->stacks[i].what);
            fprintf(out, " %s.", shown);
            free(shown);
            return;
        }
    }
}

char *memchecked_sentence(const struct memchecked_error *error, const struct process *process)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    char *what = shown_copy(error->told->what);
    const char *record = strstr(what, " in loss record "); /* a number of no use */
    if (!out) {
        memory_out();
    }
    fprintf(out, "%.*s", record ? (int)(record - what) : (int)strlen(what), what);
    if (error->told->count > 1) {
        fprintf(out, ", %s times", words_grouped(error->told->count).text);
    }
    fputc('.', out);
    if (error->object) {
        object_write(out, error, process);
    } else {
        block_write(out, error->told);
    }
    free(what);
    if (fclose(out) != 0) {
        memory_out();
    }
    return text;
}

/* What memcheck's sentence before a stack makes of its place. */
static const char *role_of(const char *what)
{
    static const struct {
        const char *part;
        const char *role;
    } roles[] = {{"free'd", "freed at"},    {"alloc'd", "allocated at"},    {"client-defined", "allocated at"},
                 {"created by", "made at"}, {"launch time", "launched at"}, {"allocation time", "allocated at"}};
    for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
        if (strstr(what, roles[i].part)) {
            return roles[i].role;
        }
    }
    return "see";
}

static bool has_role(const struct finding *finding, const char *role)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (strcmp(finding->places[i].role, role) == 0) {
            return true;
        }
    }
    return false;
}

static void object_take(struct finding *finding, const struct memchecked_error *error)
{
    const struct sighting *sighting = error->object;
    const struct object *object = &sighting->last;
    finding->objects = 1;
    finding->kind = object->facts.kind;
    finding->name = facts_name(&object->facts);
    finding->example = object->number;
    finding->pointer = object->pointer;
    if (object->register_site != 0) {
        finding_place_add(finding, "registered at", object->register_site);
    } else {
        finding_place_add(finding, "first seen at", object->facts.site);
    }
    finding_place_add(finding, "in the scope of", object->born_in.site);
    if (sighting->ended && error->told->block.state == MEMCHECK_FREED && !has_role(finding, "freed at")) {
        finding_place_add(finding, "freed at", sighting->ended_site);
    }
}

static void error_take(struct findings *findings, const struct memchecked_error *error)
{
    const struct memcheck_error *told = error->told;
    struct finding *finding = findings_add(findings, codes[told->kind]);
    finding->told = error->sentence;
    finding->times = told->count;
    finding->cause = finding->stack_site = error->sites[0];
    for (size_t i = 1; i < told->stack_count && i < MEMCHECKED_STACKS; i++) {
        finding_place_add(finding, role_of(told->stacks[i].what), error->sites[i]);
    }
    if (error->object) {
        object_take(finding, error);
    }
}

/* With --leak-check at exits, by which of them; the same call may lose blocks of one kind at several. */
static void exits_take(struct finding *finding, const struct memchecked *memchecked,
                       const struct memchecked_error *error)
{
    for (size_t i = 0; i < memchecked->count; i++) {
        finding_place_add(finding, "lost by the exit at", memchecked_exit(memchecked, error, &memchecked->errors[i]));
    }
}

static void lost_take(struct findings *findings, const struct memchecked *memchecked,
                      const struct memchecked_error *error)
{
    struct finding *finding = findings_add(findings, codes[error->told->kind]);
    finding->told = error->sentence;
    finding->objects = finding->times = error->told->leaked_blocks;
    finding->bytes = error->told->leaked_bytes;
    finding->cause = finding->stack_site = error->sites[0];
    finding_place_add(finding, "allocated at", error->sites[0]);
    exits_take(finding, memchecked, error);
}

void findings_of_memcheck(struct findings *findings, const struct process *process)
{
    for (size_t i = 0; process->memchecked && i < process->memchecked->count; i++) {
        const struct memchecked_error *error = &process->memchecked->errors[i];
        if (error->is_lost) {
            lost_take(findings, process->memchecked, error);
        } else if (!memcheck_kind_is_leak(error->told->kind)) {
            error_take(findings, error);
        }
    }
}
