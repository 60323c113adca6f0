/* SPDX-License-Identifier: MIT */
#include "object_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "memory.h"
#include "spool.h"

enum { ROWS_MOST = 1 << 17, PIECE_READ = 1 << 14, ROW_FIELDS = 12, ROW_BYTES_MOST = ROW_FIELDS * VARINT_MOST + 5 };

/* Rows of the file, sorted. While they are merged, `row` is the first that is not taken yet. */
struct object_piece {
    uint64_t offset; /* of what is not read yet */
    uint64_t left;   /* bytes of it */
    uint64_t rows;   /* that are not taken */
    struct object_row row;
    unsigned char *bytes; /* PIECE_READ of them */
    size_t used;
    size_t filled;
};

void object_rows_init(struct object_rows *rows, size_t most)
{
    *rows = (struct object_rows){.most = most > 0 ? most : ROWS_MOST};
    rows->rows = memory_resize(NULL, rows->most, sizeof(*rows->rows));
}

void object_rows_free(struct object_rows *rows)
{
    if (rows->file) {
        fclose(rows->file);
    }
    for (size_t i = 0; i < rows->piece_count; i++) {
        free(rows->pieces[i].bytes);
    }
    free(rows->pieces);
    free(rows->rows);
}

static int compare(const struct object_row *left, const struct object_row *right)
{
    if (left->birth != right->birth) {
        return left->birth < right->birth ? -1 : 1;
    }
    if (left->process != right->process) {
        return left->process < right->process ? -1 : 1;
    }
    return left->number < right->number ? -1 : left->number > right->number;
}

static int compare_rows(const void *left, const void *right)
{
    return compare(left, right);
}

static size_t encode(unsigned char *bytes, const struct object_row *row, const struct object_row *before)
{
    const uint64_t fields[ROW_FIELDS] = {row->birth - before->birth,
                                         row->lifetime,
                                         row->size,
                                         zigzag(row->address - before->address),
                                         row->number,
                                         row->process,
                                         row->site,
                                         row->freed,
                                         row->scope,
                                         row->name,
                                         row->thread,
                                         row->stream};
    const unsigned char few[] = {row->kind, row->end, row->device, row->verdict, row->leaked};
    size_t used = 0;
    for (size_t i = 0; i < ROW_FIELDS; i++) {
        used += varint_put(bytes + used, fields[i]);
    }
    memcpy(bytes + used, few, sizeof(few));
    return used + sizeof(few);
}

