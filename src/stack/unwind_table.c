/* SPDX-License-Identifier: MIT */
#include "stack/unwind_table.h"

#include <dwarf.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "hook/race_checker.h"

/* libgcc's, which has no header: finds the table entry of an address, JIT code's included. */
struct dwarf_eh_bases {
    void *text, *data, *function;
};
extern const void *_Unwind_Find_FDE(void *address, struct dwarf_eh_bases *bases);

/* Lookups may take a lock of libgcc's that no fork handler knows of: a child must not inherit it taken. */
static pthread_mutex_t lookup_lock = PTHREAD_MUTEX_INITIALIZER;

void unwind_before_fork(void)
{
    pthread_mutex_lock(&lookup_lock);
}

void unwind_after_fork(void)
{
    pthread_mutex_unlock(&lookup_lock);
}

void unwind_after_fork_in_child(void)
{
    unwind_after_fork();
    race_checker_renew(&lookup_lock);
}

/* The call is just before the return address. */
static const uint8_t *find_entry(uintptr_t address, struct dwarf_eh_bases *bases)
{
    pthread_mutex_lock(&lookup_lock);
    const uint8_t *entry = _Unwind_Find_FDE((void *)(address - 1), bases);
    pthread_mutex_unlock(&lookup_lock);
    return entry;
}

/* x86-64's numbers. */
enum { REGISTER_FRAME_POINTER = 6, REGISTER_STACK_POINTER = 7, REGISTER_RETURN = 16 };

enum { REMEMBERED_MOST = 8 };

/* What holds at a place in the function. */
struct row {
    uint64_t end_register;
    int64_t end_offset;
    int64_t saved_offset;
    bool odd; /* needs an expression, or saves the frame pointer in a register */
    bool outermost;
};

struct program {
    const uint8_t *at, *end;
    uint64_t code_unit;
    int64_t data_unit;
    uintptr_t location, target;
    struct row row, initial;
    struct row remembered[REMEMBERED_MOST];
    unsigned remembered_count;
};

static uint64_t read_unsigned(const uint8_t **at)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
        byte = *(*at)++;
        value |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
        shift += 7;
    } while ((byte & 0x80) != 0);
    return value;
}

static int64_t read_signed(const uint8_t **at)
{
    const uint8_t *start = *at;
    uint64_t value = read_unsigned(at);
    const unsigned bits = 7 * (unsigned)(*at - start);
    if (bits < 64 && ((*at)[-1] & 0x40) != 0)
        value |= ~UINT64_C(0) << bits;
    return (int64_t)value;
}

static uint64_t read_fixed(const uint8_t **at, size_t bytes)
{
    uint64_t value = 0;
    memcpy(&value, *at, bytes);
    *at += bytes;
    return value;
}

static void save(struct program *program, uint64_t register_number, int64_t offset)
{
    if (register_number == REGISTER_FRAME_POINTER)
        program->row.saved_offset = offset;
}

static void restore(struct program *program, uint64_t register_number)
{
    if (register_number == REGISTER_FRAME_POINTER)
        program->row.saved_offset = program->initial.saved_offset;
}

static void make_odd(struct program *program, uint64_t register_number)
{
    program->row.odd |= register_number == REGISTER_FRAME_POINTER;
    program->row.outermost |= register_number == REGISTER_RETURN;
}

static void skip_block(struct program *program)
{
    const uint64_t length = read_unsigned(&program->at);
    program->at += length;
}

static void recall(struct program *program)
{
    if (program->remembered_count == 0)
        return;
    if (--program->remembered_count < REMEMBERED_MOST)
        program->row = program->remembered[program->remembered_count];
}

static void remember(struct program *program)
{
    if (program->remembered_count < REMEMBERED_MOST)
        program->remembered[program->remembered_count] = program->row;
    else
        program->row.odd = true;
    program->remembered_count++;
}

