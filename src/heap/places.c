/* SPDX-License-Identifier: MIT */
#include "heap/places.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

enum { PLACES = 1 << 16, PROBES = 256 };

enum { TOLD = 1, JUDGED = 2, RECORDER = 4 };

static struct {
    atomic_uintptr_t address;
    atomic_uchar marks;
} table[PLACES];

uint32_t places_number(const void *caller)
{
    const uintptr_t address = (uintptr_t)caller;
    const uint32_t home = (uint32_t)((address * UINT64_C(0x9E3779B97F4A7C15)) >> 48);
    for (uint32_t probe = 0; probe < PROBES && address != 0; probe++) {
        const uint32_t place = (home + probe) % PLACES;
        uintptr_t found = atomic_load_explicit(&table[place].address, memory_order_relaxed);
        if (place == 0)
            continue; /* the number of no place */
        if (found == address ||
            (found == 0 && atomic_compare_exchange_strong(&table[place].address, &found, address)) || found == address)
            return place;
    }
    return 0;
}

uint64_t places_address(uint32_t place)
{
    return table[place].address;
}

bool places_tell_now(uint32_t place)
{
    if (place == 0 || (atomic_load_explicit(&table[place].marks, memory_order_relaxed) & TOLD) != 0)
        return false;
    return (atomic_fetch_or(&table[place].marks, TOLD) & TOLD) == 0;
}

void places_forget_told(void)
{
    for (uint32_t place = 1; place < PLACES; place++) {
        if (table[place].address != 0)
            atomic_fetch_and(&table[place].marks, (unsigned char)~TOLD);
    }
}

static bool is_recorder(uint64_t address)
{
    static const char *const libraries[] = {"/liblttng-ust", "/liburcu", "/libtlscope-tracepoints"};
    struct dl_find_object found;
    if (_dl_find_object((void *)(uintptr_t)address, &found) != 0 || found.dlfo_link_map == NULL)
        return false;
    const char *name = strrchr(found.dlfo_link_map->l_name, '/');
    for (size_t i = 0; name != NULL && i < sizeof libraries / sizeof libraries[0]; i++) {
        if (strncmp(name, libraries[i], strlen(libraries[i])) == 0)
            return true;
    }
    return false;
}

bool places_is_recorder(uint32_t place)
{
    const unsigned char marks = atomic_load_explicit(&table[place].marks, memory_order_relaxed);
    if ((marks & JUDGED) != 0 || place == 0)
        return (marks & RECORDER) != 0;
    const bool recorder = is_recorder(table[place].address);
    atomic_fetch_or(&table[place].marks, (unsigned char)(recorder ? JUDGED | RECORDER : JUDGED));
    return recorder;
}
