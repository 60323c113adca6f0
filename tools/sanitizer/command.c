/* SPDX-License-Identifier: MIT */
#include "sanitizer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "memory.h"

/*
 * A kernel that errs is ended, and not its context: the program goes on, and finds more. One program only, since the
 * log does not tell processes apart. Kernels run one by one: a tensor may go into the pool while those that use it are
 * still queued, which would be told as uses of it in there.
 */
static const char *const fixed[] = {
    "--tool=memcheck",
    "--leak-check=full",
    "--nvtx=yes",
    "--destroy-on-device-error=kernel",
    "--target-processes=application-only",
    "--force-synchronization-limit=1",
    "--print-limit=0",
    ("--log-file=%q{" MEMCHECK_FOLDER "}/sanitizer.%p.log"),
};

enum { FIXED = sizeof(fixed) / sizeof(*fixed), CHOSEN_MOST = 5 };

char **sanitizer_words(const struct sanitizer_command *command)
{
    char **words = memory_new((FIXED + CHOSEN_MOST) * sizeof(*words));
    size_t count = 0;
    words[count++] = memory_copy(command->tool);
    for (size_t i = 0; i < FIXED; i++) {
        words[count++] = memory_copy(fixed[i]);
    }
    if (command->padding > 0) {
        words[count++] = memory_print("--padding=%llu", (unsigned long long)command->padding);
    }
    if (command->suppressions) {
        words[count++] = memory_print("--suppressions=%s", command->suppressions);
    }
    words[count] = memory_copy("--");
    return words;
}

static char *found_in(const char *folder, size_t length)
{
    char *path = memory_print("%.*s/compute-sanitizer", (int)length, folder);
    if (access(path, X_OK) == 0) {
        return path;
    }
    free(path);
    return NULL;
}

char *sanitizer_find(void)
{
    static const char *const usual[] = {"/usr/local/cuda/bin", "/usr/local/cuda/compute-sanitizer",
                                        "/usr/lib/nvidia-cuda-toolkit/compute-sanitizer"};
    const char *path = getenv("PATH");
    char *found = NULL;
    for (const char *at = path; at && *at && !found; at += strspn(at, ":")) {
        const size_t length = strcspn(at, ":");
        found = length > 0 ? found_in(at, length) : NULL;
        at += length;
    }
    for (size_t i = 0; i < sizeof(usual) / sizeof(*usual) && !found; i++) {
        found = found_in(usual[i], strlen(usual[i]));
    }
    return found;
}
