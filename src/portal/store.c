#include "portal/store.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/log.h"

#define STATEMENTS 256		/* different ones in all store_*.c together */
#define BUSY_MS 5000		/* an operator's command holds the file */

struct store {
	sqlite3 *db;
	pthread_mutex_t lock;
	size_t count;
	struct {
		const char *sql;
		sqlite3_stmt *stmt;
	} prepared[STATEMENTS];
};

static enum err
report(struct store *s, const char *what)
{
	log_event(LOG_ERROR, "store.failed", "step=%s code=%d", what,
	    sqlite3_extended_errcode(s->db));
	return ERR_IO;
}

/* SQLite makes a new file with the umask's mode; it holds personal data. */
static enum err
make_private(const char *path)
{
	int fd;

	if (strcmp(path, ":memory:") == 0)
		return ERR_OK;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return ERR_IO;
	close(fd);
	return ERR_OK;
}

static enum err
configure(sqlite3 *db, const char **why)
{
	static const char pragmas[] =
	    "PRAGMA journal_mode=WAL;"
	    "PRAGMA synchronous=FULL;"
	    "PRAGMA foreign_keys=ON;"
	    "PRAGMA secure_delete=ON;"
	    "PRAGMA trusted_schema=OFF;"
	    "PRAGMA recursive_triggers=ON;";

	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	*why = "the database cannot be set up";
	return sqlite3_exec(db, pragmas, NULL, NULL, NULL) == SQLITE_OK ?
	    ERR_OK : ERR_IO;
}

enum err
store_open(const char *path, struct store **store, const char **why)
{
	struct store *s = calloc(1, sizeof(*s));
	enum err e = ERR_NO_MEMORY;

	*store = NULL;
	*why = "no memory";
	if (s == NULL)
		return e;
	if (pthread_mutex_init(&s->lock, NULL) != 0) {
		free(s);
		return e;
	}
	*why = "the database file cannot be opened";
	e = make_private(path);
	if (e == ERR_OK && sqlite3_open_v2(path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	    SQLITE_OPEN_FULLMUTEX, NULL) != SQLITE_OK)
		e = ERR_IO;
	if (e == ERR_OK)
		e = configure(s->db, why);
	if (e == ERR_OK)
		e = schema_bring_up(s->db, why);
	if (e != ERR_OK)
		store_close(&s);
	*store = s;
	return e;
}

void
store_close(struct store **store)
{
	struct store *s = *store;

	*store = NULL;
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++)
		sqlite3_finalize(s->prepared[i].stmt);
	sqlite3_close(s->db);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- Transactions ---- */

enum err
store_begin(struct store *s)
{
	enum err e;

	if (pthread_mutex_lock(&s->lock) != 0)
		return ERR_INTERNAL;
	e = store_run(s, "BEGIN IMMEDIATE", "");
	if (e != ERR_OK)
		pthread_mutex_unlock(&s->lock);
	return e;
}

enum err
store_end(struct store *s, enum err e)
{
	enum err ended = ERR_OK;

	if (e == ERR_OK)
		ended = store_run(s, "COMMIT", "");
	if (e != ERR_OK || ended != ERR_OK) {
		/* A failed statement may have rolled back already. */
		if (sqlite3_get_autocommit(s->db) == 0 &&
		    store_run(s, "ROLLBACK", "") != ERR_OK)
			log_event(LOG_ERROR, "store.rollback", "failed");
	}
	pthread_mutex_unlock(&s->lock);
	return e != ERR_OK ? e : ended;
}

enum err
store_scrub(struct store *s)
{
	int rc;

	if (pthread_mutex_lock(&s->lock) != 0)
		return ERR_INTERNAL;
	rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE,
	    NULL, NULL);
	pthread_mutex_unlock(&s->lock);
	if (rc == SQLITE_BUSY)
		return ERR_PORTAL_BUSY;
	return rc == SQLITE_OK ? ERR_OK : report(s, "scrub");
}

/* ---- Statements ---- */

