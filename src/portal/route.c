#include "portal/route.h"

#include <stdio.h>
#include <string.h>

#include "base/case_no.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "portal/metrics.h"
#include "portal/openapi.h"
#include "portal/seal.h"
#include "portal/visit.h"

#define PROBLEM_TYPE "application/problem+json"
#define OPENAPI_PATH "/v1/openapi.yaml"
#define METRICS_PATH "/metrics"

/* ---- Which operation ---- */

static bool
is_id_letter(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_';
}

/* Letters that may stand in an id, up to a slash or the end, into `id`. */
static size_t
take_id(const char *from, char id[static WIRE_ID])
{
	size_t len = 0;

	while (is_id_letter(from[len]) && len < WIRE_ID - 1) {
		id[len] = from[len];
		len++;
	}
	id[len] = '\0';
	return len;
}

static bool
path_fits(const char *pattern, const char *path, char id[static WIRE_ID])
{
	const char *hole = strstr(pattern, "{id}");
	size_t front, len;

	id[0] = '\0';
	if (hole == NULL)
		return strcmp(pattern, path) == 0;
	front = (size_t)(hole - pattern);
	if (strncmp(pattern, path, front) != 0)
		return false;
	len = take_id(path + front, id);
	return len > 0 && strcmp(path + front + len, hole + 4) == 0;
}

/* ERR_NOT_FOUND: no such path (404).  ERR_REFUSED: not with this method; the
 * methods that it has are added to `allow`. */
static enum err
find_op(const struct route_request *rq, enum wire_op *op,
    char id[static WIRE_ID], char allow[static ROUTE_ALLOW])
{
	enum err e = ERR_NOT_FOUND;
	char found[WIRE_ID];
	size_t used = 0;

	for (int i = 0; i < WIRE_OP_COUNT; i++) {
		const struct wire_op_info *info = wire_op_info((enum wire_op)i);

		if (!path_fits(info->path, rq->path, found))
			continue;
		if (strcmp(info->method, rq->method) == 0) {
			memcpy(id, found, WIRE_ID);
			*op = (enum wire_op)i;
			allow[0] = '\0';
			return ERR_OK;
		}
		if (used < ROUTE_ALLOW)
			used += (size_t)snprintf(allow + used,
			    ROUTE_ALLOW - used, "%s%s", used == 0 ? "" : ", ",
			    info->method);
		e = ERR_REFUSED;
	}
	return e;
}

/* ---- Headers ---- */

/* "Bearer <64 digits>".  What has another form is no session of ours. */
static enum err
read_token(const struct route_request *rq, uint8_t hash[static HASH_BYTES])
{
	static const char scheme[] = "Bearer ";
	const char *text = rq->authorization;

	if (text == NULL || strncmp(text, scheme, sizeof(scheme) - 1) != 0)
		return ERR_SESSION_ENDED;
	text += sizeof(scheme) - 1;
	if (strlen(text) != WIRE_TOKEN_MAX)
		return ERR_SESSION_ENDED;
	return seal_hash(text, WIRE_TOKEN_MAX, hash);
}

/* The draft writes it as a quoted string; many clients do without quotes. */
static enum err
read_key(const struct route_request *rq, char key[static WIRE_ID])
{
	const char *text = rq->idempotency_key;
	const char *end;

	if (text == NULL)
		return ERR_ARGUMENT;
	end = *text == '"' ? "\"" : "";
	text += *text == '"' ? 1 : 0;
	text += take_id(text, key);
	return key[0] != '\0' && strcmp(text, end) == 0 ? ERR_OK :
	    ERR_ARGUMENT;
}

/* What must be the same for a request to be the same. */
static enum err
fingerprint(struct visit *v, const struct route_request *rq)
{
	const struct secret *key = v->portal->keys.request;
	uint8_t line[HASH_BYTES];
	enum err e;

	e = seal_hmac(key, rq->method, strlen(rq->method), rq->path,
	    strlen(rq->path), line);
	return e == ERR_OK ? seal_hmac(key, line, sizeof(line), rq->body,
	    rq->len, v->repeat.request) : e;
}

static enum err
prepare(struct visit *v, const struct route_request *rq)
{
	const struct wire_op_info *info = wire_op_info(v->op);
	enum err e;

	if (rq->case_no != NULL && !case_no_valid(rq->case_no))
		return ERR_ARGUMENT;
	snprintf(v->case_no, sizeof(v->case_no), "%s",
	    rq->case_no != NULL ? rq->case_no : "");
	v->certificate = rq->terminal;
	v->from = rq->terminal != NULL ? rq->terminal :
	    rq->address != NULL ? rq->address : "";
	e = wire_reply_init(v->op, &v->out);
	if (e == ERR_OK && info->bearer)
		e = read_token(rq, v->session.token);
	if (e == ERR_OK)
		e = wire_decode_request(v->op, rq->body, rq->len, &v->in);
	if (e == ERR_OK && info->idempotent_key)
		e = read_key(rq, v->repeat.key);
	if (e == ERR_OK && info->idempotent_key)
		e = fingerprint(v, rq);
	return e;
}

/* ---- Answers ---- */

static int
usual_status(enum err e)
{
	switch (e) {
	case ERR_SESSION_ENDED:
		return 401;
	case ERR_ARGUMENT:
		return 400;
	case ERR_NO_MEMORY:
		return 503;
	default:
		return 500;
	}
}