/* Rules for registers. */
static void step_register(struct program *program, uint8_t code)
{
    const uint64_t number = read_unsigned(&program->at);
    switch (code) {
    case DW_CFA_offset_extended:
        save(program, number, (int64_t)read_unsigned(&program->at) * program->data_unit);
        break;
    case DW_CFA_offset_extended_sf:
        save(program, number, read_signed(&program->at) * program->data_unit);
        break;
    case DW_CFA_restore_extended:
        restore(program, number);
        break;
    case DW_CFA_same_value:
        save(program, number, 0);
        break;
    case DW_CFA_expression:
    case DW_CFA_val_expression:
        make_odd(program, number);
        skip_block(program);
        break;
    case DW_CFA_undefined:
        make_odd(program, number);
        break;
    default: /* DW_CFA_register, DW_CFA_val_offset, DW_CFA_val_offset_sf */
        make_odd(program, number);
        read_unsigned(&program->at);
        break;
    }
}

/* Rules for the frame's end. */
static void step_end(struct program *program, uint8_t code)
{
    switch (code) {
    case DW_CFA_def_cfa:
        program->row.end_register = read_unsigned(&program->at);
        program->row.end_offset = (int64_t)read_unsigned(&program->at);
        break;
    case DW_CFA_def_cfa_sf:
        program->row.end_register = read_unsigned(&program->at);
        program->row.end_offset = read_signed(&program->at) * program->data_unit;
        break;
    case DW_CFA_def_cfa_register:
        program->row.end_register = read_unsigned(&program->at);
        break;
    case DW_CFA_def_cfa_offset:
        program->row.end_offset = (int64_t)read_unsigned(&program->at);
        break;
    case DW_CFA_def_cfa_offset_sf:
        program->row.end_offset = read_signed(&program->at) * program->data_unit;
        break;
    default: /* DW_CFA_def_cfa_expression */
        program->row.odd = true;
        skip_block(program);
        break;
    }
}

static void step_extended(struct program *program, uint8_t code)
{
    switch (code) {
    case DW_CFA_nop:
        break;
    case DW_CFA_advance_loc1:
        program->location += read_fixed(&program->at, 1) * program->code_unit;
        break;
    case DW_CFA_advance_loc2:
        program->location += read_fixed(&program->at, 2) * program->code_unit;
        break;
    case DW_CFA_advance_loc4:
        program->location += read_fixed(&program->at, 4) * program->code_unit;
        break;
    case DW_CFA_remember_state:
        remember(program);
        break;
    case DW_CFA_restore_state:
        recall(program);
        break;
    case DW_CFA_GNU_args_size:
        read_unsigned(&program->at);
        break;
    case DW_CFA_def_cfa:
    case DW_CFA_def_cfa_sf:
    case DW_CFA_def_cfa_register:
    case DW_CFA_def_cfa_offset:
    case DW_CFA_def_cfa_offset_sf:
    case DW_CFA_def_cfa_expression:
        step_end(program, code);
        break;
    case DW_CFA_offset_extended:
    case DW_CFA_offset_extended_sf:
    case DW_CFA_restore_extended:
    case DW_CFA_same_value:
    case DW_CFA_undefined:
    case DW_CFA_register:
    case DW_CFA_expression:
    case DW_CFA_val_expression:
    case DW_CFA_val_offset:
    case DW_CFA_val_offset_sf:
        step_register(program, code);
        break;
    default: /* nothing known follows */
        program->row.odd = true;
        program->at = program->end;
        break;
    }
}

/* Runs to the row that holds at the target, or to the end. */
static void run(struct program *program)
{
    while (program->at < program->end && program->location <= program->target) {
        const uint8_t code = *program->at++;
        const uint8_t operand = code & 0x3f;
        switch (code & 0xc0) {
        case DW_CFA_advance_loc:
            program->location += operand * program->code_unit;
            break;
        case DW_CFA_offset:
            save(program, operand, (int64_t)read_unsigned(&program->at) * program->data_unit);
            break;
        case DW_CFA_restore:
            restore(program, operand);
            break;
        default:
            step_extended(program, code);
            break;
        }
    }
}

