/* SPDX-License-Identifier: MIT */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "analysis.h"
#include "memory.h"

static const struct {
    const char *name;
    enum finding_category category;
    enum finding_severity severity;
    const char *sentence;
    const char *fix;
} codes[FINDING_CODES] = {
#define FINDING(code, name, category, severity, sentence, fix)                                                         \
    {name, FINDING_##category, FINDING_##severity, sentence, fix},
#define MISUSE(code, place, fix) {NULL, FINDING_MISUSE, FINDING_WARNING, "{unmoved}{meaning}{times}{late}.", fix},
#include "findings.def"
};

/* Misuse has the names that the runtime gives it. */
static const uint8_t diagnostics[FINDING_CODES] = {
#define MISUSE(code, place, fix) [FINDING_MISUSE_##code] = TL_DIAGNOSTIC_##code,
#include "findings.def"
};

const char *finding_name(enum finding_code code)
{
    return codes[code].name ? codes[code].name : diagnostic_name(diagnostics[code]);
}

unsigned finding_diagnostic(enum finding_code code)
{
    return diagnostics[code];
}

const char *finding_sentence(enum finding_code code)
{
    return codes[code].sentence;
}

const char *finding_fix(enum finding_code code)
{
    return codes[code].fix;
}

const char *finding_category_name(enum finding_category category)
{
    static const char *const names[] = {[FINDING_LEAK] = "leak",
                                        [FINDING_MISUSE] = "misuse",
                                        [FINDING_GROWTH] = "growth",
                                        [FINDING_SCOPE] = "scope",
                                        [FINDING_HEAP] = "heap"};
    return names[category];
}

const char *finding_severity_name(enum finding_severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}

const char *finding_confidence_name(enum finding_confidence confidence)
{
    static const char *const names[] = {"possible", "likely", "certain"};
    return names[confidence];
}

struct finding *findings_add(struct findings *findings, enum finding_code code)
{
    struct finding *finding = memory_new(sizeof(*finding));
    *finding = (struct finding){.code = code,
                                .category = codes[code].category,
                                .severity = codes[code].severity,
                                .confidence = FINDING_CERTAIN,
                                .kind = -1,
                                .name = "",
                                .detail = ""};
    findings->list = memory_resize(findings->list, findings->count + 1, sizeof(struct finding *));
    findings->list[findings->count++] = finding;
    return finding;
}

bool finding_has_place(const struct finding *finding, const char *role, uint32_t site)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (finding->places[i].site == site && strcmp(finding->places[i].role, role) == 0) {
            return true;
        }
    }
    return false;
}

void finding_place_add(struct finding *finding, const char *role, uint32_t site)
{
    if (site != 0 && finding->place_count < FINDING_PLACES && !finding_has_place(finding, role, site)) {
        finding->places[finding->place_count++] = (struct finding_place){role, site};
    }
}

static void device_count_add(struct finding_devices *devices, const struct device *device, uint64_t objects,
                             uint64_t bytes)
{
    size_t at = 0;
    while (at < devices->count && devices->list[at].device != device) {
        at++;
    }
    if (at == FINDING_DEVICES) {
        return;
    }
    devices->count += at == devices->count;
    devices->list[at].device = device;
    devices->list[at].objects += objects;
    devices->list[at].bytes += bytes;
}

void finding_device_add(struct finding *finding, const struct device *device, uint64_t objects, uint64_t bytes)
{
    device_count_add(&finding->devices, device, objects, bytes);
    device_count_add(&finding->devices_in_all, device, objects, bytes);
}

void finding_inside_add(struct finding *finding, const struct device *device, uint64_t objects, uint64_t bytes)
{
    finding->inside += objects;
    finding->bytes += bytes;
    device_count_add(&finding->devices_in_all, device, objects, bytes);
}