void
route_refuse(int status, enum err code, struct route_response *rs)
{
	struct wire_problem p = { .code = code, .status = status,
	    .tries_left = -1, .retry_after = -1 };

	rs->status = status;
	rs->type = PROBLEM_TYPE;
	memcpy(p.request_id, rs->request_id, sizeof(rs->request_id));
	buf_clear(&rs->body);
	if (!wire_problem_code(code))
		p.code = code == ERR_NO_MEMORY ? ERR_PORTAL_BUSY : ERR_INTERNAL;
	/* Without memory for a body the status must do. */
	if (wire_encode_problem(&p, &rs->body) != ERR_OK)
		rs->type = NULL;
}

static const char *
type_of(const struct visit *v, int status)
{
	if (status >= 400)
		return PROBLEM_TYPE;
	if (status == 204)
		return NULL;
	return wire_op_info(v->op)->type != NULL ? wire_op_info(v->op)->type :
	    "application/json";
}

/* The outcome for the metrics.  An answer that was kept and is given again has
 * only its status. */
static enum err
outcome_of(const struct visit *v, int status)
{
	return v->problem.code == ERR_OK && status >= 400 ? ERR_REFUSED :
	    v->problem.code;
}

static void
serve_op(struct portal *portal, enum wire_op op, const char *id,
    const struct route_request *rq, struct route_response *rs)
{
	int64_t begun = clock_now_ms();
	struct visit v;
	enum err e;

	visit_init(&v, portal, op);
	e = prepare(&v, rq);
	memcpy(v.in.id, id, WIRE_ID);
	memcpy(v.problem.request_id, rs->request_id, sizeof(rs->request_id));
	if (e != ERR_OK) {
		route_refuse(usual_status(e), e, rs);
	} else {
		visit_serve(&v, &rs->status, &rs->body);
		rs->type = type_of(&v, rs->status);
		rs->retry_after = v.problem.retry_after;
	}
	metrics_note(portal->metrics, op, e != ERR_OK ? e :
	    outcome_of(&v, rs->status), clock_now_ms() - begun);
	visit_free(&v);
}

/* What is only read, with GET. */
static bool
is_get(const struct route_request *rq, struct route_response *rs)
{
	if (strcmp(rq->method, "GET") == 0)
		return true;
	snprintf(rs->allow, sizeof(rs->allow), "GET");
	route_refuse(405, ERR_REFUSED, rs);
	return false;
}

/* For everybody else there is no such page. */
static bool
may_read_metrics(const struct portal *portal, const struct route_request *rq)
{
	const char *who = portal->config.metrics_for;

	return who[0] != '\0' && rq->address != NULL &&
	    strcmp(who, rq->address) == 0;
}

static void
serve_metrics(struct portal *portal, const struct route_request *rq,
    struct route_response *rs)
{
	enum err e;

	if (!is_get(rq, rs))
		return;
	e = metrics_write(portal->metrics, portal->store, clock_wall_s(),
	    &rs->body);
	if (e != ERR_OK) {
		route_refuse(500, e, rs);
		return;
	}
	rs->status = 200;
	rs->type = METRICS_TYPE;
}

static void
serve_openapi(const struct route_request *rq, struct route_response *rs)
{
	if (!is_get(rq, rs))
		return;
	if (buf_add(&rs->body, openapi_text, openapi_size) != ERR_OK) {
		route_refuse(500, ERR_INTERNAL, rs);
		return;
	}
	rs->status = 200;
	rs->type = "application/yaml";
}

static void
response_init(struct route_response *rs)
{
	memset(rs, 0, sizeof(*rs));
	rs->retry_after = -1;
	buf_init(&rs->body, METRICS_MAX);
	if (seal_random_id(8, rs->request_id, sizeof(rs->request_id)) !=
	    ERR_OK)
		rs->request_id[0] = '\0';
}

void
route_serve(struct portal *portal, const struct route_request *rq,
    struct route_response *rs)
{
	char id[WIRE_ID] = "";
	enum wire_op op = WIRE_OP_COUNT;
	int64_t begun = clock_now_ms();
	bool numbered = rq->case_no != NULL && case_no_valid(rq->case_no);
	enum err e;

	response_init(rs);
	if (strcmp(rq->path, OPENAPI_PATH) == 0) {
		serve_openapi(rq, rs);
	} else if (strcmp(rq->path, METRICS_PATH) == 0 &&
	    may_read_metrics(portal, rq)) {
		serve_metrics(portal, rq, rs);
	} else {
		e = find_op(rq, &op, id, rs->allow);
		if (e == ERR_OK)
			serve_op(portal, op, id, rq, rs);
		else
			route_refuse(e == ERR_REFUSED ? 405 : 404, e, rs);
	}
	log_event(rs->status >= 500 ? LOG_WARN : LOG_INFO, "request",
	    "id=%s op=%s status=%d ms=%lld%s%s", rs->request_id,
	    op == WIRE_OP_COUNT ? "-" : wire_op_info(op)->name, rs->status,
	    (long long)(clock_now_ms() - begun), numbered ? " case=" : "",
	    numbered ? rq->case_no : "");
}

void
route_response_free(struct route_response *rs)
{
	buf_free(&rs->body);
}
