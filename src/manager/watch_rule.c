/* SPDX-License-Identifier: MIT */
#include "manager/watch_rule.h"

#include <stdlib.h>
#include <string.h>

#include "manager/diagnose.h"
#include "manager/manager.h"
#include "runtime/inheritance.h"
#include "runtime/symbol.h"

bool watch_some;

static struct {
    bool none;          /* in aggregate mode */
    uint32_t kinds;     /* a bit each; 0: all */
    char function[128]; /* "": any scope, or that of a line */
    uint32_t line;      /* 0: none is asked for */
    char file[128];     /* the end of its path; "": any */
    bool by_bytes;      /* the chance to be sampled grows with the size */
    uint64_t one_of;    /* objects, or bytes; 0: all are taken */
    uint64_t objects;   /* that were sampled from */
    uint64_t bytes;
    uint64_t out_objects; /* that the filters left out */
    uint64_t out_bytes;
} rule;

/* The kinds in a list such as "struct,tensor". */
static uint32_t kinds_of(const char *list)
{
    uint32_t kinds = 0;
    for (unsigned kind = 0; kind <= TL_KIND_VECTOR; kind++) {
        const char *name = kind_text(kind);
        const size_t length = strlen(name);
        for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name))
            kinds |=
                (at == list || at[-1] == ',') && (at[length] == ',' || at[length] == '\0') ? UINT32_C(1) << kind : 0;
    }
    return kinds;
}

/* "function", or "file@line": a colon would end the option. */
static void read_scope_site(const char *text)
{
    const char *at = strrchr(text, '@');
    if (at == NULL) {
        memcpy(rule.function, text, sizeof rule.function);
        return;
    }
    rule.line = (uint32_t)strtoul(at + 1, NULL, 10);
    memcpy(rule.file, text, (size_t)(at - text));
    rule.file[at - text] = '\0';
}

void watch_rule_start(void)
{
    const struct options *options = &runtime.options;
    memset(&rule, 0, sizeof rule);
    rule.kinds = kinds_of(options->only_kind);
    if (options->scope_site[0] != '\0')
        read_scope_site(options->scope_site);
    rule.by_bytes = options->sample_bytes != 0;
    rule.one_of = rule.by_bytes ? options->sample_bytes : options->sample > 1 ? options->sample : 0;
    rule.none = options->summary != 0;
    watch_some = rule.none || rule.kinds != 0 || options->scope_site[0] != '\0' || rule.one_of != 0 ||
                 options->min_size != 0 || options->max_size != 0;
}

/* Steele, Lea and Flood's mix of a counter: a number with the chances of a random one, the same in every run. */
static uint64_t mixed(uint64_t number)
{
    number *= UINT64_C(0x9E3779B97F4A7C15);
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

/*
 * Each object by a chance of its own, so that no rhythm of the program's meets one of ours: one in N, or in proportion
 * to its size, all from N bytes on (threshold sampling: of all ways with so many samples that which estimates sums of
 * bytes best). An object of unknown size counts as 16 bytes, as readers of the trace know.
 */
static bool is_sampled(const struct object *object)
{
    const uint64_t size = !rule.by_bytes ? 1 : object->bytes != 0 ? object->bytes : TL_SAMPLE_UNKNOWN_BYTES;
    return rule.one_of == 0 || mixed(object->number) % rule.one_of < size;
}

/* What is not known speaks against nothing. */
static bool is_filtered_out(const struct call *call, const struct object *object)
{
    const struct options *options = &runtime.options;
    const bool sized = object->bytes != 0;
    return (rule.kinds != 0 && (rule.kinds >> object->kind & 1) == 0) || (sized && object->bytes < options->min_size) ||
           (sized && options->max_size != 0 && object->bytes > options->max_size) ||
           (options->scope_site[0] != '\0' && !scope_top(&call->manager->scopes)->asked_for);
}

bool watch_rule_leaves_out(const struct call *call, const struct object *object)
{
    if (rule.none)
        return true;
    if (is_filtered_out(call, object)) {
        rule.out_objects++;
        rule.out_bytes += object->bytes;
        return true;
    }
    rule.objects++;
    rule.bytes += object->bytes;
    return !is_sampled(object);
}

/* Of the statement that the scope was entered in, as far as it has been announced by now. */
static bool is_at_line(uint32_t site)
{
    const uint32_t number = site_statement(&runtime.sites, site);
    const struct statement *statement = number != 0 ? numbering_item(&runtime.sites.statements, number) : NULL;
    if (statement == NULL || statement->line != rule.line)
        return false;
    const char *file = name_text(&runtime.names, statement->file);
    const size_t length = strlen(file);
    const size_t asked = strlen(rule.file);
    return length >= asked && strcmp(file + (length - asked), rule.file) == 0 &&
           (length == asked || asked == 0 || file[length - asked - 1] == '/');
}

/* Remembered for each site by its code: naming a function takes long. */
static bool is_in_function(uint32_t site)
{
    enum { REMEMBERED = 1024 };
    static struct {
        uint32_t code;
        bool asked_for;
    } known[REMEMBERED];
    const uint32_t code = site_code(&runtime.sites, site);
    if (known[code % REMEMBERED].code != code) {
        char function[SYMBOL_BYTES];
        known[code % REMEMBERED].code = code;
        known[code % REMEMBERED].asked_for =
            symbol_function(site_address(&runtime.sites, site), function) && strcmp(function, rule.function) == 0;
    }
    return known[code % REMEMBERED].asked_for;
}

bool watch_rule_is_scope(uint32_t site)
{
    return site != 0 && (rule.line != 0 ? is_at_line(site) : is_in_function(site));
}

void watch_rule_tell(void)
{
    const struct options *options = &runtime.options;
    if (watch_some && !rule.none)
        hook(selection, .one_of = rule.one_of, .by_bytes = rule.by_bytes, .kinds = (uint8_t)rule.kinds,
             .min_size = options->min_size, .max_size = options->max_size, .scope_site = options->scope_site);
}

void watch_rule_tell_counts(void)
{
    if (watch_some && !rule.none)
        hook(selected, .objects = rule.objects, .bytes = rule.bytes, .out_objects = rule.out_objects,
             .out_bytes = rule.out_bytes);
}