static sqlite3_stmt *
prepared(struct store *s, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	for (size_t i = 0; i < s->count; i++) {
		if (s->prepared[i].sql == sql)
			return s->prepared[i].stmt;
	}
	if (s->count == STATEMENTS)
		return NULL;
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &stmt, NULL) != SQLITE_OK)
		return NULL;
	s->prepared[s->count].sql = sql;
	s->prepared[s->count].stmt = stmt;
	s->count++;
	return stmt;
}

static int
bind_one(sqlite3_stmt *stmt, int place, char type, va_list *args)
{
	const char *text;
	const void *blob;
	size_t len;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(stmt, place, va_arg(*args, int64_t));
	case 't':
		text = va_arg(*args, const char *);
		return sqlite3_bind_text(stmt, place, text, -1,
		    SQLITE_TRANSIENT);
	case 'b':
		blob = va_arg(*args, const void *);
		len = va_arg(*args, size_t);
		return sqlite3_bind_blob64(stmt, place, blob, len,
		    SQLITE_TRANSIENT);
	default:
		return SQLITE_MISUSE;
	}
}

static enum err
start(struct store *s, sqlite3_stmt **out, const char *sql, const char *types,
    va_list *args)
{
	sqlite3_stmt *stmt = prepared(s, sql);
	size_t count = strlen(types);

	if (stmt == NULL)
		return report(s, "prepare");
	if ((size_t)sqlite3_bind_parameter_count(stmt) != count)
		return ERR_INTERNAL;
	for (size_t i = 0; i < count; i++) {
		if (bind_one(stmt, (int)i + 1, types[i], args) != SQLITE_OK) {
			store_done(stmt);
			return report(s, "bind");
		}
	}
	*out = stmt;
	return ERR_OK;
}

enum err
store_run(struct store *s, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt = NULL;
	va_list args;
	enum err e;
	int rc;

	va_start(args, types);
	e = start(s, &stmt, sql, types, &args);
	va_end(args);
	if (e != ERR_OK)
		return e;
	rc = sqlite3_step(stmt);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		e = report(s, "run");
	store_done(stmt);
	return e;
}

enum err
store_next(struct store *s, sqlite3_stmt *row)
{
	int rc = sqlite3_step(row);

	if (rc == SQLITE_ROW)
		return ERR_OK;
	store_done(row);
	return rc == SQLITE_DONE ? ERR_NOT_FOUND : report(s, "step");
}

enum err
store_row(struct store *s, sqlite3_stmt **row, const char *sql,
    const char *types, ...)
{
	va_list args;
	enum err e;

	*row = NULL;
	va_start(args, types);
	e = start(s, row, sql, types, &args);
	va_end(args);
	return e != ERR_OK ? e : store_next(s, *row);
}

void
store_done(sqlite3_stmt *row)
{
	sqlite3_reset(row);
	sqlite3_clear_bindings(row);
}

int
store_changes(const struct store *s)
{
	return sqlite3_changes(s->db);
}

int64_t
store_rowid(const struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

/* ---- Columns ---- */

bool
store_null(struct sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL;
}

int64_t
store_int(sqlite3_stmt *row, int column)
{
	return sqlite3_column_int64(row, column);
}

enum err
store_text(sqlite3_stmt *row, int column, char *out, size_t size)
{
	const void *text = sqlite3_column_text(row, column);
	size_t len = (size_t)sqlite3_column_bytes(row, column);

	out[0] = '\0';
	if (len >= size)
		return ERR_IO;
	if (len > 0)
		memcpy(out, text, len);
	out[len] = '\0';
	return ERR_OK;
}

enum err
store_blob(sqlite3_stmt *row, int column, uint8_t *out, size_t size)
{
	const void *blob = sqlite3_column_blob(row, column);

	if ((size_t)sqlite3_column_bytes(row, column) != size)
		return ERR_IO;
	memcpy(out, blob, size);
	return ERR_OK;
}

enum err
store_blob_buf(sqlite3_stmt *row, int column, struct buf *out)
{
	const void *blob = sqlite3_column_blob(row, column);
	size_t len = (size_t)sqlite3_column_bytes(row, column);

	return len == 0 ? ERR_OK : buf_add(out, blob, len);
}
