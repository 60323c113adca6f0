/* SPDX-License-Identifier: MIT */
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "symbols/demangle.h"
#include "symbols/jit_code.h"
#include "symbols/modules.h"

struct resolver {
    struct module_files files;
    char *jit_folder; /* NULL: none */
};

static char *existing(const char *trace, const char *folder)
{
    char *path = NULL;
    if (!trace || asprintf(&path, "%s/%s", trace, folder) < 0) {
        return NULL;
    }
    if (access(path, R_OK | X_OK) != 0) {
        free(path);
        return NULL;
    }
    return path;
}

struct resolver *resolver_new(const struct resolver_options *options)
{
    struct resolver *resolver = memory_new(sizeof(*resolver));
    module_files_init(&resolver->files, options->sysroot);
    resolver->jit_folder = existing(options->trace, "jit");
    if (!resolver->jit_folder) {
        resolver->jit_folder = existing(options->trace, "../jit");
    }
    return resolver;
}

void resolver_free(struct resolver *resolver)
{
    module_files_free(&resolver->files);
    free(resolver->jit_folder);
    free(resolver);
}

static void answer_store(struct code_address *code, const struct answer *answer)
{
    const struct source_frame *innermost = &answer->frames[0];
    code->function = innermost->function;
    code->file = innermost->file;
    code->line = innermost->line;
    if (answer->count > 1) {
        code->caller_count = answer->count - 1;
        code->callers = memory_new(code->caller_count * sizeof(*code->callers));
        memcpy(code->callers, &answer->frames[1], code->caller_count * sizeof(*code->callers));
        code->inlined_in = answer->frames[answer->count - 1].function;
    }
}

static void code_resolve(struct sites *sites, struct code_address *code, struct object_file *file)
{
    struct answer answer = {.count = 0};
    /* The offset is that of a return address: the call is just before it. */
    object_file_find(file, code->offset - 1, sites->names, &answer);
    if (answer.count > 0) {
        answer_store(code, &answer);
    }
}

static void module_resolve(struct resolver *resolver, struct sites *sites, const struct module *module,
                           const struct resolve_facts *facts)
{
    const struct module_identity identity = {module->path, module->build_id, facts->recorded_ns};
    struct object_file *file = module_files_open(&resolver->files, &identity);
    if (!file) {
        sites->outdated = module->path;
        return;
    }
    for (size_t i = 0; i < sites->addresses.count; i++) {
        struct code_address *code = sites->addresses.entries[i];
        if (code->module == module->key) {
            code_resolve(sites, code, file);
        }
    }
}

static void jit_code_resolve(struct jit_code *jit, struct sites *sites, struct code_address *code,
                             const struct resolve_facts *facts)
{
    struct answer answer = {.count = 0};
    jit_code_find(jit, code->value - 1, (uint64_t)(code->met_ns - facts->clock_origin_ns), sites->names, &answer);
    if (answer.count > 0) {
        answer_store(code, &answer);
        code->offset = answer.start ? code->value - answer.start : 0;
    }
}

static void jit_resolve(const struct resolver *resolver, struct sites *sites, const struct resolve_facts *facts)
{
    struct jit_code *jit = NULL;
    for (size_t i = 0; resolver->jit_folder && i < sites->addresses.count; i++) {
        struct code_address *code = sites->addresses.entries[i];
        if (code->module == 0) {
            jit = jit ? jit : jit_code_open(resolver->jit_folder, facts->pid, sites->names);
            jit_code_resolve(jit, sites, code, facts);
        }
    }
    jit_code_free(jit);
}

/* What the runtime knew by itself: exported names. */
static void symbols_demangle(struct sites *sites)
{
    for (size_t i = 0; i < sites->addresses.count; i++) {
        struct code_address *code = sites->addresses.entries[i];
        if (!code->function && code->symbol[0]) {
            const char *plain = demangle_keep(sites->names, code->symbol);
            code->function = plain != code->symbol ? plain : NULL;
        }
    }
}

void resolver_expect(struct resolver *resolver, const char *path, const char *build_id, int64_t recorded_ns)
{
    module_files_expect(&resolver->files, &(struct module_identity){path, build_id, recorded_ns});
}

void resolver_resolve(struct resolver *resolver, struct sites *sites, const struct resolve_facts *facts)
{
    for (size_t i = 0; i < sites->modules.count; i++) {
        module_resolve(resolver, sites, sites->modules.entries[i], facts);
    }
    jit_resolve(resolver, sites, facts);
    symbols_demangle(sites);
}
