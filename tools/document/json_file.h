/* SPDX-License-Identifier: MIT */
/* The JSON in a file. */
#ifndef TLSCOPE_DOCUMENT_JSON_FILE_H
#define TLSCOPE_DOCUMENT_JSON_FILE_H

#include <cjson/cJSON.h>

#include "fault.h"

/* The tree in a file ("-": the standard input), for cJSON_Delete. NULL, told to the fault, where there is none. */
cJSON *json_file_read(const char *path, struct document_fault *fault);

#endif