/* Bytes of a pointer in the encoding; 0 when that is not fixed. */
static size_t pointer_bytes(uint8_t encoding)
{
    static const uint8_t bytes[16] = {
        [DW_EH_PE_absptr] = 8, [DW_EH_PE_udata2] = 2, [DW_EH_PE_udata4] = 4, [DW_EH_PE_udata8] = 8,
        [DW_EH_PE_sdata2] = 2, [DW_EH_PE_sdata4] = 4, [DW_EH_PE_sdata8] = 8};
    return bytes[encoding & 0x0f];
}

/* The parts of a common entry that matter; false when they are not understood. */
struct common {
    const char *augmentation;
    uint8_t pointer_encoding;
};

static bool read_augmentation(struct common *common, const uint8_t **at)
{
    const uint64_t length = read_unsigned(at);
    const uint8_t *end = *at + length;
    for (const char *letter = common->augmentation + 1; *letter != '\0'; letter++) {
        if (*letter == 'R')
            common->pointer_encoding = *(*at)++;
        else if (*letter == 'L')
            (*at)++;
        else if (*letter == 'P') {
            const size_t bytes = pointer_bytes(*(*at)++);
            if (bytes == 0)
                return false;
            *at += bytes;
        }
    }
    *at = end;
    return true;
}

static bool run_common(struct program *program, struct common *common, const uint8_t *at)
{
    const uint64_t length = read_fixed(&at, sizeof(uint32_t));
    const uint8_t *end = at + length;
    at += sizeof(uint32_t); /* what says that it is a common entry */
    const uint8_t version = *at++;
    common->augmentation = (const char *)at;
    at += strlen(common->augmentation) + 1;
    program->code_unit = read_unsigned(&at);
    program->data_unit = read_signed(&at);
    const uint64_t return_register = version == 1 ? *at++ : read_unsigned(&at);
    if (return_register != REGISTER_RETURN)
        return false;
    if (common->augmentation[0] == 'z' && !read_augmentation(common, &at))
        return false;
    program->at = at;
    program->end = end;
    run(program);
    program->initial = program->row;
    return true;
}

static bool run_entry(struct program *program, const uint8_t *entry)
{
    struct common common = {.pointer_encoding = DW_EH_PE_absptr};
    const uint8_t *at = entry;
    const uint64_t length = read_fixed(&at, sizeof(uint32_t));
    const uint8_t *end = at + length;
    const uint8_t *distance_at = at;
    const uint64_t distance = read_fixed(&at, sizeof(uint32_t));
    if (!run_common(program, &common, distance_at - distance))
        return false;
    const size_t bytes = pointer_bytes(common.pointer_encoding);
    if (bytes == 0)
        return false;
    at += 2 * bytes; /* where the function begins and how long it is */
    if (common.augmentation[0] == 'z') {
        const uint64_t skipped = read_unsigned(&at);
        at += skipped;
    }
    program->at = at;
    program->end = end;
    run(program);
    return true;
}

static bool is_plain(const struct row *row)
{
    return !row->odd && (row->end_register == REGISTER_FRAME_POINTER || row->end_register == REGISTER_STACK_POINTER) &&
           row->end_offset == (int32_t)row->end_offset && row->saved_offset == (int16_t)row->saved_offset;
}

struct unwind_rule unwind_rule_at(uintptr_t address)
{
    struct unwind_rule rule = {.address = address, .kind = UNWIND_UNKNOWN};
    struct dwarf_eh_bases bases = {0};
    const uint8_t *entry = find_entry(address, &bases);
    if (entry == NULL)
        return rule;
    struct program program = {.location = (uintptr_t)bases.function, .target = address - 1};
    if (!run_entry(&program, entry))
        return rule;
    if (program.row.outermost)
        rule.kind = UNWIND_OUTERMOST;
    if (program.row.outermost || !is_plain(&program.row))
        return rule;
    rule.kind = UNWIND_RULE;
    rule.end_offset = (int32_t)program.row.end_offset;
    rule.saved_offset = (int16_t)program.row.saved_offset;
    rule.by_frame_pointer = program.row.end_register == REGISTER_FRAME_POINTER;
    return rule;
}

uintptr_t unwind_function_at(uintptr_t address)
{
    struct dwarf_eh_bases bases = {0};
    return find_entry(address, &bases) != NULL ? (uintptr_t)bases.function : 0;
}
