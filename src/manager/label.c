/* SPDX-License-Identifier: MIT */
#include "manager/label.h"

#include <stdio.h>
#include <string.h>

#include "manager/statement.h"
#include "manager/tensor.h"
#include "runtime/symbol.h"

enum { LABEL_BYTES = 320 };

/* Texts are kept by what they tell of. */
enum kind { FUNCTION, SCOPE_IN_FUNCTION, STATEMENT };

struct label {
    uint64_t key;
    struct nvtx_text text; /* its own of the runtime's names; "" when no name can be told */
};

static struct numbering labels;

static struct label *label_at(enum kind kind, uint32_t number)
{
    const uint64_t key = (uint64_t)number << 2 | kind;
    if (labels.slab.item_size == 0)
        numbering_init(&labels, sizeof(struct label));
    uint32_t index = numbering_find(&labels, key);
    if (index == 0)
        index = numbering_add(&labels, key);
    return index != 0 ? numbering_item(&labels, index) : NULL;
}

/* A label's text, made by its first user. */
static struct nvtx_text text_of(struct label *label, const char *made)
{
    const char *kept = name_text(&runtime.names, names_intern(&runtime.names, made));
    label->text = nvtx_shows_ranges() && kept[0] != '\0' ? nvtx_text(kept) : (struct nvtx_text){.text = kept};
    return label->text;
}

/* "run_batch" of the function that the site's call is in, or "scope in run_batch"; "" when nothing names it. */
static struct nvtx_text function_label(enum kind kind, uint32_t site)
{
    char function[SYMBOL_BYTES];
    char text[LABEL_BYTES] = "";
    struct label *label = label_at(kind, site_code(&runtime.sites, site));
    if (label == NULL)
        return (struct nvtx_text){.text = ""};
    if (label->text.text != NULL)
        return label->text;
    if (symbol_function(site_address(&runtime.sites, site), function))
        snprintf(text, sizeof text, "%s%.240s", kind == SCOPE_IN_FUNCTION ? "scope in " : "", function);
    return text_of(label, text);
}

/* "model.tl:40" of the statement that the site's call was in; "" where that is not known, or not yet. */
static struct nvtx_text statement_label(uint32_t site)
{
    char text[STATEMENT_BYTES];
    const uint32_t statement = site != 0 ? site_statement(&runtime.sites, site) : 0;
    const uint32_t number = statement << 1 | (site != 0 ? site_statement_frame(&runtime.sites, site) : 0);
    struct label *label = statement != 0 ? label_at(STATEMENT, number) : NULL;
    if (label == NULL)
        return (struct nvtx_text){.text = ""};
    if (label->text.text != NULL)
        return label->text;
    statement_describe(site, text);
    const size_t length = strlen(text);
    text[length >= 2 ? length - 2 : 0] = '\0'; /* without the ", " */
    return text_of(label, text);
}

/* The statement, where it is known; else the function. */
static struct nvtx_text place_label(enum kind function, uint32_t site)
{
    const struct nvtx_text statement = statement_label(site);
    return statement.text[0] != '\0' ? statement : function_label(function, site);
}

void label_begin_range(enum nvtx_range what, uint64_t number, uint32_t site)
{
    struct nvtx_text text =
        what == NVTX_FUNCTION ? function_label(FUNCTION, site) : place_label(SCOPE_IN_FUNCTION, site);
    if (text.text[0] == '\0')
        text = statement_label(site); /* of code that nothing names */
    if (text.text[0] == '\0')
        text.text = what == NVTX_FUNCTION ? "function" : "scope";
    nvtx_range_begin(what, number, text);
}

static const char *dtype_name(uint8_t dtype)
{
    static const char *const names[] = {
#define TL_DTYPE(code, number, name, bytes) [number] = (name),
#include "tracepoints/values.def"
#undef TL_DTYPE
    };
    return dtype < sizeof names / sizeof *names ? names[dtype] : "?";
}

/* With the number the object is found again in the report. */
void label_name_tensor(const struct object *object)
{
    char text[LABEL_BYTES + 64];
    const struct nvtx_text place = place_label(FUNCTION, object->site);
    snprintf(text, sizeof text, "tensor %llu %s[%llu]%s%.*s", (unsigned long long)object->number,
             dtype_name(object->dtype), (unsigned long long)object->elements, place.text[0] != '\0' ? ", " : "",
             LABEL_BYTES, place.text);
    nvtx_memory_name(tlscope_tensor_data(object_address(object)), text);
}
