#include "portal/repeat.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "portal/store.h"

#define WAIT_S 30
#define BODY_MAX (64 * 1024)

struct repeats {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct repeat *running;		/* each is on its thread's stack */
};

struct repeats *
repeats_new(void)
{
	struct repeats *r = calloc(1, sizeof(*r));
	pthread_condattr_t attr;
	int failed;

	if (r == NULL)
		return NULL;
	failed = pthread_mutex_init(&r->lock, NULL) != 0 ||
	    pthread_condattr_init(&attr) != 0;
	if (!failed) {
		failed = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0
		    || pthread_cond_init(&r->changed, &attr) != 0;
		pthread_condattr_destroy(&attr);
	}
	if (failed) {
		free(r);
		return NULL;
	}
	return r;
}

void
repeats_free(struct repeats **repeats)
{
	if (*repeats == NULL)
		return;
	pthread_cond_destroy(&(*repeats)->changed);
	pthread_mutex_destroy(&(*repeats)->lock);
	free(*repeats);
	*repeats = NULL;
}

/* ---- Those at work ---- */

static bool
is_running(const struct repeats *r, const struct repeat *wanted)
{
	for (const struct repeat *p = r->running; p != NULL; p = p->next) {
		if (memcmp(p->scope, wanted->scope, sizeof(p->scope)) == 0 &&
		    strcmp(p->key, wanted->key) == 0)
			return true;
	}
	return false;
}

enum err
repeat_enter(struct repeats *r, struct repeat *repeat)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_S;
	pthread_mutex_lock(&r->lock);
	while (rc != ETIMEDOUT && is_running(r, repeat))
		rc = pthread_cond_timedwait(&r->changed, &r->lock, &until);
	if (rc != ETIMEDOUT) {
		repeat->next = r->running;
		r->running = repeat;
	}
	pthread_mutex_unlock(&r->lock);
	return rc == ETIMEDOUT ? ERR_PORTAL_BUSY : ERR_OK;
}

void
repeat_leave(struct repeats *r, struct repeat *repeat)
{
	pthread_mutex_lock(&r->lock);
	for (struct repeat **p = &r->running; *p != NULL; p = &(*p)->next) {
		if (*p == repeat) {
			*p = repeat->next;
			break;
		}
	}
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

/* ---- Those that were answered ---- */

static enum err
read_answer(struct sqlite3_stmt *row, const struct keys *keys,
    const struct repeat *repeat, int *status, struct buf *body)
{
	uint8_t request[HASH_BYTES];
	struct buf sealed;
	enum err e;

	buf_init(&sealed, BODY_MAX + 64);
	e = store_blob(row, 0, request, sizeof(request));
	*status = (int)store_int(row, 1);
	if (e == ERR_OK)
		e = store_blob_buf(row, 2, &sealed);
	if (e == ERR_OK && !seal_equal(request, repeat->request))
		e = ERR_REFUSED;
	else if (e == ERR_OK && seal_open(keys->seal, repeat->key,
	    sealed.data, sealed.len, body) != ERR_OK)
		e = ERR_IO;
	buf_free(&sealed);
	return e;
}

enum err
repeat_find(struct store *store, const struct keys *keys,
    const struct repeat *repeat, int64_t now, int *status, struct buf *body)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT request, status, body_sealed"
	    " FROM answer WHERE scope = ? AND key = ? AND expires > ?", "bti",
	    (const void *)repeat->scope, sizeof(repeat->scope), repeat->key,
	    now);
	if (e != ERR_OK)
		return e;
	e = read_answer(row, keys, repeat, status, body);
	store_done(row);
	return e;
}

enum err
repeat_keep(struct store *store, const struct keys *keys,
    const struct repeat *repeat, int status, const struct buf *body,
    int64_t expires)
{
	struct buf sealed;
	enum err e;

	buf_init(&sealed, BODY_MAX + 64);
	e = seal_bytes(keys->seal, repeat->key, body->data, body->len,
	    &sealed);
	if (e == ERR_OK)
		e = store_run(store, "INSERT OR REPLACE INTO answer (scope,"
		    " key, request, status, body_sealed, expires)"
		    " VALUES (?, ?, ?, ?, ?, ?)", "btbibi",
		    (const void *)repeat->scope, sizeof(repeat->scope),
		    repeat->key, (const void *)repeat->request,
		    sizeof(repeat->request), (int64_t)status,
		    (const void *)sealed.data, sealed.len, expires);
	buf_free(&sealed);
	return e;
}
