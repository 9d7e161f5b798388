#include "remote/client.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "loop/pending.h"
#include "remote/proto.h"

#define ARGS_MAX 14
/* The helper gets a little less time than there is, so that its own word
 * (portal-away) is here before ours (timeout). */
#define MARGIN_MAX_MS 250

struct call {
	bool used;
	uint32_t id;
	enum wire_op op;
	remote_done done;
	void *arg;
};

struct client {
	struct remote remote;		/* first: what callers hold */
	struct child *child;
	struct pending *pending;
	struct loop_timer *kill;
	bool doomed;			/* the kill timer runs */
	struct call calls[PENDING_MAX];
};

static struct client *
client_of(struct remote *remote)
{
	return (struct client *)(void *)remote;
}

/* The document of a failed call, or what its status alone says. */
static void
take_problem(const struct proto_answer *a, struct remote_result *result)
{
	wire_decode_problem(a->status, a->body, a->body_len,
	    &result->problem);
	result->problem.retry_after = a->retry_after;
	result->e = result->problem.code;
}

/* What is saved and printed is at least called so. */
static bool
is_pdf(const uint8_t *bytes, size_t len)
{
	static const char front[] = "%PDF-";

	return len > sizeof(front) - 1 &&
	    memcmp(bytes, front, sizeof(front) - 1) == 0;
}

/* Hand an HTTP answer over as structs. */
static void
deliver(const struct call *call, const struct proto_answer *a)
{
	struct remote_result result = { .e = ERR_OK };
	struct wire_reply reply;

	if (a->status >= 300) {
		take_problem(a, &result);
		call->done(call->arg, &result);
		return;
	}
	result.e = wire_reply_init(call->op, &reply);
	if (a->has_picture != (call->op == WIRE_CAPTCHA_IMAGE))
		result.e = ERR_PORTAL_ANSWER;
	if (call->op == WIRE_LETTER_PDF) {
		result.pdf = a->body;
		result.pdf_len = a->body_len;
		if (!is_pdf(a->body, a->body_len))
			result.e = ERR_PORTAL_ANSWER;
	}
	if (result.e == ERR_OK && !a->has_picture)
		result.e = wire_decode_reply(call->op, a->body, a->body_len,
		    &reply);
	if (result.e == ERR_OK) {
		result.reply = &reply;
		result.picture = a->has_picture ? &a->picture : NULL;
	}
	call->done(call->arg, &result);
	wire_reply_free(call->op, &reply);
}

static void
fail_why(const struct call *call, enum err e, enum remote_distrust distrust)
{
	const struct remote_result result = { .e = e, .distrust = distrust,
	    .problem = { .tries_left = -1, .retry_after = -1 } };

	call->done(call->arg, &result);
}

static void
fail(const struct call *call, enum err e)
{
	fail_why(call, e, REMOTE_TRUSTED);
}

/* pending's completion.  The slot is free before the caller hears of it: it
 * may call again, or close us. */
static void
on_done(void *owner, void *arg, enum err e, const uint8_t *body, size_t len)
{
	struct client *client = owner;
	struct call *slot = arg, call = *slot;
	struct proto_answer *answer;

	secret_wipe_mem(slot, sizeof(*slot));
	if (e != ERR_OK) {
		fail(&call, e);
		return;
	}
	answer = malloc(sizeof(*answer));
	if (answer == NULL) {
		fail(&call, ERR_NO_MEMORY);
		return;
	}
	if (proto_get_answer(body, len, answer) != ERR_OK) {
		log_event(LOG_ERROR, "net.nonsense", "from the helper");
		child_kill(client->child);
		fail(&call, ERR_HELPER_GONE);
	} else if (answer->e != ERR_OK) {
		fail_why(&call, answer->e, answer->distrust);
	} else {
		deliver(&call, answer);
	}
	free(answer);
}

static void
spare(struct client *client)
{
	client->doomed = false;
	loop_timer_at(client->kill, CLOCK_NEVER);
}

static bool
any_under_way(const struct client *client)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (client->calls[i].used)
			return true;
	}
	return false;
}

/* A sign of life. */
static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct client *client = arg;

	spare(client);
	if (type == PROTO_IDLE) {
		if (!any_under_way(client))
			child_kill(client->child);
		return;
	}
	if (type != PROTO_ANSWER) {
		log_event(LOG_ERROR, "net.nonsense", "type=%u", type);
		child_kill(client->child);
		return;
	}
	pending_answer(client->pending, id, ERR_OK, body, len);
}

static void
on_gone(void *arg)
{
	struct client *client = arg;

	spare(client);
	pending_fail_all(client->pending, ERR_HELPER_GONE);
}

static void
on_late(void *owner)
{
	struct client *client = owner;

	if (client->doomed)
		return;
	client->doomed = true;
	loop_timer_at(client->kill, clock_now_ms() + REMOTE_KILL_MS);
}

static void
on_kill(void *arg)
{
	struct client *client = arg;

	log_event(LOG_ERROR, "net.hangs", "killed");
	child_kill(client->child);
}

