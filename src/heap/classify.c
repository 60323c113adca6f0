/* SPDX-License-Identifier: MIT */
#include "heap/classify.h"

#include <dlfcn.h>
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/paths.h"
#include "heap/peek.h"
#include "heap/watch.h"
#include "hook/checker.h"
#include "stack/range.h"
#include "tracepoints/values.h"

/* Present in processes that run under AddressSanitizer. */
extern int __sanitizer_get_ownership(const volatile void *address) __attribute__((weak));
extern size_t __sanitizer_get_allocated_size(const volatile void *address) __attribute__((weak));

/* Where the brk heap ends, as glibc keeps it for sbrk(0), which costs more than all the rest that is asked of a block.
 */
extern const char *__curbrk __attribute__((weak)); /* NOLINT(bugprone-reserved-identifier) */

/* glibc's chunk header: the size word before the block, its low bits flags. */
enum { IN_USE_BEFORE = 1, IS_MAPPED = 2, FLAGS = 7, HEADER = 16, LEAST_CHUNK = 32, PAGE = 4096 };

enum { ARENA_BYTES = 1 << 26, ARENA_HEADER_MOST = 256, ARENAS = 16 };

static struct {
    const struct heap_watch *watch;
    bool glibc;         /* malloc is glibc's own: chunk headers can be read */
    uintptr_t low_bits; /* none of which is set in an address that malloc returns */
    uintptr_t low;      /* where the brk heap begins; 0: not known */
} heap;

static bool malloc_is_glibc(void)
{
    struct dl_find_object found;
    if (checker.replaces_malloc || checker.hides_malloc || &__sanitizer_get_ownership != NULL)
        return false;
    void *function = dlsym(RTLD_DEFAULT, "malloc");
    if (function == NULL || _dl_find_object(function, &found) != 0 || found.dlfo_link_map == NULL)
        return false;
    const char *name = strrchr(found.dlfo_link_map->l_name, '/');
    return name != NULL && strncmp(name, "/libc.so", strlen("/libc.so")) == 0;
}

/* Some allocators return 8-aligned blocks for 8 bytes: ask the one at hand. */
static uintptr_t least_alignment(void)
{
    uintptr_t seen = 0;
    void *blocks[4];
    for (size_t i = 0; i < 4; i++) {
        blocks[i] = malloc(8);
        seen |= (uintptr_t)blocks[i];
    }
    for (size_t i = 0; i < 4; i++)
        free(blocks[i]);
    return (seen & 15) == 0 ? 16 : 8;
}

bool heap_is_certain(void)
{
    return heap.watch != NULL || checker.replaces_malloc;
}

/* Above the frames in use: a stack without limit may claim everything below them. */
static bool on_stack(uintptr_t address)
{
    const struct stack_range own = stack_range_own();
    const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return stack_range_holds(own, here) && address >= here && address < own.end;
}

static bool is_mapped(uintptr_t address)
{
    unsigned char resident;
    return mincore((void *)(address & ~(uintptr_t)(PAGE - 1)), PAGE, &resident) == 0;
}

/* Where the kernel put the brk heap; 0 when it does not say. */
static uintptr_t brk_start(void)
{
    unsigned long start = 0;
    char text[1024];
    FILE *file = fopen("/proc/self/stat", "re");
    const size_t length = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    text[length] = '\0';
    if (file != NULL)
        fclose(file);
    const char *field = strrchr(text, ')'); /* the program's name may hold blanks; field 3 follows it */
    for (int number = 2; field != NULL && number < 47; number++)
        field = strchr(field + 1, ' ');
    return field != NULL && sscanf(field, "%lu", &start) == 1 ? start : 0;
}

