#include "helper/net_serve.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "loop/channel.h"
#include "loop/loop.h"
#include "loop/pending.h"
#include "remote/http.h"
#include "remote/png.h"
#include "remote/proto.h"
#include "remote/retry.h"
#include "remote/wipe.h"

#define TYPE_PNG "image/png"
#define TYPE_PDF "application/pdf"
#define TYPE_JSON "application/json"
#define TYPE_PROBLEM "application/problem+json"	/* RFC 9457 */
#define PATH_BYTES 160

/* One call of the terminal, over its one or two attempts. */
struct served {
	struct net_serve *serve;
	bool used;
	uint32_t id;
	struct proto_call call;		/* body: in `frame`; token: below */
	struct buf frame;
	struct secret *token;
	bool repeatable;
	unsigned attempt;
	int64_t deadline, begun;
	struct http_call *http;		/* under way, or NULL */
	struct loop_timer *wait;	/* until the next attempt */
};

struct net_serve {
	struct loop *loop;
	struct channel *channel;
	struct http *http;
	struct loop_timer *idle;	/* or, at the end, the last moment */
	struct loop_timer *wipe;	/* of the stack, when a call is over */
	int64_t idle_ms;
	bool ending;			/* the terminal is gone */
	struct served calls[PENDING_MAX];
};

static void
end_served(struct served *s)
{
	if (s->http != NULL)
		http_cancel(&s->http);
	loop_timer_free(&s->wait);
	secret_free(&s->token);
	buf_free(&s->frame);
	secret_wipe_mem(&s->call, sizeof(s->call));
	s->used = false;
	loop_timer_at(s->serve->wipe, clock_now_ms());
}

static void
on_wipe(void *arg)
{
	(void)arg;
	wipe_stack();
	(void)malloc_trim(0);	/* what a handshake took is free */
}

static void
rearm_idle(struct net_serve *serve)
{
	loop_timer_at(serve->idle, clock_now_ms() + serve->idle_ms);
}

static bool
is_busy(const struct net_serve *serve)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (serve->calls[i].used)
			return true;
	}
	return false;
}

static void
on_idle(void *arg)
{
	struct net_serve *serve = arg;

	if (serve->ending) {
		loop_stop(serve->loop);
		return;
	}
	if (is_busy(serve)) {
		rearm_idle(serve);
		return;
	}
	/* Not armed again before the next frame. */
	log_event(LOG_INFO, "net.idle", "no call for %lld s",
	    (long long)serve->idle_ms / 1000);
	if (channel_send(serve->channel, PROTO_IDLE, 0, NULL, 0) != ERR_OK)
		loop_stop(serve->loop);
}

static void
send_answer(struct served *s, const struct proto_answer *answer)
{
	struct net_serve *serve = s->serve;
	uint32_t id = s->id;
	struct buf out;
	enum err e;

	log_event(LOG_INFO, "net.call", "op=%s result=%s status=%d "
	    "attempts=%u ms=%lld%s%s", wire_op_info(s->call.op)->name,
	    answer->e == ERR_OK ? "answered" :
	    err_name(answer->e), answer->status, s->attempt + 1,
	    (long long)(clock_now_ms() - s->begun),
	    s->call.case_no[0] != '\0' ? " case=" : "", s->call.case_no);
	end_served(s);
	if (serve->ending) {
		if (!is_busy(serve))
			loop_stop(serve->loop);
		return;
	}
	rearm_idle(serve);
	buf_init(&out, PROTO_MAX);
	e = proto_put_answer(&out, answer);
	if (e == ERR_OK)
		e = channel_send(serve->channel, PROTO_ANSWER, id, out.data,
		    out.len);
	buf_free(&out);
	/* Without an answer the terminal would wait for its deadline. */
	if (e != ERR_OK)
		loop_stop(serve->loop);
}

static void
send_failure(struct served *s, enum err e)
{
	const struct proto_answer answer = { .e = e, .retry_after = -1 };

	send_answer(s, &answer);
}

static void
send_transport(struct served *s, const struct http_answer *a)
{
	const struct proto_answer answer = { .e = retry_error(a->cause),
	    .distrust = a->distrust, .retry_after = -1 };

	send_answer(s, &answer);
}

