/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_file.h"
#include "message.h"
#include "own_library.h"
#include "process.h"
#include "record.h"

enum { LOADER_MILLISECONDS = 10000 };

static bool is_executable_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode) && access(path, X_OK) == 0;
}

static char *check_path(const char *path, int *exit_code)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        message("cannot run %s: %s", path, strerror(errno));
        *exit_code = errno == ENOENT || errno == ENOTDIR ? RECORD_EXIT_NOT_FOUND : RECORD_EXIT_NOT_EXECUTABLE;
        return NULL;
    }
    if (S_ISDIR(status.st_mode) || access(path, X_OK) != 0) {
        message("cannot run %s: it is %s", path, S_ISDIR(status.st_mode) ? "a folder" : "not executable");
        *exit_code = RECORD_EXIT_NOT_EXECUTABLE;
        return NULL;
    }
    return strdup(path);
}

/* For free(); NULL where it is in no folder of PATH. */
static char *find_in_path(const char *program)
{
    const char *folders = getenv("PATH");
    for (const char *folder = folders; folder != NULL && program[0] != '\0';) {
        size_t length = strcspn(folder, ":");
        char *path = NULL;
        if (asprintf(&path, "%.*s%s%s", (int)length, folder, length != 0 ? "/" : "./", program) < 0) {
            break;
        }
        if (is_executable_file(path)) {
            return path;
        }
        free(path);
        folder = folder[length] == ':' ? folder + length + 1 : NULL;
    }
    return NULL;
}

bool check_is_in_path(const char *program)
{
    char *path = find_in_path(program);
    free(path);
    return path != NULL;
}

char *check_find(const char *program, int *exit_code)
{
    if (strchr(program, '/') != NULL) {
        return check_path(program, exit_code);
    }
    char *path = find_in_path(program);
    if (path != NULL) {
        return path;
    }
    if (access(program, F_OK) == 0) {
        message("%s: not found in PATH; the one in this folder is ./%s", program, program);
    } else {
        message("%s: not found in PATH, nor in this folder", program);
    }
    *exit_code = RECORD_EXIT_NOT_FOUND;
    return NULL;
}

static bool runs_as_another(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return false;
    }
    return ((status.st_mode & S_ISUID) != 0 && status.st_uid != geteuid()) ||
           ((status.st_mode & S_ISGID) != 0 && status.st_gid != getegid());
}

enum runtime_of_loader { RUNTIME_NOT_NEEDED, RUNTIME_NOT_FOUND, RUNTIME_FOUND };

/* Asks the loader itself, as ldd does: only it knows all the ways by which a library comes in. */
static enum runtime_of_loader ask_loader(const char *path, const char *output)
{
    char *argv[] = {(char *)path, NULL};
    char line[4096];
    enum runtime_of_loader answer = RUNTIME_NOT_NEEDED;
    process_run(argv, output, "LD_TRACE_LOADED_OBJECTS=1", LOADER_MILLISECONDS);
    FILE *list = fopen(output, "re");
    while (list != NULL && answer == RUNTIME_NOT_NEEDED && fgets(line, sizeof line, list) != NULL) {
        if (strstr(line, "libtlscope.so") != NULL) {
            answer = strstr(line, "=> not found") != NULL ? RUNTIME_NOT_FOUND : RUNTIME_FOUND;
        }
    }
    if (list != NULL) {
        fclose(list);
    }
    unlink(output); /* what the daemon says comes into a file of that name */
    return answer;
}

static bool tell_not_found(const char *path)
{
    char *own = own_library_folder("libtlscope.so");
    const char *folder = own != NULL ? own : "DIR";
    message("%s cannot start: the dynamic loader does not find its libtlscope.so; link it with -Wl,-rpath,%s, or set "
            "LD_LIBRARY_PATH=%s",
            path, folder, folder);
    free(own);
    return false;
}

/* What is preloaded is found by its path. */
static bool check_libraries(const char *path, const struct elf_facts *facts, const char *output)
{
    if (!facts->glibc_loader || !(facts->calls_abi || facts->needs_runtime)) {
        return true;
    }
    const enum runtime_of_loader answer = ask_loader(path, output);
    if (answer == RUNTIME_NOT_FOUND) {
        return tell_not_found(path);
    }
    if (answer == RUNTIME_NOT_NEEDED && !facts->needs_runtime) {
        message("%s calls the memory manager of another library; record it with --preload, or link it with -ltlscope",
                path);
        return false;
    }
    return true;
}

static bool check_elf(const char *path, const struct elf_facts *facts, bool preload, const char *output)
{
    if (!facts->interpreted) {
        message("%s is linked statically: the LTTng provider cannot be loaded into it; link it dynamically, with "
                "-ltlscope (a shared libc is enough)",
                path);
        return false;
    }
    if (preload && facts->defines_abi) {
        message("%s contains the memory manager itself, and its calls stay inside it: --preload cannot reach them; "
                "link it with -ltlscope instead",
                path);
        return false;
    }
    return preload || check_libraries(path, facts, output);
}

bool check_recordable(const char *path, bool preload, const char *output)
{
    if (runs_as_another(path)) {
        message("%s is setuid or setgid: neither LTTng nor --preload works in it; record a copy without that bit",
                path);
        return false;
    }
    struct elf_facts facts = elf_file_read(path);
    return !facts.known || check_elf(path, &facts, preload, output);
}
