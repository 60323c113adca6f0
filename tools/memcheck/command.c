/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "memory.h"

/*
 * Beside what is plain: redzones of eight values, and freed blocks held back long, since pools of tensors are large;
 * code of unloaded libraries keeps its names; a child has a file of its own; threads take fair turns, as LTTng's need.
 */
static const char *const fixed[] = {
    "valgrind",
    "--tool=memcheck",
    "--xml=yes",
    ("--xml-file=%q{" MEMCHECK_FOLDER "}/memcheck.%p.xml"),
    "--leak-check=full",
    "--show-leak-kinds=all",
    "--leak-resolution=high",
    "--redzone-size=64",
    "--freelist-vol=200000000",
    "--freelist-big-blocks=50000000",
    "--keep-debuginfo=yes",
    "--error-limit=no",
    "--trace-children=yes",
    "--child-silent-after-fork=no",
    "--fair-sched=try",
};

enum { FIXED = sizeof(fixed) / sizeof(*fixed), CHOSEN_MOST = 6 };

char **memcheck_words(const struct memcheck_command *command)
{
    char **words = memory_new((FIXED + CHOSEN_MOST + command->more_count) * sizeof(*words));
    size_t count = 0;
    for (; count < FIXED; count++) {
        words[count] = memory_copy(fixed[count]);
    }
    words[count++] = memory_print("--num-callers=%u", (unsigned)command->callers);
    if (command->track_origins) {
        words[count++] = memory_copy("--track-origins=yes");
    }
    words[count++] = memory_copy(command->gdb ? "--vgdb=yes" : "--vgdb=no");
    if (command->gdb) {
        words[count++] = memory_copy("--vgdb-error=1");
    }
    if (command->suppressions) {
        words[count++] = memory_print("--suppressions=%s", command->suppressions);
    }
    for (size_t i = 0; i < command->more_count; i++) {
        words[count++] = memory_print("--suppressions=%s", command->more[i]);
    }
    return words;
}

void memcheck_words_free(char **words)
{
    for (char **word = words; *word; word++) {
        free(*word);
    }
    free(words);
}

char *memcheck_own_suppressions(void)
{
    char tool[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", tool, sizeof(tool) - 1);
    tool[length > 0 ? length : 0] = '\0';
    char *path = memory_print("%s/../share/tlscope/tlscope.supp", dirname(tool));
    char *real = realpath(path, NULL);
    free(path);
    return real;
}
