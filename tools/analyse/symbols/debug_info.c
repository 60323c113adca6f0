/* SPDX-License-Identifier: MIT */
#include "symbols/debug_info.h"

#include <dwarf.h>
#include <stdlib.h>

#include "memory.h"
#include "symbols/demangle.h"
#include "symbols/intervals.h"

enum { DEPTH_MOST = 256 };

/* A compilation unit. */
struct unit {
    Dwarf_Die die;  /* has its lines */
    Dwarf_Die body; /* has its functions: the same, or that of a .dwo file */
    bool indexed;
    struct intervals by_address; /* of functions */
    Dwarf_Die *functions;
    size_t count;
};

struct debug_info {
    struct intervals by_address; /* of units */
    struct unit *units;
    size_t count;
};

/* Not by .debug_aranges: clang writes none. */
static void add_ranges(struct intervals *intervals, Dwarf_Die *die, size_t item)
{
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    for (ptrdiff_t at = dwarf_ranges(die, 0, &base, &low, &high); at > 0;
         at = dwarf_ranges(die, at, &base, &low, &high)) {
        intervals_add(intervals, low, high, item);
    }
}

static void add_unit(struct debug_info *info, const Dwarf_Die *die, const Dwarf_Die *split)
{
    info->units = memory_resize(info->units, info->count + 1, sizeof(*info->units));
    struct unit *unit = &info->units[info->count];
    *unit = (struct unit){.die = *die, .body = split->cu ? *split : *die};
    add_ranges(&info->by_address, &unit->die, info->count++);
}

struct debug_info *debug_info_new(Dwarf *dwarf)
{
    struct debug_info *info = memory_new(sizeof(*info));
    Dwarf_CU *unit = NULL;
    Dwarf_Die die = {0};
    Dwarf_Die split = {0};
    uint8_t type = 0;
    while (dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, &split) == 0) {
        if (type == DW_UT_compile || type == DW_UT_skeleton) {
            add_unit(info, &die, &split);
        }
    }
    return info;
}

void debug_info_free(struct debug_info *info)
{
    for (size_t i = 0; i < info->count; i++) {
        intervals_free(&info->units[i].by_address);
        free(info->units[i].functions);
    }
    intervals_free(&info->by_address);
    free(info->units);
    free(info);
}

/* Where functions are to be found: in namespaces, in types, in other functions. */
static bool holds_functions(int tag)
{
    return tag == DW_TAG_subprogram || tag == DW_TAG_namespace || tag == DW_TAG_module ||
           tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type ||
           tag == DW_TAG_enumeration_type;
}

static void add_functions(struct unit *unit, Dwarf_Die *parent, unsigned depth)
{
    Dwarf_Die child;
    int found = dwarf_child(parent, &child);
    for (; found == 0; found = dwarf_siblingof(&child, &child)) {
        const int tag = dwarf_tag(&child);
        if (tag == DW_TAG_subprogram) {
            if ((unit->count & (unit->count - 1)) == 0) { /* full at every power of two */
                unit->functions = memory_resize(unit->functions, unit->count * 2 + 1, sizeof(child));
            }
            unit->functions[unit->count] = child;
            add_ranges(&unit->by_address, &child, unit->count++);
        }
        if (holds_functions(tag) && depth < DEPTH_MOST) {
            add_functions(unit, &child, depth + 1);
        }
    }
}

static Dwarf_Die *function_of(struct unit *unit, Dwarf_Addr address)
{
    if (!unit->indexed) {
        add_functions(unit, &unit->body, 0);
        unit->indexed = true;
    }
    const struct interval *found = intervals_find(&unit->by_address, address);
    return found ? &unit->functions[found->item] : NULL;
}

/* The inlined call or the block in `parent` that holds the address; false when there is none. */
static bool part_of(Dwarf_Die *parent, Dwarf_Addr address, Dwarf_Die *part)
{
    int found = dwarf_child(parent, part);
    for (; found == 0; found = dwarf_siblingof(part, part)) {
        const int tag = dwarf_tag(part);
        if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) && dwarf_haspc(part, address) == 1) {
            return true;
        }
    }
    return false;
}

/* The function and the calls inlined into it that hold the address, from the outside in. Returns how many. */
static size_t nest_of(Dwarf_Die *function, Dwarf_Addr address, Dwarf_Die nest[ANSWER_FRAMES_MOST])
{
    size_t count = 1;
    Dwarf_Die at = *function;
    Dwarf_Die part;
    nest[0] = *function;
    for (unsigned depth = 0; depth < DEPTH_MOST && count < ANSWER_FRAMES_MOST && part_of(&at, address, &part);
         depth++) {
        if (dwarf_tag(&part) == DW_TAG_inlined_subroutine) {
            nest[count++] = part;
        }
        at = part;
    }
    return count;
}

static const char *function_name(struct names *names, Dwarf_Die *die)
{
    static const unsigned linkage[] = {DW_AT_linkage_name, DW_AT_MIPS_linkage_name};
    const char *name = NULL;
    for (size_t i = 0; i < 2 && !name; i++) {
        Dwarf_Attribute attribute;
        name = dwarf_formstring(dwarf_attr_integrate(die, linkage[i], &attribute));
    }
    name = name ? name : dwarf_diename(die);
    return name ? demangle_keep(names, name) : NULL;
}

static uint32_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attribute;
    Dwarf_Word value = 0;
    const bool there = dwarf_formudata(dwarf_attr(die, name, &attribute), &value) == 0;
    return there && value <= UINT32_MAX ? (uint32_t)value : 0;
}

/* Where an inlined function was called. */
static void place_of_call(struct unit *unit, Dwarf_Die *call, struct names *names, struct source_frame *frame)
{
    Dwarf_Files *files = NULL;
    size_t count = 0;
    const uint32_t line = number_of(call, DW_AT_call_line);
    const bool known =
        line > 0 && dwarf_hasattr(call, DW_AT_call_file) && dwarf_getsrcfiles(&unit->body, &files, &count) == 0;
    const char *file = known ? dwarf_filesrc(files, number_of(call, DW_AT_call_file), NULL, NULL) : NULL;
    if (file) {
        frame->file = names_keep(names, file);
        frame->line = line;
    }
}

static void place_of_address(struct unit *unit, Dwarf_Addr address, struct names *names, struct source_frame *frame)
{
    int number = 0;
    Dwarf_Line *line = dwarf_getsrc_die(&unit->die, address);
    const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
    if (file && dwarf_lineno(line, &number) == 0 && number > 0) {
        frame->file = names_keep(names, file);
        frame->line = (uint32_t)number;
    }
}

void debug_info_find(struct debug_info *info, Dwarf_Addr address, struct names *names, struct answer *answer)
{
    Dwarf_Die nest[ANSWER_FRAMES_MOST];
    const struct interval *found = intervals_find(&info->by_address, address);
    struct unit *unit = found ? &info->units[found->item] : NULL;
    Dwarf_Die *function = unit ? function_of(unit, address) : NULL;
    if (!unit) {
        return;
    }
    answer->count = function ? nest_of(function, address, nest) : 1;
    for (size_t i = 0; i < answer->count; i++) {
        struct source_frame *frame = &answer->frames[i];
        *frame = (struct source_frame){0};
        frame->function = function ? function_name(names, &nest[answer->count - 1 - i]) : NULL;
        if (i == 0) {
            place_of_address(unit, address, names, frame);
        } else {
            place_of_call(unit, &nest[answer->count - i], names, frame);
        }
    }
}
