/* SPDX-License-Identifier: MIT */
/* A report for tests: two leaks, one misuse, one loop that grows, one note. */
#ifndef TLSCOPE_TESTS_CHECK_REPORT_H
#define TLSCOPE_TESTS_CHECK_REPORT_H

#include "report.h"

#define QUOTED(text)  #text
#define TEXT_OF(name) QUOTED(name)

#define PLACE(function, file, line)                                                                                    \
    "{\"number\":1,\"text\":\"" file ":" line " (" function ")\",\"function\":\"" function "\",\"file\":\"" file       \
    "\",\"line\":" line ",\"source\":\"tl\"}"

#define FINDING(key, category, code, severity, amounts, cause)                                                         \
    "{\"key\":\"" key "\",\"category\":\"" category "\",\"code\":\"" code "\",\"severity\":\"" severity                \
    "\",\"confidence\":\"certain\",\"sentence\":\"what happened\",\"fix\":\"what to do\"," amounts                     \
    ",\"kind\":\"tensor\",\"name\":\"weights\",\"cause\":" cause                                                       \
    ",\"places\":[{\"role\":\"its scope entered at\",\"place\":" PLACE("main", "train.tl", "12") "}]}"

#define LEAK                                                                                                           \
    FINDING("l1", "leak", "moved-counted-twice", "error", "\"objects\":5,\"bytes\":2560,\"times\":5",                  \
            PLACE("run_batch", "model.tl", "40"))
#define SMALL_LEAK                                                                                                     \
    FINDING("l2", "leak", "over-acquired", "warning", "\"objects\":1,\"bytes\":24,\"times\":1",                        \
            PLACE("f(int, char)", "util.tl", "7"))
#define MISUSE FINDING("m1", "misuse", "release-freed", "error", "\"objects\":1,\"bytes\":0,\"times\":3", "null")
#define GROWTH                                                                                                         \
    FINDING("g1", "growth", "grows-per-iteration", "warning",                                                          \
            "\"objects\":9,\"bytes\":9,\"times\":9,\"bytes_per_iteration\":4096.5,"                                    \
            "\"objects_per_iteration\":1",                                                                             \
            PLACE("loop", "train.tl", "30"))
#define NOTE FINDING("n1", "leak", "alive-when-killed", "note", "\"objects\":7,\"bytes\":7,\"times\":7", "null")

#define SUMMARY                                                                                                        \
    "\"summary\":{\"program\":\"/bin/train\",\"pid\":7,\"host\":\"h\",\"start\":\"\",\"ended\":\"normally\","          \
    "\"events_lost\":0,\"certain\":true}"

#define REPORT(findings)                                                                                               \
    "{\"schema_version\":" TEXT_OF(REPORT_SCHEMA_VERSION) ",\"trace\":{\"read\":\"whole\",\"damage\":[]}," SUMMARY     \
                                                          ",\"findings\":[" findings "],\"children\":[]}"

#define ALL_FINDINGS LEAK "," SMALL_LEAK "," MISUSE "," GROWTH "," NOTE
enum { AT_LEAK, AT_SMALL_LEAK, AT_MISUSE, AT_GROWTH, AT_NOTE, ALL_COUNT };

#endif