static void
send_picture(struct served *s, const struct http_answer *a)
{
	struct proto_answer answer = { .status = a->status,
	    .retry_after = -1, .has_picture = true };
	enum err e = ERR_PORTAL_ANSWER;

	if (strcmp(a->type, TYPE_PNG) == 0)
		e = png_decode_grey(a->body, a->body_len, &answer.picture);
	if (e == ERR_OK)
		send_answer(s, &answer);
	else
		send_failure(s, e);
}

static const char *
good_type(enum wire_op op)
{
	const char *type = wire_op_info(op)->type;

	return type != NULL ? type : TYPE_JSON;
}

/* What the portal is asked for, beside a problem. */
static const char *
accept_of(enum wire_op op)
{
	switch (op) {
	case WIRE_CAPTCHA_IMAGE:
		return TYPE_PNG ", " TYPE_PROBLEM;
	case WIRE_LETTER_PDF:
		return TYPE_PDF ", " TYPE_PROBLEM;
	default:
		return TYPE_JSON ", " TYPE_PROBLEM;
	}
}

/* A body goes on to the terminal only as what it says that it is. */
static void
send_http(struct served *s, const struct http_answer *a)
{
	struct proto_answer answer = { .status = a->status,
	    .retry_after = a->retry_after };
	bool good = a->status < 300;
	bool typed = good ? strcmp(a->type, good_type(s->call.op)) == 0 :
	    strcmp(a->type, TYPE_JSON) == 0 ||
	    strcmp(a->type, TYPE_PROBLEM) == 0;

	if (good && s->call.op == WIRE_CAPTCHA_IMAGE) {
		send_picture(s, a);
		return;
	}
	if (good && !typed && a->body_len > 0) {
		send_failure(s, ERR_PORTAL_ANSWER);
		return;
	}
	if (typed) {
		answer.body = a->body;
		answer.body_len = a->body_len;
	}
	send_answer(s, &answer);
}

static uint32_t
jitter(void)
{
	uint32_t value = 0;

	/* Without a random number every terminal waits the least. */
	if (getrandom(&value, sizeof(value), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(value))
		value = 0;
	return value;
}

static void
on_http(void *arg, const struct http_answer *a)
{
	struct served *s = arg;
	int64_t wait;

	s->http = NULL;
	if (a->cause == RETRY_ANSWERED) {
		send_http(s, a);
		return;
	}
	wait = retry_wait_ms(s->repeatable, s->attempt, a->cause,
	    clock_left_ms(s->deadline), jitter());
	if (wait < 0) {
		send_transport(s, a);
		return;
	}
	s->attempt++;
	loop_timer_at(s->wait, clock_now_ms() + wait);
}

/* The operation's path with the call's id in it. */
static enum err
put_path(const struct proto_call *call, struct buf *path)
{
	static const char mark[] = "{id}";
	const char *template = wire_op_info(call->op)->path;
	const char *at = strstr(template, mark);

	if (at == NULL)
		return buf_add_str(path, template);
	return buf_addf(path, "%.*s%s%s", (int)(at - template), template,
	    call->id, at + sizeof(mark) - 1);
}

static void
start_attempt(struct served *s)
{
	const struct wire_op_info *info = wire_op_info(s->call.op);
	struct http_request r = {
		.method = info->method,
		.accept = accept_of(s->call.op),
		.answer_max = s->call.op == WIRE_LETTER_PDF ? WIRE_PDF_MAX :
		    WIRE_BODY_MAX,
		.token = info->bearer ? s->token : NULL,
		.key = info->idempotent_key ? s->call.key : "",
		.case_no = s->call.case_no,
		.body = s->call.body, .body_len = s->call.body_len,
		.limit_ms = retry_attempt_ms(s->repeatable, s->attempt,
		    clock_left_ms(s->deadline)),
	};
	struct buf path;
	enum err e;

	buf_init(&path, PATH_BYTES);
	e = put_path(&s->call, &path);
	r.path = (const char *)path.data;
	if (e == ERR_OK)
		e = http_start(s->serve->http, &r, on_http, s, &s->http);
	buf_free(&path);
	if (e != ERR_OK)
		send_failure(s, e);
}

static void
on_wait_over(void *arg)
{
	start_attempt(arg);
}

static struct served *
free_slot(struct net_serve *serve)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (!serve->calls[i].used)
			return &serve->calls[i];
	}
	return NULL;
}