void heap_classify_start(bool watch)
{
    if (watch && (checker.replaces_malloc || checker.hides_malloc)) {
        fputs(
            "tlscope: heap=watch is off: this tool of Valgrind's has a malloc of its own, which the interposer cannot "
            "watch\n",
            stderr);
        watch = false;
    }
    if (watch)
        heap.watch = dlsym(RTLD_DEFAULT, HEAP_WATCH_SYMBOL);
    if (heap.watch != NULL && heap.watch->format != TL_TRACE_FORMAT) {
        fputs("tlscope: " HEAP_WATCH_LIBRARY " is of another version than the runtime; going on without\n", stderr);
        heap.watch = NULL;
    } else if (watch && heap.watch == NULL) {
        fputs("tlscope: heap=watch needs the interposer: run with LD_PRELOAD=.../" HEAP_WATCH_LIBRARY
              " (`tlscope record` does it by itself); going on without\n",
              stderr);
    }
    heap.low_bits = least_alignment() - 1;
    heap.glibc = heap.watch == NULL && malloc_is_glibc();
    heap.low = brk_start();
}

void heap_trace(const struct tl_heap_tracer *tracer)
{
    if (heap.watch != NULL && tracer != NULL)
        heap.watch->trace(tracer);
}

void heap_hush(bool quiet)
{
    if (heap.watch != NULL)
        heap.watch->hush(quiet);
}

void heap_trace_end(heap_each_held each_held)
{
    if (heap.watch != NULL)
        heap.watch->end(each_held);
}

size_t heap_mapped(void)
{
    return heap.watch != NULL ? heap.watch->mapped() : 0;
}

/*
 * The arenas that malloc keeps for further threads: each begins with a region aligned to ARENA_BYTES, whose header says
 * what it is and how much of it is mapped. That first region stays as long as the process lives.
 */
struct arena_header {   /* glibc's `heap_info` */
    uintptr_t arena;    /* right behind it */
    uintptr_t previous; /* 0: the arena's first region */
    size_t used;
    size_t mapped;
};
static const struct arena_header *arenas[ARENAS]; /* that were met, by the region's number; under the runtime's lock */

static bool is_arena(const struct arena_header *at)
{
    struct arena_header header;
    return peek(&header, at, sizeof header) && header.previous == 0 &&
           header.arena - (uintptr_t)at <= ARENA_HEADER_MOST && header.used <= header.mapped &&
           header.mapped <= ARENA_BYTES && header.mapped % PAGE == 0;
}

static const struct arena_header *arena_start(uintptr_t address)
{
    return (const void *)(address & ~(uintptr_t)(ARENA_BYTES - 1));
}

static const struct arena_header **arena_met(uintptr_t address)
{
    return &arenas[address / ARENA_BYTES % ARENAS];
}

static void meet_arena(uintptr_t address)
{
    const struct arena_header *start = arena_start(address);
    if (start != NULL && *arena_met(address) != start && is_arena(start))
        *arena_met(address) = start;
}

/* Memory of malloc's own around an address, which can be read; none where it is not known. */
struct readable {
    uintptr_t start, end;
};

static struct readable readable_around(uintptr_t address)
{
    const uintptr_t high = &__curbrk != NULL ? (uintptr_t)__curbrk : (uintptr_t)sbrk(0);
    const struct arena_header *arena = arena_start(address);
    if (heap.low != 0 && address >= heap.low && address < high)
        return (struct readable){heap.low, high};
    if (arena == NULL || *arena_met(address) != arena || address - (uintptr_t)arena >= arena->mapped)
        return (struct readable){0, 0};
    return (struct readable){(uintptr_t)arena, (uintptr_t)arena + arena->mapped};
}

/* A word of the heap, or of what may only look like it. */
static bool read_word(struct readable readable, uintptr_t address, size_t *word)
{
    if (address < readable.start || address >= readable.end || readable.end - address < sizeof *word)
        return peek(word, (const void *)address, sizeof *word);
    *word = *(const size_t *)address;
    return true;
}

/* The chunk after one in use says that the one before it is in use; one cut from mmap fills whole pages. */
static bool chunk_is_whole(struct readable readable, uintptr_t chunk, size_t header)
{
    const size_t size = header & ~(size_t)FLAGS;
    size_t word;
    if (size < LEAST_CHUNK || size % HEADER != 0 || size > (SIZE_MAX >> 16))
        return false;
    if (header & IS_MAPPED)
        return read_word(readable, chunk, &word) && (chunk - word) % PAGE == 0 && (size + word) % PAGE == 0;
    return read_word(readable, chunk + size + sizeof(size_t), &word) && (word & IN_USE_BEFORE) != 0;
}

