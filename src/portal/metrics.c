#include "portal/metrics.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "portal/store.h"

/* Upper ends of the histogram's buckets: a login is scrypt (a quarter of a
 * second), an SMS a program, all else a few milliseconds. */
static const int bucket_ms[] = { 5, 20, 50, 100, 250, 500, 1000, 5000 };
#define BUCKETS (sizeof(bucket_ms) / sizeof(bucket_ms[0]))

struct times {
	uint64_t in[BUCKETS];		/* not longer than bucket_ms[i] */
	uint64_t count, sum_ms;
};

struct metrics {
	pthread_mutex_t lock;
	int64_t started;		/* wall clock, seconds */
	uint64_t answered[WIRE_OP_COUNT][ERR_COUNT];
	struct times took[WIRE_OP_COUNT];
};

struct metrics *
metrics_new(void)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->started = clock_wall_s();
	if (pthread_mutex_init(&m->lock, NULL) != 0) {
		free(m);
		return NULL;
	}
	return m;
}

void
metrics_free(struct metrics **metrics)
{
	struct metrics *m = *metrics;

	*metrics = NULL;
	if (m == NULL)
		return;
	pthread_mutex_destroy(&m->lock);
	free(m);
}

void
metrics_note(struct metrics *m, enum wire_op op, enum err outcome, int64_t ms)
{
	struct times *t = &m->took[op];

	pthread_mutex_lock(&m->lock);
	m->answered[op][outcome]++;
	for (size_t i = 0; i < BUCKETS; i++)
		t->in[i] += ms <= bucket_ms[i] ? 1 : 0;
	t->count++;
	t->sum_ms += (uint64_t)ms;
	pthread_mutex_unlock(&m->lock);
}

static enum err
head(struct buf *out, const char *name, const char *type, const char *help)
{
	return buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
	    type);
}

static enum err
write_answered(const struct metrics *m, struct buf *out)
{
	static const char name[] = "cilingir_portal_requests_total";
	enum err e = head(out, name, "counter",
	    "Requests that were answered, by operation and outcome.");

	for (int op = 0; op < WIRE_OP_COUNT && e == ERR_OK; op++) {
		for (int i = 0; i < ERR_COUNT && e == ERR_OK; i++) {
			if (m->answered[op][i] == 0)
				continue;
			e = buf_addf(out, "%s{op=\"%s\",outcome=\"%s\"} %llu\n",
			    name, wire_op_info((enum wire_op)op)->name,
			    err_name((enum err)i),
			    (unsigned long long)m->answered[op][i]);
		}
	}
	return e;
}

static enum err
write_times(const struct times *t, const char *name, const char *op,
    struct buf *out)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < BUCKETS && e == ERR_OK; i++)
		e = buf_addf(out, "%s_bucket{op=\"%s\",le=\"%d.%03d\"} %llu\n",
		    name, op, bucket_ms[i] / 1000, bucket_ms[i] % 1000,
		    (unsigned long long)t->in[i]);
	if (e == ERR_OK)
		e = buf_addf(out, "%s_bucket{op=\"%s\",le=\"+Inf\"} %llu\n"
		    "%s_sum{op=\"%s\"} %llu.%03llu\n"
		    "%s_count{op=\"%s\"} %llu\n", name, op,
		    (unsigned long long)t->count, name, op,
		    (unsigned long long)t->sum_ms / 1000,
		    (unsigned long long)t->sum_ms % 1000, name, op,
		    (unsigned long long)t->count);
	return e;
}

static enum err
write_took(const struct metrics *m, struct buf *out)
{
	static const char name[] = "cilingir_portal_request_seconds";
	enum err e = head(out, name, "histogram",
	    "How long requests took, by operation.");

	for (int op = 0; op < WIRE_OP_COUNT && e == ERR_OK; op++) {
		if (m->took[op].count > 0)
			e = write_times(&m->took[op], name,
			    wire_op_info((enum wire_op)op)->name, out);
	}
	return e;
}

static enum err
write_sessions(struct store *store, int64_t now, struct buf *out)
{
	static const char name[] = "cilingir_portal_sessions";
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row,
	    "SELECT count(*) FROM session WHERE expires > ?", "i", now);
	if (e != ERR_OK)
		return e;
	e = head(out, name, "gauge", "Sessions that are open.");
	if (e == ERR_OK)
		e = buf_addf(out, "%s %lld\n", name,
		    (long long)store_int(row, 0));
	store_done(row);
	return e;
}

/* "issued" are those whose result no terminal has reported (yet). */
static enum err
write_unlocks(struct store *store, struct buf *out)
{
	static const char name[] = "cilingir_portal_unlocks";
	struct sqlite3_stmt *row;
	char state[16];
	enum err e, next;

	e = head(out, name, "gauge", "Unlocks in the database, by state.");
	if (e != ERR_OK)
		return e;
	next = store_row(store, &row, "SELECT state, count(*) FROM unlock"
	    " GROUP BY state ORDER BY state", "");
	if (next == ERR_NOT_FOUND)
		return ERR_OK;
	while (e == ERR_OK && next == ERR_OK) {
		e = store_text(row, 0, state, sizeof(state));
		if (e == ERR_OK)
			e = buf_addf(out, "%s{state=\"%s\"} %lld\n", name,
			    state, (long long)store_int(row, 1));
		if (e == ERR_OK)
			next = store_next(store, row);
	}
	if (next == ERR_OK)
		store_done(row);
	return e == ERR_OK && next != ERR_NOT_FOUND ? next : e;
}

static enum err
write_build(const struct metrics *m, struct buf *out)
{
	enum err e = head(out, "cilingir_portal_build_info", "gauge",
	    "The version that runs.");

	if (e == ERR_OK)
		e = buf_addf(out, "cilingir_portal_build_info{version=\"%s\"}"
		    " 1\n", VERSION);
	if (e == ERR_OK)
		e = head(out, "process_start_time_seconds", "gauge",
		    "When it was started, in seconds since 1970.");
	if (e == ERR_OK)
		e = buf_addf(out, "process_start_time_seconds %lld\n",
		    (long long)m->started);
	return e;
}

enum err
metrics_write(struct metrics *m, struct store *store, int64_t now,
    struct buf *out)
{
	enum err e;

	pthread_mutex_lock(&m->lock);
	e = write_build(m, out);
	if (e == ERR_OK)
		e = write_answered(m, out);
	if (e == ERR_OK)
		e = write_took(m, out);
	pthread_mutex_unlock(&m->lock);
	if (e == ERR_OK)
		e = store_begin(store);
	if (e != ERR_OK)
		return e;
	e = write_sessions(store, now, out);
	if (e == ERR_OK)
		e = write_unlocks(store, out);
	return store_end(store, e);
}
