/* SPDX-License-Identifier: MIT */
#include "tlview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static const struct {
    const char *name;
    enum column_encoding encoding;
} descriptions[TLVIEW_COLUMNS] = {
#define COLUMN(code, name, encoding) {name, COLUMN_##encoding},
#include "columns.def"
#undef COLUMN
};

void tlview_init(struct tlview *tlview)
{
    *tlview = (struct tlview){0};
    for (size_t i = 0; i < TLVIEW_COLUMNS; i++) {
        tlview->columns[i].encoding = descriptions[i].encoding;
    }
}

void tlview_free(struct tlview *tlview)
{
    for (size_t i = 0; i < TLVIEW_COLUMNS; i++) {
        column_free(&tlview->columns[i]);
    }
}

void tlview_add_json(struct tlview *tlview, enum tlview_column column, char *json)
{
    column_add_text(&tlview->columns[column], json, strlen(json));
    free(json);
}

static void directory_entry(FILE *file, size_t index, const struct column *column, uint64_t offset)
{
    fprintf(file,
            "%s{\"name\":\"%s\",\"encoding\":\"%s\",\"compression\":\"deflate-raw\",\"count\":%" PRIu64
            ",\"offset\":%" PRIu64 ",\"bytes\":%" PRIu64 "}",
            offset > 0 ? "," : "", descriptions[index].name, column_encoding_name(column->encoding), column->count,
            offset, column->packed.total);
}

/* For free(). */
static char *directory(const struct tlview *tlview)
{
    char *text = NULL;
    size_t size = 0;
    uint64_t offset = 0;
    FILE *file = open_memstream(&text, &size);
    if (!file) {
        memory_out();
    }
    fprintf(file, "{\"version\":%d,\"producer\":\"tlscope " TLSCOPE_VERSION "\",\"columns\":[", TLVIEW_VERSION);
    for (size_t i = 0; i < TLVIEW_COLUMNS; i++) {
        if (tlview->columns[i].count > 0) {
            directory_entry(file, i, &tlview->columns[i], offset);
            offset += tlview->columns[i].packed.total;
        }
    }
    fputs("]}", file);
    if (fclose(file) != 0) {
        memory_out();
    }
    return text;
}

static bool header_write(const struct tlview *tlview, struct sink *sink)
{
    char *text = directory(tlview);
    const size_t length = strlen(text);
    const unsigned char head[] = {'T',
                                  'L',
                                  'V',
                                  'I',
                                  'E',
                                  'W',
                                  0,
                                  TLVIEW_VERSION,
                                  (unsigned char)length,
                                  (unsigned char)(length >> 8),
                                  (unsigned char)(length >> 16),
                                  (unsigned char)(length >> 24)};
    const bool written = sink_write(sink, head, sizeof(head)) && sink_write(sink, text, length);
    free(text);
    return written;
}

bool tlview_write(struct tlview *tlview, struct sink *sink)
{
    for (size_t i = 0; i < TLVIEW_COLUMNS; i++) {
        column_finish(&tlview->columns[i]);
    }
    bool written = header_write(tlview, sink);
    for (size_t i = 0; i < TLVIEW_COLUMNS && written; i++) {
        written = spool_read(&tlview->columns[i].packed, sink_write, sink);
    }
    return written && sink_finish(sink);
}
