/* SPDX-License-Identifier: MIT */
/*
 * A tool as NVTX loads one (NVTX_INJECTION64_PATH): appends each call as a line to the file that NVTX_LOG names, behind
 * the process and the thread. NVTX_LACKS names what it does not take: "memory" or "strings".
 */
#define NVTX_NO_IMPL
#include <nvtx3/nvToolsExt.h>
#include <nvtx3/nvToolsExtMem.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINE_BYTES = 512, STRINGS_MOST = 4096 };

#define EXPORT __attribute__((visibility("default")))

static atomic_uint last_range;
static atomic_uint last_heap;
static atomic_uint last_string;
static char strings[STRINGS_MOST][LINE_BYTES / 2];

/* One write a line, so that lines of threads and processes stay whole. */
__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    int length = snprintf(line, sizeof line, "%d %ld ", (int)getpid(), syscall(SYS_gettid));
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - (size_t)length - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    const char *path = getenv("NVTX_LOG");
    const int file = path != NULL ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644) : -1;
    if (file < 0 || write(file, line, (size_t)length) != length)
        abort();
    close(file);
}

static bool lacks(const char *what)
{
    const char *lacked = getenv("NVTX_LACKS");
    return lacked != NULL && strcmp(lacked, what) == 0;
}

static nvtxDomainHandle_t domain_create(const char *name)
{
    say("domain %s", name);
    return (nvtxDomainHandle_t)(uintptr_t)1;
}

static void name_category(nvtxDomainHandle_t domain, uint32_t category, const char *name)
{
    say("category domain=%" PRIuPTR " %u %s", (uintptr_t)domain, category, name);
}

static nvtxStringHandle_t register_string(nvtxDomainHandle_t domain, const char *text)
{
    const unsigned string = ++last_string;
    if (string >= STRINGS_MOST)
        abort();
    snprintf(strings[string], sizeof strings[string], "%s", text);
    say("string domain=%" PRIuPTR " %u %s", (uintptr_t)domain, string, text);
    return (nvtxStringHandle_t)(uintptr_t)string;
}

static nvtxRangeId_t range_start(nvtxDomainHandle_t domain, const nvtxEventAttributes_t *event)
{
    const unsigned range = ++last_range;
    const bool registered = event->messageType == NVTX_MESSAGE_TYPE_REGISTERED;
    if (domain != (nvtxDomainHandle_t)(uintptr_t)1 || event->size != NVTX_EVENT_ATTRIB_STRUCT_SIZE ||
        event->payloadType != NVTX_PAYLOAD_TYPE_UNSIGNED_INT64)
        say("wrong range");
    say("start %u category=%u number=%" PRIu64 " %s %s", range, event->category, event->payload.ullValue,
        registered ? "registered" : "ascii",
        registered ? strings[(uintptr_t)event->message.registered] : event->message.ascii);
    return range;
}

static void range_end(nvtxDomainHandle_t domain, nvtxRangeId_t range)
{
    (void)domain;
    say("end %" PRIu64, (uint64_t)range);
}

static const nvtxMemVirtualRangeDesc_t *only_range(const void *ranges, size_t size, size_t count)
{
    if (size != sizeof(nvtxMemVirtualRangeDesc_t) || count != 1)
        say("wrong range of memory");
    return ranges;
}

static nvtxMemHeapHandle_t heap_register(nvtxDomainHandle_t domain, const nvtxMemHeapDesc_t *heap)
{
    const nvtxMemVirtualRangeDesc_t *range = only_range(heap->typeSpecificDesc, heap->typeSpecificDescSize, 1);
    const unsigned number = ++last_heap;
    if (domain != (nvtxDomainHandle_t)(uintptr_t)1 || heap->extCompatID != NVTX_EXT_COMPATID_MEM ||
        heap->structSize != sizeof *heap || heap->usage != NVTX_MEM_HEAP_USAGE_TYPE_SUB_ALLOCATOR ||
        heap->type != NVTX_MEM_TYPE_VIRTUAL_ADDRESS)
        say("wrong heap");
    say("heap %u at=%p bytes=%zu %s", number, range->ptr, range->size, heap->message.ascii);
    return (nvtxMemHeapHandle_t)(uintptr_t)number;
}

