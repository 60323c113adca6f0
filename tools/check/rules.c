/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <string.h>

static const struct rule rules[] = {
#define VERDICT(id, name, leak, meaning) {name, meaning},
#include "verdicts.def"
#undef VERDICT
#define TL_DIAGNOSTIC(id, number, code, severity, other, meaning) {code, meaning},
#include "diagnostics.def"
#undef TL_DIAGNOSTIC
    {"grows-per-iteration", "each iteration of a loop keeps memory"},
/* Codes that say what they mean by themselves; a meaning above comes first. */
#define FINDING(id, name, category, severity, sentence, fix) {name, name},
#include "findings.def"
};

const struct rule *rules_at(size_t index)
{
    return index < sizeof(rules) / sizeof(rules[0]) ? &rules[index] : NULL;
}

const struct rule *rules_find(const char *code)
{
    size_t index = 0;
    const struct rule *rule = rules_at(index);
    while (rule && strcmp(rule->code, code) != 0) {
        rule = rules_at(++index);
    }
    return rule;
}
