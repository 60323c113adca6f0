/* SPDX-License-Identifier: MIT */
/* The section on what memcheck found, joined with objects and leaks. */
#include <stdlib.h>

#include "report_internal.h"
#include "shown.h"

/* Texts of the file are what the program made them. */
static void text_add(cJSON *object, const char *name, const char *text)
{
    char *shown = shown_copy(text);
    cJSON_AddStringToObject(object, name, shown);
    free(shown);
}

static void text_or_null_add(cJSON *object, const char *name, const char *text)
{
    if (text && text[0]) {
        text_add(object, name, text);
    } else {
        cJSON_AddNullToObject(object, name);
    }
}

static cJSON *frame_of(const struct memcheck_frame *frame)
{
    cJSON *item = cJSON_CreateObject();
    json_address(item, "address", frame->address);
    text_or_null_add(item, "module", frame->object);
    text_or_null_add(item, "function", frame->function);
    text_or_null_add(item, "folder", frame->folder);
    text_or_null_add(item, "file", frame->file);
    json_count(item, "line", frame->line);
    return item;
}

static cJSON *stack_of(const struct memcheck_stack *stack)
{
    cJSON *item = cJSON_CreateObject();
    text_add(item, "what", stack->what);
    cJSON *frames = cJSON_AddArrayToObject(item, "frames");
    for (size_t i = 0; i < stack->count; i++) {
        cJSON_AddItemToArray(frames, frame_of(&stack->frames[i]));
    }
    return item;
}

static cJSON *stacks_of(const struct memcheck_error *error)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < error->stack_count; i++) {
        cJSON_AddItemToArray(array, stack_of(&error->stacks[i]));
    }
    return array;
}

static cJSON *block_of(const struct memcheck_block *block)
{
    if (!block->known) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_address(item, "address", block->address);
    if (block->sized) {
        json_address(item, "start", block->start);
        json_count(item, "size", block->size);
    } else {
        cJSON_AddNullToObject(item, "start");
        cJSON_AddNullToObject(item, "size");
    }
    cJSON_AddStringToObject(item, "state", memcheck_state_name(block->state));
    return item;
}

static void scope_add(cJSON *item, const struct process *process, const struct scope_facts *scope)
{
    cJSON *born_in = cJSON_AddObjectToObject(item, "scope");
    json_count(born_in, "scope", scope->number);
    json_site(born_in, "entered_at", process, scope->site);
}

static void ended_add(cJSON *item, const struct process *process, const struct sighting *sighting)
{
    if (!sighting->ended) {
        cJSON_AddNullToObject(item, "ended");
        return;
    }
    cJSON *ended = cJSON_AddObjectToObject(item, "ended");
    cJSON_AddStringToObject(ended, "fate", fate_name(sighting->fate));
    json_site(ended, "place", process, sighting->ended_site);
    json_time(ended, "time_ns", process, sighting->ended_ns);
}

static cJSON *object_of(const struct process *process, const struct memchecked_error *error)
{
    const struct sighting *sighting = error->object;
    if (!sighting) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_count(item, "object", sighting->last.number);
    json_address(item, "pointer", sighting->last.pointer);
    json_facts(item, &sighting->last.facts);
    static const char *const words[] = {[BY_ADDRESS] = "address", [BY_STACK] = "stack", [BY_NAME] = "name"};
    cJSON_AddStringToObject(item, "matched_by", words[error->by]);
    json_count(item, "alike", error->alike);
    json_site(item, "first_seen", process, sighting->last.facts.site);
    json_site(item, "registered", process, sighting->last.register_site);
    scope_add(item, process, &sighting->last.born_in);
    json_time(item, "born_ns", process, sighting->last.born_ns);
    ended_add(item, process, sighting);
    cJSON *ledger = cJSON_AddArrayToObject(item, "ledger");
    for (size_t i = 0; i < sighting->entry_count; i++) {
        cJSON_AddItemToArray(ledger, json_ledger_entry(process, &sighting->entries[i]));
    }
    json_count(item, "ledger_left_out", sighting->left_out);
    return item;
}