static void heap_unregister(nvtxDomainHandle_t domain, nvtxMemHeapHandle_t heap)
{
    (void)domain;
    say("heap-end %" PRIuPTR, (uintptr_t)heap);
}

static void regions_register(nvtxDomainHandle_t domain, const nvtxMemRegionsRegisterBatch_t *batch)
{
    const nvtxMemVirtualRangeDesc_t *range =
        only_range(batch->regionDescElements, batch->regionDescElementSize, batch->regionCount);
    (void)domain;
    if (batch->extCompatID != NVTX_EXT_COMPATID_MEM || batch->structSize != sizeof *batch ||
        batch->regionType != NVTX_MEM_TYPE_VIRTUAL_ADDRESS)
        say("wrong region");
    say("region heap=%" PRIuPTR " at=%p bytes=%zu", (uintptr_t)batch->heap, range->ptr, range->size);
}

static void regions_unregister(nvtxDomainHandle_t domain, const nvtxMemRegionsUnregisterBatch_t *batch)
{
    (void)domain;
    if (batch->extCompatID != NVTX_EXT_COMPATID_MEM || batch->structSize != sizeof *batch ||
        batch->refType != NVTX_MEM_REGION_REF_TYPE_POINTER || batch->refElementSize != sizeof(nvtxMemRegionRef_t))
        say("wrong region-end");
    for (size_t i = 0; i < batch->refCount; i++)
        say("region-end at=%p", batch->refElements[i].pointer);
}

static void regions_name(nvtxDomainHandle_t domain, const nvtxMemRegionsNameBatch_t *batch)
{
    (void)domain;
    if (batch->extCompatID != NVTX_EXT_COMPATID_MEM || batch->structSize != sizeof *batch || batch->regionCount != 1 ||
        batch->regionElements->regionRefType != NVTX_MEM_REGION_REF_TYPE_POINTER ||
        batch->regionElements->nameType != NVTX_MESSAGE_TYPE_ASCII)
        say("wrong name");
    say("name at=%p %s", batch->regionElements->region.pointer, batch->regionElements->name.ascii);
}

EXPORT int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t get_table);
int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t get_table)
{
    const NvtxExportTableCallbacks *callbacks = get_table(NVTX_ETID_CALLBACKS);
    NvtxFunctionTable table;
    unsigned size;
    say("load");
    if (callbacks == NULL || !callbacks->GetModuleFunctionTable(NVTX_CB_MODULE_CORE2, &table, &size) ||
        size <= NVTX_CBID_CORE2_DomainCreateA)
        return 0;
    *table[NVTX_CBID_CORE2_DomainCreateA] = (NvtxFunctionPointer)domain_create;
    *table[NVTX_CBID_CORE2_DomainNameCategoryA] = (NvtxFunctionPointer)name_category;
    if (!lacks("strings"))
        *table[NVTX_CBID_CORE2_DomainRegisterStringA] = (NvtxFunctionPointer)register_string;
    *table[NVTX_CBID_CORE2_DomainRangeStartEx] = (NvtxFunctionPointer)range_start;
    *table[NVTX_CBID_CORE2_DomainRangeEnd] = (NvtxFunctionPointer)range_end;
    return 1;
}

EXPORT int InitializeInjectionNvtxExtension(nvtxExtModuleInfo_t *module);
int InitializeInjectionNvtxExtension(nvtxExtModuleInfo_t *module)
{
    if (module->moduleId != NVTX_EXT_MODULEID_MEM || module->segmentsCount == 0 || lacks("memory"))
        return 0;
    intptr_t *slots = module->segments->functionSlots;
    say("load memory");
    slots[NVTX3EXT_CBID_nvtxMemHeapRegister] = (intptr_t)heap_register;
    slots[NVTX3EXT_CBID_nvtxMemHeapUnregister] = (intptr_t)heap_unregister;
    slots[NVTX3EXT_CBID_nvtxMemRegionsRegister] = (intptr_t)regions_register;
    slots[NVTX3EXT_CBID_nvtxMemRegionsUnregister] = (intptr_t)regions_unregister;
    slots[NVTX3EXT_CBID_nvtxMemRegionsName] = (intptr_t)regions_name;
    return 1;
}