/* Copies the frame: its body is needed for a second attempt. */
static enum err
take_call(struct net_serve *serve, struct served *s, const uint8_t *body,
    size_t len)
{
	enum err e;

	s->serve = serve;
	s->used = true;
	s->attempt = 0;
	s->http = NULL;
	buf_init(&s->frame, PROTO_MAX);
	e = buf_add(&s->frame, body, len);
	s->token = secret_new(WIRE_TOKEN_MAX);
	if (e == ERR_OK && s->token == NULL)
		e = ERR_NO_MEMORY;
	if (e == ERR_OK)
		e = proto_get_call(s->frame.data, len, s->token, &s->call);
	if (e == ERR_OK)
		e = loop_timer_new(serve->loop, on_wait_over, s, &s->wait);
	return e;
}

static void
on_call(struct net_serve *serve, uint32_t id, const uint8_t *body, size_t len)
{
	struct served *s = free_slot(serve);
	int64_t left;
	enum err e;

	if (s == NULL) {
		log_event(LOG_ERROR, "net.too-many-calls", "at most %d",
		    PENDING_MAX);
		loop_stop(serve->loop);
		return;
	}
	e = take_call(serve, s, body, len);
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "net.call-refused", "%s", err_name(e));
		end_served(s);
		loop_stop(serve->loop);
		return;
	}
	s->id = id;
	s->repeatable = retry_allowed(s->call.op, s->call.key);
	s->begun = clock_now_ms();
	left = s->call.left_ms < RETRY_TOTAL_MS ? s->call.left_ms :
	    RETRY_TOTAL_MS;
	s->deadline = s->begun + left;
	start_attempt(s);
}

static void
on_cancel(struct net_serve *serve, uint32_t id)
{
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (serve->calls[i].used && serve->calls[i].id == id)
			end_served(&serve->calls[i]);
	}
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct net_serve *serve = arg;

	rearm_idle(serve);
	if (type == PROTO_CALL) {
		on_call(serve, id, body, len);
	} else if (type == PROTO_CANCEL && len == 0) {
		on_cancel(serve, id);
	} else {
		log_event(LOG_ERROR, "net.nonsense", "type=%u", type);
		loop_stop(serve->loop);
	}
}

static void
on_closed(void *arg, enum err e)
{
	struct net_serve *serve = arg;

	log_event(LOG_INFO, "net.end", "%s", err_name(e));
	serve->ending = true;
	if (e == ERR_IO && is_busy(serve))
		loop_timer_at(serve->idle, clock_now_ms() + NET_LAST_MS);
	else
		loop_stop(serve->loop);
}

enum err
net_serve_new(struct loop *loop, int fd, struct http *http, int64_t idle_ms,
    struct net_serve **out)
{
	static const struct channel_events events = { on_frame, on_closed };
	struct net_serve *serve = calloc(1, sizeof(*serve));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (serve == NULL)
		goto out;
	serve->loop = loop;
	serve->http = http;
	serve->idle_ms = idle_ms;
	e = loop_timer_new(loop, on_idle, serve, &serve->idle);
	if (e == ERR_OK)
		e = loop_timer_new(loop, on_wipe, NULL, &serve->wipe);
	if (e != ERR_OK)
		goto out;
	e = channel_new(loop, fd, &events, serve, &serve->channel);
	fd = -1;
	if (e != ERR_OK)
		goto out;
	rearm_idle(serve);
	*out = serve;
	serve = NULL;
out:
	if (fd >= 0)
		close(fd);
	net_serve_free(&serve);
	return e;
}

void
net_serve_free(struct net_serve **out)
{
	struct net_serve *serve = *out;

	if (serve == NULL)
		return;
	for (size_t i = 0; i < PENDING_MAX; i++) {
		if (serve->calls[i].used)
			end_served(&serve->calls[i]);
	}
	channel_free(&serve->channel);
	loop_timer_free(&serve->idle);
	loop_timer_free(&serve->wipe);
	free(serve);
	*out = NULL;
}
