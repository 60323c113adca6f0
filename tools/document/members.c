/* SPDX-License-Identifier: MIT */
#include "members.h"

#include <math.h>
#include <string.h>

uint64_t count_sum(uint64_t left, uint64_t right)
{
    return right > COUNT_MOST - left ? COUNT_MOST : left + right;
}

/* The member, of the type that `is` tells; NULL, once told, where it is not. */
static const cJSON *member_of(const cJSON *object, const char *name, cJSON_bool (*is)(const cJSON *), const char *type,
                              struct document_fault *fault)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!member) {
        fault_tell(fault, "'%s' is missing", name);
    } else if (!is(member)) {
        fault_tell(fault, "'%s' is no %s", name, type);
        member = NULL;
    }
    return member;
}

uint64_t member_count(const cJSON *object, const char *name, struct document_fault *fault)
{
    const cJSON *member = member_of(object, name, cJSON_IsNumber, "number", fault);
    double value = member ? member->valuedouble : 0;
    if (!isfinite(value) || value < 0 || value != floor(value)) {
        fault_tell(fault, "'%s' is no count", name);
        return 0;
    }
    return value > (double)COUNT_MOST ? COUNT_MOST : (uint64_t)value;
}

double member_rate(const cJSON *object, const char *name, struct document_fault *fault)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!member) {
        return 0;
    }
    if (!cJSON_IsNumber(member) || !isfinite(member->valuedouble) || member->valuedouble < 0) {
        fault_tell(fault, "'%s' is no number of at least 0", name);
        return 0;
    }
    return member->valuedouble;
}

bool member_flag(const cJSON *object, const char *name, struct document_fault *fault)
{
    return cJSON_IsTrue(member_of(object, name, cJSON_IsBool, "true or false", fault));
}

const char *member_text(const cJSON *object, const char *name, struct document_fault *fault)
{
    const cJSON *member = member_of(object, name, cJSON_IsString, "text", fault);
    return member ? member->valuestring : "";
}

static cJSON_bool is_text_or_null(const cJSON *item)
{
    return cJSON_IsString(item) || cJSON_IsNull(item);
}

const char *member_text_or_null(const cJSON *object, const char *name, struct document_fault *fault)
{
    return cJSON_GetStringValue(member_of(object, name, is_text_or_null, "text", fault));
}

unsigned member_word(const cJSON *object, const char *name, const char *const *words, struct document_fault *fault)
{
    const char *text = member_text(object, name, fault);
    for (unsigned i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            return i;
        }
    }
    fault_tell(fault, "'%s' is '%.40s', which this version does not know", name, text);
    return 0;
}

const cJSON *member_object(const cJSON *object, const char *name, struct document_fault *fault)
{
    return member_of(object, name, cJSON_IsObject, "object", fault);
}

const cJSON *member_array(const cJSON *object, const char *name, struct document_fault *fault)
{
    return member_of(object, name, cJSON_IsArray, "array", fault);
}
