/* SPDX-License-Identifier: MIT */
#include "device/plugin.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/library.h"
#include "tracepoints/values.h"

static struct plugin plugins[] = {
    [TL_DEVICE_CUDA] = {.library = "libtlscope-cuda.so",
                        .package = "it is built and installed with tlscope where CMake finds the CUDA Toolkit"},
};

static _Atomic(const char *) gone;

struct plugin *plugin_of(uint8_t id)
{
    return id < sizeof plugins / sizeof plugins[0] && plugins[id].library != NULL ? &plugins[id] : NULL;
}

void plugin_load(struct plugin *loaded, const struct device_settings *settings)
{
    loaded->tried = true;
    loaded->device = NULL;
    void *library = library_open(loaded->library);
    if (library == NULL) {
        snprintf(loaded->failure.text, sizeof loaded->failure.text, "%s cannot be loaded (%s): %s", loaded->library,
                 dlerror(), loaded->package);
        return;
    }
    const struct device *device = dlsym(library, DEVICE_SYMBOL);
    if (device == NULL || device->format != DEVICE_FORMAT)
        snprintf(loaded->failure.text, sizeof loaded->failure.text,
                 "%s is of another version than the runtime: install both from one build", loaded->library);
    else if (device->start(settings, &loaded->ordinals, &loaded->failure))
        loaded->device = device;
}

const char *devices_gone(void)
{
    return atomic_load_explicit(&gone, memory_order_relaxed);
}

void devices_after_fork_in_child(void)
{
    for (size_t id = 0; id < sizeof plugins / sizeof plugins[0]; id++)
        if (plugins[id].device != NULL)
            gone = "a forked child cannot use the devices that its parent used before the fork: fork before the first "
                   "tensor on a device, or have the child exec";
}

void devices_end(void)
{
    gone = "the process is ending";
}