static cJSON *error_of(const struct process *process, const struct memchecked_error *error)
{
    const struct memcheck_error *told = error->told;
    cJSON *item = cJSON_CreateObject();
    text_add(item, "kind", told->kind_name);
    text_add(item, "what", told->what);
    json_count(item, "times", told->count);
    json_count(item, "thread", told->thread);
    json_count(item, "messages_before", told->message);
    cJSON_AddItemToObject(item, "block", block_of(&told->block));
    cJSON_AddItemToObject(item, "object", object_of(process, error));
    json_site(item, "place", process, error->sites[0]);
    cJSON_AddItemToObject(item, "stacks", stacks_of(told));
    return item;
}

static size_t group_number(const struct leaks *leaks, const struct leak_group *group)
{
    size_t number = 0;
    while (leaks->groups.entries[number] != group) {
        number++;
    }
    return number;
}

static cJSON *group_of(const struct process *process, const struct memchecked_error *error)
{
    if (!error->group) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_count(item, "index", group_number(&process->leaks, error->group));
    cJSON_AddStringToObject(item, "matched_by", "stack");
    json_count(item, "alike", error->alike);
    cJSON_AddStringToObject(item, "verdict", verdict_name(error->group->key.verdict));
    cJSON_AddStringToObject(item, "kind", kind_name(error->group->key.kind));
    cJSON_AddStringToObject(item, "name", error->group->key.name);
    json_count(item, "objects", error->group->objects);
    json_count(item, "example", error->group->example_count > 0 ? error->group->examples[0].object : 0);
    json_site(item, "cause", process, error->group->key.cause);
    return item;
}

static cJSON *leak_of(const struct process *process, const struct memchecked_error *error)
{
    const struct memcheck_error *told = error->told;
    cJSON *item = cJSON_CreateObject();
    text_add(item, "kind", told->kind_name);
    text_add(item, "what", told->what);
    json_count(item, "blocks", told->leaked_blocks);
    json_count(item, "bytes", told->leaked_bytes);
    cJSON_AddBoolToObject(item, "at_end", told->final);
    json_count(item, "messages_before", told->message);
    cJSON_AddItemToObject(item, "leak", group_of(process, error));
    cJSON_AddItemToObject(item, "object", object_of(process, error));
    json_site(item, "place", process, error->sites[0]);
    cJSON_AddItemToObject(item, "stacks", stacks_of(told));
    return item;
}

static cJSON *messages_of(const struct memcheck_file *file)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < file->message_count; i++) {
        cJSON *item = cJSON_CreateObject();
        text_add(item, "text", file->messages[i].text);
        json_count(item, "thread", file->messages[i].thread);
        cJSON_AddItemToObject(item, "stack", stack_of(&file->messages[i].stack));
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *suppressed_of(const struct memcheck_file *file)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < file->suppression_count; i++) {
        cJSON *item = cJSON_CreateObject();
        text_add(item, "name", file->suppressions[i].name);
        json_count(item, "times", file->suppressions[i].count);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static void file_add(cJSON *item, const struct memcheck_file *file)
{
    text_add(item, "file", path_last_part(file->path));
    text_add(item, "tool", file->tool[0] ? file->tool : "memcheck");
    cJSON_AddBoolToObject(item, "whole", file->fault == NULL);
    text_or_null_add(item, "fault", file->fault);
    cJSON_AddBoolToObject(item, "finished", file->finished);
    text_or_null_add(item, "fatal_signal", file->fatal);
}

cJSON *json_memcheck(const struct process *process)
{
    const struct memchecked *memchecked = process->memchecked;
    if (!memchecked) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    file_add(item, memchecked->file);
    cJSON *errors = cJSON_AddArrayToObject(item, "errors");
    cJSON *leaks = cJSON_AddArrayToObject(item, "leaks");
    for (size_t i = 0; i < memchecked->count; i++) {
        const struct memchecked_error *error = &memchecked->errors[i];
        if (memcheck_kind_is_leak(error->told->kind)) {
            cJSON_AddItemToArray(leaks, leak_of(process, error));
        } else {
            cJSON_AddItemToArray(errors, error_of(process, error));
        }
    }
    cJSON_AddItemToObject(item, "messages", messages_of(memchecked->file));
    cJSON_AddItemToObject(item, "suppressed", suppressed_of(memchecked->file));
    return item;
}
