/* SPDX-License-Identifier: MIT */
#include "database.h"

#include <errno.h>
#include <stdio.h>

static const struct {
    const char *name;
    const char *definition;
} tables[TABLES] = {
#define TABLE(name, definition) {#name, definition},
#include "tables.def"
#undef TABLE
};

/* What people ask for: the objects of a place, the largest, the leaks, what was alive when. */
static const char indexes[] = "CREATE INDEX objects_place ON objects (place);"
                              "CREATE INDEX objects_bytes ON objects (bytes);"
                              "CREATE INDEX objects_name ON objects (name);"
                              "CREATE INDEX objects_pointer ON objects (pointer);"
                              "CREATE INDEX objects_born ON objects (born_ns);"
                              "CREATE INDEX objects_ended ON objects (ended_ns);"
                              "CREATE INDEX objects_number ON objects (process, object);"
                              "CREATE INDEX objects_leaked ON objects (verdict) WHERE leaked;"
                              "CREATE INDEX scopes_place ON scopes (place);"
                              "CREATE INDEX scopes_number ON scopes (process, scope);"
                              "CREATE INDEX scopes_open ON scopes (place) WHERE left_ns IS NULL;"
                              "CREATE INDEX diagnostics_code ON diagnostics (code);"
                              "CREATE INDEX diagnostics_object ON diagnostics (process, object);";

static void check(struct database *database, int status)
{
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW || database->failed) {
        return;
    }
    database->failed = true;
    const int error = database->handle ? sqlite3_system_errno(database->handle) : ENOMEM;
    fprintf(stderr, "tlscope: SQLite: %s\n", database->handle ? sqlite3_errmsg(database->handle) : "out of memory");
    errno = error ? error : status == SQLITE_FULL ? ENOSPC : EIO;
}

static void run(struct database *database, const char *statement)
{
    if (!database->failed) {
        check(database, sqlite3_exec(database->handle, statement, NULL, NULL, NULL));
    }
}

static sqlite3_stmt *prepared(struct database *database, const char *text)
{
    sqlite3_stmt *statement = NULL;
    if (!database->failed) {
        check(database, sqlite3_prepare_v2(database->handle, text, -1, &statement, NULL));
    }
    return statement;
}

static int column_count(struct database *database, const char *table)
{
    char text[64];
    snprintf(text, sizeof(text), "SELECT * FROM %s", table);
    sqlite3_stmt *all = prepared(database, text);
    const int count = all ? sqlite3_column_count(all) : 1;
    sqlite3_finalize(all);
    return count;
}

static void table_make(struct database *database, enum table table)
{
    char text[1024];
    snprintf(text, sizeof(text), "CREATE TABLE %s (%s)", tables[table].name, tables[table].definition);
    run(database, text);
    int length = snprintf(text, sizeof(text), "INSERT INTO %s VALUES (?", tables[table].name);
    for (int i = column_count(database, tables[table].name); i > 1; i--) {
        length += snprintf(text + length, sizeof(text) - (size_t)length, ",?");
    }
    snprintf(text + length, sizeof(text) - (size_t)length, ")");
    database->inserts[table] = prepared(database, text);
}

void database_open(struct database *database, const char *path)
{
    *database = (struct database){0};
    check(database, sqlite3_open_v2(path, &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
    run(database, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    for (int i = 0; i < TABLES; i++) {
        table_make(database, (enum table)i);
    }
}

bool database_close(struct database *database)
{
    for (size_t i = 0; i < TABLES; i++) {
        sqlite3_finalize(database->inserts[i]);
    }
    run(database, indexes);
    run(database, "ANALYZE; COMMIT");
    sqlite3_close(database->handle);
    return !database->failed;
}

void row_begin(struct database *database, enum table table)
{
    database->row = database->inserts[table];
    database->column = 0;
}

void row_number(struct database *database, uint64_t number)
{
    sqlite3_bind_int64(database->row, ++database->column, (sqlite3_int64)number);
}

void row_text(struct database *database, const char *text)
{
    sqlite3_bind_text(database->row, ++database->column, text, -1, SQLITE_TRANSIENT);
}

void row_null(struct database *database)
{
    sqlite3_bind_null(database->row, ++database->column);
}

void row_end(struct database *database)
{
    if (!database->failed) {
        check(database, sqlite3_step(database->row));
        sqlite3_reset(database->row);
    }
}
