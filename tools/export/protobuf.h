/* SPDX-License-Identifier: MIT */
/*
 * Protocol buffers, the part that profiles are made of: whole numbers, texts and messages. Written by hand since that
 * is all of it; a code generator and its library would be the larger part of the export.
 */
#ifndef TLSCOPE_EXPORT_PROTOBUF_H
#define TLSCOPE_EXPORT_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

/* A message being written. A zeroed one is empty. */
struct protobuf {
    unsigned char *bytes;
    size_t count;
    size_t room;
};

void protobuf_number(struct protobuf *message, uint32_t field, uint64_t value);
void protobuf_text(struct protobuf *message, uint32_t field, const char *text);

/* A number of a packed field, whose bytes `packed` collects. */
void protobuf_packed(struct protobuf *packed, uint64_t value);

/* Puts a message into another one, and empties it for the next. */
void protobuf_message(struct protobuf *message, uint32_t field, struct protobuf *inner);

void protobuf_free(struct protobuf *message);

#endif
