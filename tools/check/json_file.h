/* SPDX-License-Identifier: MIT */
/* JSON documents in files. */
#ifndef TLSCOPE_CHECK_JSON_FILE_H
#define TLSCOPE_CHECK_JSON_FILE_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "failure.h"

/* The document in a file, the caller's; `what` names it in messages. NULL, with a message, where there is none. */
cJSON *json_file_read(const char *path, const char *what, struct failure *failure);

/* Writes a document, for people to read, too, and frees it. False when the file takes no more (errno says why). */
bool json_file_write(cJSON *document, FILE *file);

#endif