/* What is told of objects is told whole, though not of all of them. */
static bool is_selected_well(const struct analysis *analysis, const struct process *process)
{
    return process->selection.told && process->events_lost == 0 && process->from_beginning &&
           process->ending == ENDED_NORMALLY && process->replay.unknown_objects == 0 &&
           analysis->trace.packets_lost == 0 && analysis->trace.status == TRACE_WHOLE;
}

/* The most that may be said with what is known of the process. */
static enum finding_confidence confidence_most(const struct analysis *analysis, const struct process *process)
{
    if (analysis_is_certain(analysis, process) || is_selected_well(analysis, process)) {
        return FINDING_CERTAIN;
    }
    const bool complete = process->events_lost == 0 && process->replay.unknown_objects == 0 &&
                          analysis->trace.packets_lost == 0 && analysis->trace.status == TRACE_WHOLE;
    return complete && process->from_beginning ? FINDING_LIKELY : FINDING_POSSIBLE;
}

static int by_weight(const void *left, const void *right)
{
    const struct finding *a = *(struct finding *const *)left;
    const struct finding *b = *(struct finding *const *)right;
    const int orders[] = {
        compare_numbers(b->severity, a->severity),
        compare_numbers(a->follows != NULL, b->follows != NULL),
        compare_numbers(a->category, b->category),
        compare_numbers(b->confidence, a->confidence),
        compare_numbers(b->bytes, a->bytes),
        compare_numbers(b->objects, a->objects),
        compare_numbers(b->example != 0, a->example != 0), /* of an object before a wrong argument */
        compare_numbers(b->times, a->times),
        strcmp(a->key, b->key),
        compare_numbers(a->cause, b->cause),
    };
    return compare_first(orders, sizeof(orders) / sizeof(*orders));
}

/* One place leaves many scopes, rightly and wrongly: what an exit freed follows from the misuse of that very exit, and
 * an exit that met none from one before it. */
static bool comes_of(const struct finding *finding, const struct finding *root, const struct process *process)
{
    return root->first_ns < finding->first_ns &&
           (finding->freed_in == 0 ||
            diagnostics_freed_by(&process->diagnostics, finding->freed_in, finding_diagnostic(root->code), root->cause,
                                 &process->sites));
}

/* The finding of the exit that `finding` followed from; NULL when there is none. */
static struct finding *root_of(const struct findings *findings, const struct finding *finding,
                               const struct process *process)
{
    for (size_t i = 0; finding->of_exits && !finding->at_exit && i < findings->count; i++) {
        struct finding *root = findings->list[i];
        if (root->at_exit && root->cause == finding->cause && comes_of(finding, root, process)) {
            return root;
        }
    }
    return NULL;
}

/* What is mended with another finding weighs less than that, which weighs as much as all that follows. */
static void follow(const struct findings *findings, const struct process *process)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        struct finding *root = root_of(findings, finding, process);
        if (root) {
            finding->follows = root;
            root->severity = finding->severity > root->severity ? finding->severity : root->severity;
            finding->severity = finding->severity > FINDING_WARNING ? FINDING_WARNING : finding->severity;
        }
    }
}

void findings_make(struct findings *findings, const struct analysis *analysis, const struct process *process)
{
    const enum finding_confidence most = confidence_most(analysis, process);
    findings_of_leaks(findings, process);
    findings_of_scopes(findings, process);
    findings_of_growth(findings, process);
    findings_of_misuse(findings, process);
    findings_of_heap(findings, process);
    findings_of_footprint(findings, process);
    findings_of_memcheck(findings, process);
    follow(findings, process);
    for (size_t i = 0; i < findings->count; i++) {
        struct finding *finding = findings->list[i];
        if (!finding->told) {
            finding->confidence = finding->confidence < most ? finding->confidence : most;
        }
        finding_write(finding, process);
    }
    if (findings->count > 0) {
        qsort(findings->list, findings->count, sizeof(struct finding *), by_weight);
    }
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->list[i]->key);
        free(findings->list[i]->sentence);
        free(findings->list[i]->fix);
        free(findings->list[i]);
    }
    free(findings->list);
    *findings = (struct findings){0};
}
