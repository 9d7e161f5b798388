/* The portal's database: SQLite, WAL, STRICT tables, one connection behind a
 * lock.  What the tables hold is described in schema.c; who reads and writes
 * which is in store_*.c, one file a subject.
 *
 * For tests from outside: while a captcha may be answered, its text is in
 * table `captcha`, column `answer` (the newest row is the newest picture:
 * `SELECT answer FROM captcha ORDER BY rowid DESC LIMIT 1`). */
#ifndef PORTAL_STORE_H
#define PORTAL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct sqlite3_stmt;
struct store;

/* Open or make the file (mode 0600; ":memory:" for tests) and bring its
 * schema up to date.  *why says what went wrong (static text). */
MUST_CHECK enum err store_open(const char *path, struct store **store,
    const char **why);
void store_close(struct store **store);

/* A transaction: waits for the other threads' and other processes' ones.
 * Everything below is called inside one. */
MUST_CHECK enum err store_begin(struct store *store);

/* Commit if `e` is ERR_OK, else roll back.  Returns `e`, or ERR_IO when the
 * commit failed and nothing was kept. */
MUST_CHECK enum err store_end(struct store *store, enum err e);

/* Between transactions: what was deleted stands no more in the files either.
 * Pages that are free are zeroed when they become free (secure_delete); this
 * moves them from the log into the database and empties the log.
 * ERR_PORTAL_BUSY: another process reads; what was deleted is still in the
 * log, try again.  ERR_IO. */
MUST_CHECK enum err store_scrub(struct store *store);

/* Run a statement.  `sql` is a string constant: prepared once, known again by
 * its address.  One letter of `types` for each "?": i int64_t, t const char *
 * (NULL: null), b const void * + size_t (NULL: null). */
MUST_CHECK enum err store_run(struct store *store, const char *sql,
    const char *types, ...);

/* The same, for the first row of a query: read it with the calls below, then
 * call store_done.  ERR_NOT_FOUND: no row, nothing to be done. */
MUST_CHECK enum err store_row(struct store *store, struct sqlite3_stmt **row,
    const char *sql, const char *types, ...);

/* The next row of the same query; ERR_NOT_FOUND behind the last one. */
MUST_CHECK enum err store_next(struct store *store, struct sqlite3_stmt *row);
void store_done(struct sqlite3_stmt *row);

/* Rows that the last store_run changed. */
int store_changes(const struct store *store);

/* The rowid that the last INSERT made. */
int64_t store_rowid(const struct store *store);

/* Columns of a row, from 0.  A null is 0, "" or no bytes; text and blob that
 * do not fit are ERR_IO. */
int64_t store_int(struct sqlite3_stmt *row, int column);
bool store_null(struct sqlite3_stmt *row, int column);
MUST_CHECK enum err store_text(struct sqlite3_stmt *row, int column, char *out,
    size_t size);
MUST_CHECK enum err store_blob(struct sqlite3_stmt *row, int column,
    uint8_t *out, size_t size);
MUST_CHECK enum err store_blob_buf(struct sqlite3_stmt *row, int column,
    struct buf *out);

/* Private to store: schema.c. */
struct sqlite3;
MUST_CHECK enum err schema_bring_up(struct sqlite3 *db, const char **why);

#endif
