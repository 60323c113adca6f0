/* SPDX-License-Identifier: MIT */
/* What an executable file says about its use of the ABI. */
#ifndef TLSCOPE_RECORD_ELF_FILE_H
#define TLSCOPE_RECORD_ELF_FILE_H

#include <stdbool.h>

struct elf_facts {
    bool known;         /* a 64-bit ELF file whose tables could be read; else all below is false */
    bool interpreted;   /* started by a dynamic loader; else static */
    bool glibc_loader;  /* that loader is glibc's */
    bool needs_runtime; /* lists libtlscope.so among its libraries */
    bool calls_abi;     /* calls functions of the ABI that some library provides */
    bool defines_abi;   /* provides functions of the ABI to others itself */
};

/* Any file is fine: what is no ELF file, or damaged, is not `known`. */
struct elf_facts elf_file_read(const char *path);

#endif