static enum address_class classify_glibc(struct readable readable, uintptr_t address, size_t *header)
{
    size_t contents;
    if (!read_word(readable, address - sizeof *header, header) || !read_word(readable, address, &contents))
        return ADDRESS_UNMAPPED;
    return chunk_is_whole(readable, address - HEADER, *header) ? ADDRESS_BLOCK : ADDRESS_INSIDE;
}

static struct block classify_watched(const void *address)
{
    struct block block = {.class = ADDRESS_BLOCK};
    const void *start;
    if (heap.watch->find(address, &block.bytes, &block.serial))
        return block;
    block.class = !is_mapped((uintptr_t)address)                           ? ADDRESS_UNMAPPED
                  : heap.watch->find_around(address, &start, &block.bytes) ? ADDRESS_INSIDE
                                                                           : ADDRESS_FREED;
    return (struct block){.class = block.class};
}

/* By what the tool of Valgrind's knows, which tells a block by its size. */
static struct block classify_checked(const void *address)
{
    const size_t bytes = malloc_usable_size((void *)(uintptr_t)address);
    if (bytes != 0)
        return (struct block){.class = ADDRESS_BLOCK, .bytes = bytes};
    return (struct block){.class = !is_mapped((uintptr_t)address) ? ADDRESS_UNMAPPED
                                   : checker_may_use(address)     ? ADDRESS_INSIDE
                                                                  : ADDRESS_FREED};
}

/* The pages of a module, code and data. Takes no lock, so it is safe while another thread loads one. */
static bool in_module(const void *address)
{
    struct dl_find_object found;
    return _dl_find_object((void *)(uintptr_t)address, &found) == 0;
}

/* A block of glibc's, whose chunk says how much of it can be used. */
static struct block classify_glibc_block(struct readable readable, uintptr_t address)
{
    size_t header = 0;
    const enum address_class class = classify_glibc(readable, address, &header);
    const size_t overhead = header & IS_MAPPED ? HEADER : sizeof(size_t);
    return (struct block){.class = class, .bytes = class == ADDRESS_BLOCK ? (header & ~(size_t)FLAGS) - overhead : 0};
}

/* What may be anywhere. */
APART static struct block classify_anywhere(const void *address)
{
    const uintptr_t place = (uintptr_t)address;
    if (in_module(address))
        return (struct block){.class = ADDRESS_STATIC};
    if (on_stack(place))
        return (struct block){.class = ADDRESS_STACK};
    if ((place & heap.low_bits) != 0)
        return (struct block){.class = ADDRESS_MISALIGNED};
    if (heap.watch != NULL)
        return classify_watched(address);
    if (checker.replaces_malloc)
        return classify_checked(address);
    if (&__sanitizer_get_ownership != NULL) {
        if (!__sanitizer_get_ownership(address))
            return (struct block){.class = is_mapped(place) ? ADDRESS_INSIDE : ADDRESS_UNMAPPED};
        return (struct block){.class = ADDRESS_BLOCK, .bytes = __sanitizer_get_allocated_size(address)};
    }
    if (!heap.glibc)
        return (struct block){.class = is_mapped(place) ? ADDRESS_BLOCK : ADDRESS_UNMAPPED};
    meet_arena(place);
    return classify_glibc_block(readable_around(place), place);
}

struct block heap_classify(const void *address)
{
    const uintptr_t place = (uintptr_t)address;
    if (heap.glibc && (place & heap.low_bits) == 0) {
        const struct readable readable = readable_around(place);
        if (readable.end != 0) /* neither stack nor module is there */
            return classify_glibc_block(readable, place);
    }
    return classify_anywhere(address);
}

const char *address_class_text(enum address_class class)
{
    switch (class) {
    case ADDRESS_BLOCK:
        return "a heap block";
    case ADDRESS_MISALIGNED:
        return "misaligned: malloc never returns such an address";
    case ADDRESS_STACK:
        return "on the stack";
    case ADDRESS_STATIC:
        return "in a module's static data or code";
    case ADDRESS_UNMAPPED:
        return "not mapped memory";
    case ADDRESS_INSIDE:
        return "not where a block begins";
    case ADDRESS_FREED:
        return "no live heap block";
    }
    return "";
}