static struct call *
free_slot(struct client *client)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (!client->calls[i].used)
			return &client->calls[i];
	}
	return NULL;
}

static uint32_t
time_for_helper(int64_t deadline)
{
	int64_t left = clock_left_ms(deadline);
	int64_t margin = left / 8;

	if (margin > MARGIN_MAX_MS)
		margin = MARGIN_MAX_MS;
	return (uint32_t)(left - margin);
}

static enum err
put_call(enum wire_op op, const struct wire_request *req, int64_t deadline,
    struct buf *out)
{
	struct proto_call call = { .op = op,
	    .left_ms = time_for_helper(deadline), .token = req->token };
	struct buf body;
	enum err e;

	memcpy(call.id, req->id, sizeof(call.id));
	memcpy(call.key, req->idempotency_key, sizeof(call.key));
	memcpy(call.case_no, req->case_no, sizeof(call.case_no));
	call.id[sizeof(call.id) - 1] = '\0';
	call.key[sizeof(call.key) - 1] = '\0';
	buf_init(&body, WIRE_BODY_MAX);
	e = wire_encode_request(op, req, &body);
	call.body = body.data;
	call.body_len = body.len;
	if (e == ERR_OK)
		e = proto_put_call(out, &call);
	buf_free(&body);
	return e;
}

static enum err
client_call(struct remote *remote, enum wire_op op,
    const struct wire_request *req, int64_t deadline, remote_done done,
    void *arg, uint32_t *id)
{
	struct client *client = client_of(remote);
	struct call *slot = free_slot(client);
	struct buf frame;
	enum err e;

	*id = 0;
	if (slot == NULL)
		return ERR_TOO_BIG;
	buf_init(&frame, PROTO_MAX);
	e = put_call(op, req, deadline, &frame);
	if (e != ERR_OK)
		goto out;
	e = pending_add(client->pending, deadline, on_done, slot, id);
	if (e != ERR_OK)
		goto out;
	*slot = (struct call){ .used = true, .id = *id, .op = op,
	    .done = done, .arg = arg };
	e = child_send(client->child, PROTO_CALL, *id, frame.data, frame.len);
	if (e != ERR_OK) {
		pending_drop(client->pending, *id);
		secret_wipe_mem(slot, sizeof(*slot));
		*id = 0;
	}
out:
	buf_free(&frame);
	return e;
}

static void
client_cancel(struct remote *remote, uint32_t id)
{
	struct client *client = client_of(remote);
	struct call *slot = NULL;

	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (client->calls[i].used && client->calls[i].id == id)
			slot = &client->calls[i];
	}
	if (slot == NULL)
		return;
	pending_drop(client->pending, id);
	secret_wipe_mem(slot, sizeof(*slot));
	/* Not worth a start; and a helper that cannot be told is gone. */
	if (child_running(client->child) && child_send(client->child,
	    PROTO_CANCEL, id, NULL, 0) != ERR_OK)
		log_event(LOG_WARN, "net.cancel", "not sent");
}

static void
client_close(struct remote **remote)
{
	struct client *client;

	if (*remote == NULL)
		return;
	client = client_of(*remote);
	child_free(&client->child);
	pending_free(&client->pending);
	loop_timer_free(&client->kill);
	secret_wipe_mem(client, sizeof(*client));
	free(client);
	*remote = NULL;
}

static const struct remote_ops client_ops = {
	.call = client_call, .cancel = client_cancel, .close = client_close,
};

static enum err
new_child(struct client *client, struct loop *loop,
    const struct remote_client_config *c)
{
	static const struct child_events events = { on_frame, on_gone };
	/* libcurl brings GnuTLS along, for protocols that nobody speaks here:
	 * not set up it takes 0.1 MB less. */
	static const char *const env[] = { "GNUTLS_NO_IMPLICIT_INIT=1", NULL };
	const char *const given[][2] = {
		{ "--url", c->url }, { "--ca", c->ca }, { "--pin", c->pin },
		{ "--cert", c->cert }, { "--key", c->key },
		{ "--terminal", c->terminal },
	};
	const char *argv[ARGS_MAX];
	size_t n = 0;

	argv[n++] = c->helper;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i][1] == NULL)
			continue;
		argv[n++] = given[i][0];
		argv[n++] = given[i][1];
	}
	argv[n] = NULL;
	return child_new(loop, argv, env, &events, client, &client->child);
}

enum err
remote_client_new(struct loop *loop,
    const struct remote_client_config *config, struct remote **out)
{
	struct client *client = calloc(1, sizeof(*client));
	struct remote *remote;
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (client == NULL)
		return e;
	client->remote.ops = &client_ops;
	remote = &client->remote;
	e = pending_new(loop, client, on_late, &client->pending);
	if (e == ERR_OK)
		e = loop_timer_new(loop, on_kill, client, &client->kill);
	if (e == ERR_OK)
		e = new_child(client, loop, config);
	if (e != ERR_OK)
		client_close(&remote);
	else
		*out = remote;
	return e;
}

int
remote_client_pid(const struct remote *remote)
{
	const struct client *client = (const struct client *)(const void *)
	    remote;

	return child_pid(client->child);
}
