#include "core/call.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "remote/remote.h"

static void
note_portal(struct session *s, enum err e)
{
	s->portal_noted = clock_now_ms();
	switch (e) {
	case ERR_PORTAL_AWAY:
	case ERR_PORTAL_TLS:
	case ERR_TIMEOUT:
	case ERR_HELPER_GONE:
		s->portal = PORTAL_OFF;
		break;
	default:
		s->portal = PORTAL_ON;
	}
}

static void
on_result(void *arg, const struct remote_result *r)
{
	struct call *call = arg;
	struct session *s = call->session;
	call_then then = call->then;

	call->active = false;
	note_portal(s, r->e);
	if (r->e != ERR_OK)
		log_event(LOG_WARN, "portal.error", "op=%s error=%s",
		    wire_op_info(call->op)->name, err_name(r->e));
	then(s, r);
	session_mark(s);
}

enum err
call_start(struct session *s, enum call_slot slot, enum wire_op op,
    struct wire_request *req, call_then then)
{
	struct remote *remote = s->parts.remote;
	struct call *call = &s->calls[slot];
	enum err e;

	if (call->active)
		return ERR_INTERNAL;
	if (wire_op_info(op)->bearer) {
		if (!s->visit.open)
			return ERR_SESSION_ENDED;
		req->token = s->visit.token;
	}
	/* A report has the number of the visit that it is about. */
	if (req->case_no[0] == '\0')
		memcpy(req->case_no, s->case_no, sizeof(req->case_no));
	call->session = s;
	call->then = then;
	call->op = op;
	e = remote->ops->call(remote, op, req,
	    clock_now_ms() + s->config->portal_deadline_ms, on_result, call,
	    &call->id);
	call->active = e == ERR_OK;
	return e;
}

void
call_drop(struct session *s, enum call_slot slot)
{
	struct call *call = &s->calls[slot];

	if (!call->active)
		return;
	s->parts.remote->ops->cancel(s->parts.remote, call->id);
	call->active = false;
}

void
call_drop_all(struct session *s)
{
	int slot;

	for (slot = 0; slot < CALL_SLOTS; slot++)
		call_drop(s, (enum call_slot)slot);
}

/* The answer changes nothing any more, and the session may be gone. */
static void
ignore(void *arg, const struct remote_result *r)
{
	(void)arg;
	if (r->e != ERR_OK)
		log_event(LOG_INFO, "portal.untold", "error=%s",
		    err_name(r->e));
}

static void
tell(struct session *s, enum wire_op op, struct wire_request *req)
{
	struct remote *remote = s->parts.remote;
	uint32_t id;
	enum err e;

	memcpy(req->case_no, s->case_no, sizeof(req->case_no));
	e = remote->ops->call(remote, op, req,
	    clock_now_ms() + s->config->portal_deadline_ms, ignore, NULL, &id);
	if (e != ERR_OK)
		log_event(LOG_INFO, "portal.untold", "op=%s error=%s",
		    wire_op_info(op)->name, err_name(e));
}

void
call_close_session(struct session *s)
{
	struct wire_request req = { .token = s->visit.token };

	if (!s->visit.open)
		return;
	s->visit.open = false;
	tell(s, WIRE_SESSION_CLOSE, &req);
}

void
call_end_shift(struct session *s)
{
	struct wire_request req = {
	    .u.operator_end.operator = s->shift.token };

	tell(s, WIRE_OPERATOR_END, &req);
}
