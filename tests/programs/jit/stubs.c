/* SPDX-License-Identifier: MIT */
/*
 * A JIT compiler of two functions, the second in the place of the first, that tells tools of them:
 *   stubs dump   as jitdump, in a file in $JITDUMPDIR
 *   stubs map    as perf's map in /tmp
 * Each function hands a block to tl_mem_register_struct, and nobody frees it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <tl/abi.h>

enum { CODE_BYTES = 32, PAGE_BYTES = 4096, RECORD_LOAD = 0, RECORD_LINES = 2 };

typedef void (*stub)(void *block, void (*callee)(void *));

struct record_header {
    uint32_t type, bytes;
    uint64_t time;
};

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static FILE *must(FILE *file)
{
    if (!file) {
        perror("stubs");
        exit(1);
    }
    return file;
}

/* Tools find the file by the executable mapping of its first page. */
static FILE *dump_open(void)
{
    char path[4096];
    const char *folder = getenv("JITDUMPDIR");
    snprintf(path, sizeof path, "%s/jit-%ld.dump", folder ? folder : ".", (long)getpid());
    FILE *file = must(fopen(path, "w+e"));
    const uint32_t header[6] = {0x4A695444, 1, 40, 62, 0, (uint32_t)getpid()};
    const uint64_t rest[2] = {now(), 0};
    fwrite(header, sizeof header, 1, file);
    fwrite(rest, sizeof rest, 1, file);
    fflush(file);
    if (mmap(NULL, PAGE_BYTES, PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(file), 0) == MAP_FAILED) {
        perror("stubs");
    }
    return file;
}

static void dump_header(FILE *file, uint32_t type, size_t bytes)
{
    const struct record_header header = {type, (uint32_t)(sizeof header + bytes), now()};
    fwrite(&header, sizeof header, 1, file);
}

static void dump_function(FILE *file, const char *name, uint32_t line, const unsigned char *code)
{
    static uint64_t number;
    static const char source[] = "/src/model.src";
    const uint64_t start = (uintptr_t)code;
    const uint64_t lines[3] = {start, 1, start};
    const uint32_t place[2] = {line, 0};
    const uint32_t ids[2] = {(uint32_t)getpid(), (uint32_t)getpid()};
    const uint64_t load[4] = {start, start, CODE_BYTES, number++};
    dump_header(file, RECORD_LINES, sizeof lines + sizeof place + sizeof source);
    fwrite(lines, sizeof lines, 1, file);
    fwrite(place, sizeof place, 1, file);
    fwrite(source, sizeof source, 1, file);
    dump_header(file, RECORD_LOAD, sizeof ids + sizeof load + strlen(name) + 1 + CODE_BYTES);
    fwrite(ids, sizeof ids, 1, file);
    fwrite(load, sizeof load, 1, file);
    fwrite(name, strlen(name) + 1, 1, file);
    fwrite(code, CODE_BYTES, 1, file);
    fflush(file);
}

static FILE *map_open(void)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/perf-%ld.map", (long)getpid());
    return must(fopen(path, "we"));
}

static void map_function(FILE *file, const char *name, const unsigned char *code)
{
    fprintf(file, "%llx %x %s\n", (unsigned long long)(uintptr_t)code, CODE_BYTES, name);
    fflush(file);
}

/* `distance` instructions that do nothing, then: sub $8,%rsp; call *%rsi; add $8,%rsp; ret. */
static void compile(unsigned char *code, size_t distance)
{
    static const unsigned char body[] = {0x48, 0x83, 0xec, 0x08, 0xff, 0xd6, 0x48, 0x83, 0xc4, 0x08, 0xc3};
    memset(code, 0x90, CODE_BYTES);
    memcpy(code + distance, body, sizeof body);
}

static void call(unsigned char *code)
{
    stub function = NULL;
    memcpy(&function, &code, sizeof function);
    function(malloc(24), tl_mem_register_struct);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"_ZN5model5firstEv", "second version"};
    const int dump = argc == 2 && strcmp(argv[1], "dump") == 0;
    FILE *file = dump ? dump_open() : map_open();
    unsigned char *code =
        mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (code == MAP_FAILED) {
        perror("stubs");
        return 1;
    }
    for (unsigned i = 0; i < 2; i++) {
        compile(code, 4 * (size_t)i);
        if (dump) {
            dump_function(file, names[i], 11 * (i + 1), code);
        } else {
            map_function(file, names[i], code);
        }
        call(code);
    }
    return fclose(file) == 0 ? 0 : 1;
}