static uint64_t varint_get(const unsigned char *bytes, size_t *used)
{
    uint64_t value = 0;
    unsigned shift = 0;
    unsigned char byte;
    do {
        byte = bytes[(*used)++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte > 0x7f && shift < 64);
    return value;
}

static size_t decode(const unsigned char *bytes, struct object_row *row)
{
    uint64_t fields[ROW_FIELDS];
    size_t used = 0;
    for (size_t i = 0; i < ROW_FIELDS; i++) {
        fields[i] = varint_get(bytes, &used);
    }
    const unsigned char *few = bytes + used;
    *row = (struct object_row){.birth = row->birth + fields[0],
                               .lifetime = fields[1],
                               .size = fields[2],
                               .address = row->address + (fields[3] >> 1 ^ (0 - (fields[3] & 1))),
                               .number = (uint32_t)fields[4],
                               .process = (uint32_t)fields[5],
                               .site = (uint32_t)fields[6],
                               .freed = (uint32_t)fields[7],
                               .scope = (uint32_t)fields[8],
                               .name = (uint32_t)fields[9],
                               .thread = (uint32_t)fields[10],
                               .stream = fields[11],
                               .kind = few[0],
                               .end = few[1],
                               .device = few[2],
                               .verdict = few[3],
                               .leaked = few[4]};
    return used + 5;
}

static void fail(struct object_rows *rows)
{
    rows->error = rows->error != 0 ? rows->error : errno != 0 ? errno : EIO;
}

/* Writes the rows in memory as a piece. */
static void piece_write(struct object_rows *rows)
{
    unsigned char bytes[ROW_BYTES_MOST];
    struct object_row before = {.birth = 0};
    rows->file = rows->file ? rows->file : spool_file();
    if (!rows->file) {
        fail(rows);
        return;
    }
    struct object_piece piece = {.offset = (uint64_t)ftello(rows->file), .rows = rows->count};
    for (size_t i = 0; i < rows->count; i++) {
        const size_t used = encode(bytes, &rows->rows[i], &before);
        if (fwrite(bytes, 1, used, rows->file) != used) {
            fail(rows);
        }
        piece.left += used;
        before = rows->rows[i];
    }
    rows->pieces = memory_resize(rows->pieces, rows->piece_count + 1, sizeof(piece));
    rows->pieces[rows->piece_count++] = piece;
}

static void spill(struct object_rows *rows)
{
    qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
    if (rows->error == 0) {
        piece_write(rows);
    }
    rows->count = 0;
}

void object_rows_add(struct object_rows *rows, const struct object_row *row)
{
    if (rows->count == rows->most) {
        spill(rows);
    }
    rows->rows[rows->count++] = *row;
}

/* Has a whole row in the piece's bytes, unless it is at its end. */
static bool piece_fill(struct object_rows *rows, struct object_piece *piece)
{
    if (piece->filled - piece->used >= ROW_BYTES_MOST || piece->left == 0) {
        return true;
    }
    memmove(piece->bytes, piece->bytes + piece->used, piece->filled - piece->used);
    piece->filled -= piece->used;
    piece->used = 0;
    const size_t room = PIECE_READ - piece->filled;
    const size_t wanted = piece->left < room ? (size_t)piece->left : room;
    if (fseeko(rows->file, (off_t)piece->offset, SEEK_SET) != 0 ||
        fread(piece->bytes + piece->filled, 1, wanted, rows->file) != wanted) {
        fail(rows);
        return false;
    }
    piece->filled += wanted;
    piece->offset += wanted;
    piece->left -= wanted;
    return true;
}

/* Goes on to the piece's next row; false at its end. */
static bool piece_next(struct object_rows *rows, struct object_piece *piece)
{
    if (piece->rows == 0 || !piece_fill(rows, piece)) {
        return false;
    }
    piece->used += decode(piece->bytes + piece->used, &piece->row);
    piece->rows--;
    return true;
}

/* Restores a heap of pieces, the one with the first row on top, of which only `at` is out of order. */
static void sift_down(struct object_piece **heap, size_t count, size_t at)
{
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        child += child + 1 < count && compare(&heap[child + 1]->row, &heap[child]->row) < 0;
        if (compare(&heap[at]->row, &heap[child]->row) <= 0) {
            return;
        }
        struct object_piece *moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

static size_t heap_make(struct object_rows *rows, struct object_piece **heap)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->piece_count; i++) {
        rows->pieces[i].bytes = memory_new(PIECE_READ);
        if (piece_next(rows, &rows->pieces[i])) {
            heap[count++] = &rows->pieces[i];
        }
    }
    for (size_t i = count; i > 0; i--) {
        sift_down(heap, count, i - 1);
    }
    return count;
}

static void merge(struct object_rows *rows, void (*take)(void *context, const struct object_row *row), void *context)
{
    struct object_piece **heap = memory_new(rows->piece_count * sizeof(struct object_piece *));
    size_t count = heap_make(rows, heap);
    while (count > 0) {
        take(context, &heap[0]->row);
        if (!piece_next(rows, heap[0])) {
            heap[0] = heap[--count];
        }
        sift_down(heap, count, 0);
    }
    free(heap);
}

bool object_rows_each(struct object_rows *rows, void (*take)(void *context, const struct object_row *row),
                      void *context)
{
    if (rows->piece_count > 0) {
        spill(rows);
        merge(rows, take, context);
    } else {
        qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
        for (size_t i = 0; i < rows->count; i++) {
            take(context, &rows->rows[i]);
        }
    }
    errno = rows->error;
    return rows->error == 0;
}
