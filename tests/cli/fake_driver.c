/* SPDX-License-Identifier: MIT */
/* As much of a CUDA driver as `tlscope doctor` asks; FAKE_DRIVER makes it hang, crash, fail or have no device. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cuInit(unsigned flags);
int cuDriverGetVersion(int *version);
int cuDeviceGetCount(int *count);
int cuDeviceGetName(char *name, int bytes, int device);
int cuDeviceTotalMem_v2(size_t *bytes, int device);

static int is(const char *way)
{
    const char *chosen = getenv("FAKE_DRIVER");
    return chosen != NULL && strcmp(chosen, way) == 0;
}

int cuInit(unsigned flags)
{
    while (is("hang")) {
        pause();
    }
    if (is("crash")) {
        abort(); /* SIGSEGV would be a sanitizer's to tell */
    }
    return is("fail") ? 999 : (int)flags;
}

int cuDriverGetVersion(int *version)
{
    *version = 13020;
    return 0;
}

int cuDeviceGetCount(int *count)
{
    *count = is("empty") ? 0 : 2;
    return 0;
}

int cuDeviceGetName(char *name, int bytes, int device)
{
    snprintf(name, (size_t)bytes, "Fake GPU %d", device + 7);
    return 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    *bytes = (size_t)(device + 1) << 30;
    return 0;
}
