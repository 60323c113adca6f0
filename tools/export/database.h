/* SPDX-License-Identifier: MIT */
/* Rows into tables of an SQLite file: a statement a table, prepared once. */
#ifndef TLSCOPE_EXPORT_DATABASE_H
#define TLSCOPE_EXPORT_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum table {
#define TABLE(name, definition) TABLE_##name,
#include "tables.def"
#undef TABLE
    TABLES
};

struct database {
    sqlite3 *handle;
    sqlite3_stmt *inserts[TABLES];
    sqlite3_stmt *row; /* the one being filled */
    int column;        /* filled last, from 1 */
    bool failed;
};

/* Makes the tables in an empty file. */
void database_open(struct database *database, const char *path);

/* Makes the indexes and closes the file. False when anything went wrong; says on stderr what. */
bool database_close(struct database *database);

/* A row: its columns one after the other, then row_end. */
void row_begin(struct database *database, enum table table);
void row_number(struct database *database, uint64_t number);
void row_text(struct database *database, const char *text); /* NULL: a null */
void row_null(struct database *database);
void row_end(struct database *database);

#endif
