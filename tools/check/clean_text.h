/* SPDX-License-Identifier: MIT */
/* Texts that any reader can take: programs name things as they like, and a report may come from anywhere. */
#ifndef TLSCOPE_CHECK_CLEAN_TEXT_H
#define TLSCOPE_CHECK_CLEAN_TEXT_H

#include <cjson/cJSON.h>

/* Puts a '?' for every byte that is not UTF-8 or belongs to a control character, which no terminal and no XML takes. */
void clean_text(char *text);

/* The same of every string of a document. */
void clean_json(cJSON *item);

#endif
