#include "loop/pending.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "loop/loop.h"

struct request {
	uint32_t id;			/* 0: free */
	int64_t deadline;
	pending_done done;
	void *arg;
	bool doomed;			/* part of what is being ended now */
};

struct pending {
	struct request requests[PENDING_MAX];
	uint32_t last_id;
	struct loop_timer *timer;
	void *owner;
	void (*late)(void *owner);
	int busy;			/* calls of done that are running */
	bool freed;
};

static void
pending_arm(struct pending *p)
{
	int64_t first = CLOCK_NEVER;

	for (size_t i = 0; i < PENDING_MAX; i++) {
		const struct request *r = &p->requests[i];

		if (r->id != 0 && r->deadline < first)
			first = r->deadline;
	}
	loop_timer_at(p->timer, first);
}

static struct request *
pending_find(struct pending *p, uint32_t id)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (p->requests[i].id == id)
			return &p->requests[i];
	}
	return NULL;
}

/* Around calls out, in which the owner may free us. */
static void
pending_enter(struct pending *p)
{
	p->busy++;
}

static void
pending_leave(struct pending *p)
{
	p->busy--;
	if (p->freed && p->busy == 0)
		free(p);
	else if (!p->freed)
		pending_arm(p);
}

static void
request_end(struct pending *p, struct request *r, enum err e,
    const uint8_t *body, size_t len)
{
	struct request copy = *r;

	*r = (struct request){ 0 };
	copy.done(p->owner, copy.arg, e, body, len);
}

/* The oldest request that is doomed.  Ids grow, also past their overflow. */
static struct request *
next_doomed(struct pending *p)
{
	struct request *oldest = NULL;

	for (size_t i = 0; i < PENDING_MAX; i++) {
		struct request *r = &p->requests[i];

		if (r->id != 0 && r->doomed && (oldest == NULL ||
		    (int32_t)(r->id - oldest->id) < 0))
			oldest = r;
	}
	return oldest;
}

/* End those due by `now`.  They are marked first: a done may add requests,
 * which must not be ended with them. */
static void
pending_end(struct pending *p, int64_t now, enum err e)
{
	struct request *r = NULL;

	for (size_t i = 0; i < PENDING_MAX; i++) {
		r = &p->requests[i];
		if (r->id != 0 && r->deadline <= now)
			r->doomed = true;
	}
	pending_enter(p);
	r = next_doomed(p);
	while (r != NULL && !p->freed) {
		request_end(p, r, e, NULL, 0);
		if (e == ERR_TIMEOUT && !p->freed && p->late != NULL)
			p->late(p->owner);
		r = next_doomed(p);
	}
	pending_leave(p);
}

static void
on_timer(void *arg)
{
	pending_end(arg, clock_now_ms(), ERR_TIMEOUT);
}

enum err
pending_new(struct loop *loop, void *owner, void (*late)(void *owner),
    struct pending **pending)
{
	struct pending *p = calloc(1, sizeof(*p));
	enum err e;

	*pending = NULL;
	if (p == NULL)
		return ERR_NO_MEMORY;
	p->owner = owner;
	p->late = late;
	e = loop_timer_new(loop, on_timer, p, &p->timer);
	if (e != ERR_OK) {
		free(p);
		return e;
	}
	*pending = p;
	return ERR_OK;
}

enum err
pending_add(struct pending *p, int64_t deadline, pending_done done, void *arg,
    uint32_t *id)
{
	struct request *r = pending_find(p, 0);

	*id = 0;
	if (p->freed)
		return ERR_CANCELLED;
	if (r == NULL)
		return ERR_TOO_BIG;
	p->last_id++;
	if (p->last_id == 0)
		p->last_id++;
	*r = (struct request){
		.id = p->last_id, .deadline = deadline, .done = done,
		.arg = arg,
	};
	*id = r->id;
	pending_arm(p);
	return ERR_OK;
}

void
pending_answer(struct pending *p, uint32_t id, enum err e,
    const uint8_t *body, size_t len)
{
	struct request *r = id != 0 && !p->freed ? pending_find(p, id) : NULL;

	if (r == NULL)
		return;
	pending_enter(p);
	request_end(p, r, e, body, len);
	pending_leave(p);
}

void
pending_drop(struct pending *p, uint32_t id)
{
	struct request *r = id != 0 && !p->freed ? pending_find(p, id) : NULL;

	if (r == NULL)
		return;
	*r = (struct request){ 0 };
	pending_arm(p);
}

void
pending_fail_all(struct pending *p, enum err e)
{
	if (!p->freed)
		pending_end(p, CLOCK_NEVER, e);
}

void
pending_free(struct pending **pending)
{
	struct pending *p = NULL;

	if (pending == NULL || *pending == NULL)
		return;
	p = *pending;
	*pending = NULL;
	loop_timer_free(&p->timer);
	p->freed = true;
	if (p->busy == 0)
		free(p);
}
