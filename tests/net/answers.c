#include "answers.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/secret.h"
#include "known.h"
#include "spoil.h"
#include "upstream.h"
#include "wire/wire.h"

#define PNG_ROOM 65536

static bool
put(SSL *ssl, const void *bytes, size_t len)
{
	return len == 0 || SSL_write(ssl, bytes, (int)len) == (int)len;
}

static bool
put_text(SSL *ssl, const char *text)
{
	return put(ssl, text, strlen(text));
}

static bool
put_answer(SSL *ssl, const char *status, const char *type, const char *more,
    const void *body, size_t len)
{
	char head[512];

	snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nContent-Type: %s\r\n"
	    "Content-Length: %zu\r\n%s\r\n", status, type, len, more);
	return put_text(ssl, head) && put(ssl, body, len);
}

static bool
put_json(SSL *ssl, const char *status, const char *type, const char *more,
    const char *text)
{
	return put_answer(ssl, status, type, more, text, strlen(text));
}

/* Until the other side gives up. */
static bool
stall(SSL *ssl)
{
	char byte;

	while (SSL_read(ssl, &byte, 1) > 0)
		;
	return false;
}

static bool
reset(SSL *ssl)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	int fd = SSL_get_fd(ssl);

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	return false;
}

static enum wire_op
op_of(const struct request *r)
{
	const char *mark;
	size_t head, tail;

	for (int op = 0; op < WIRE_OP_COUNT; op++) {
		const struct wire_op_info *info =
		    wire_op_info((enum wire_op)op);

		if (strcmp(info->method, r->method) != 0)
			continue;
		mark = strstr(info->path, "{id}");
		if (mark == NULL && strcmp(info->path, r->path) == 0)
			return (enum wire_op)op;
		if (mark == NULL)
			continue;
		head = (size_t)(mark - info->path);
		tail = strlen(mark + 4);
		if (strncmp(info->path, r->path, head) == 0 &&
		    strlen(r->path) > head + tail &&
		    strcmp(r->path + strlen(r->path) - tail, mark + 4) == 0)
			return (enum wire_op)op;
	}
	return WIRE_OP_COUNT;
}

const char *
answer_operation(const struct request *r)
{
	const struct wire_op_info *info = wire_op_info(op_of(r));

	return info == NULL ? "?" : info->name;
}

static void
fill_reply(enum wire_op op, struct wire_reply *r)
{
#define COPY(to, text) snprintf(to, sizeof(to), "%s", text)
	if (op == WIRE_HEALTH) {
		COPY(r->u.health.status, "ok");
		COPY(r->u.health.min_version, "0.1");
		COPY(r->u.health.call_centre, "444 0 000");
	} else if (op == WIRE_SESSION_OPEN) {
		COPY(r->u.session_open.captcha, "required");
		if (secret_set(r->u.session_open.token, KNOWN_TOKEN,
		    strlen(KNOWN_TOKEN)) != ERR_OK)
			abort();
	} else if (op == WIRE_CAPTCHA_NEW) {
		COPY(r->u.captcha.id, "c-1");
	} else if (op == WIRE_LOGIN_PASSWORD) {
		COPY(r->u.login_password.phone, "5** *** ** 67");
	} else if (op == WIRE_SMS_VERIFY) {
		COPY(r->u.sms_verify.name, "A*** B***");
	} else if (op == WIRE_UNLOCK_OPEN) {
		COPY(r->u.unlock_open.id, "u-1");
		COPY(r->u.unlock_open.method, "challenge-response");
	} else if (op == WIRE_UNLOCK_CRYPTOGRAM) {
		r->u.unlock_cryptogram.cryptogram_len = 8;
	} else if (op == WIRE_VERIFICATION_NEW) {
		r->u.verification_new.code = secret_new(
		    strlen(KNOWN_VERIFICATION));
		if (r->u.verification_new.code == NULL ||
		    secret_set(r->u.verification_new.code, KNOWN_VERIFICATION,
		    strlen(KNOWN_VERIFICATION)) != ERR_OK)
			abort();
	}
#undef COPY
}

static bool
put_picture(SSL *ssl, unsigned width, unsigned height)
{
	static uint8_t grey[512 * 512], file[PNG_ROOM];
	png_image image = { .version = PNG_IMAGE_VERSION, .width = width,
	    .height = height, .format = PNG_FORMAT_GRAY };
	png_alloc_size_t len = sizeof(file);

	memset(grey, 0x55, sizeof(grey));
	if (png_image_write_to_memory(&image, file, &len, 0, grey, 0,
	    NULL) == 0)
		abort();
	return put_answer(ssl, "200 OK", "image/png", "", file, len);
}

/* The body of what a good portal says. */
static void
encode_good(enum wire_op op, struct buf *body)
{
	struct wire_reply reply;

	buf_init(body, WIRE_BODY_MAX);
	if (wire_reply_init(op, &reply) != ERR_OK)
		abort();
	fill_reply(op, &reply);
	if (wire_encode_reply(op, &reply, body) != ERR_OK)
		abort();
	wire_reply_free(op, &reply);
}

/* `how`: one thing about the body is not good; NULL: all is. */
static bool
put_good(SSL *ssl, const struct request *r, const char *more, const char *how)
{
	enum wire_op op = op_of(r);
	struct buf body;
	bool going;

	if (op == WIRE_OP_COUNT)
		return put_json(ssl, "404 Not Found", "text/plain", "", "?");
	if (op == WIRE_CAPTCHA_IMAGE)
		return put_picture(ssl, 160, 60);
	encode_good(op, &body);
	if (how != NULL && !spoil(&body, how))
		abort();
	going = body.len == 0 ?
	    put_text(ssl, "HTTP/1.1 204 No Content\r\n\r\n") :
	    put_answer(ssl, "200 OK", "application/json; charset=utf-8", more,
		body.data, body.len);
	buf_free(&body);
	return going;
}

/* What the real portal says, and whether the client gets to know. */
static bool
put_portals(SSL *ssl, const struct request *r, bool lost)
{
	static char answer[UPSTREAM_ROOM];
	size_t len = upstream_ask(r->portal, r->whole, r->whole_len, answer);

	if (lost)
		return reset(ssl);
	return len > 0 && put(ssl, answer, len);
}

/* More than any client should take; ends when it hangs up. */
static bool
flood(SSL *ssl, const char *head, const char *chunk, size_t len)
{
	bool going = put_text(ssl, head);

	for (size_t sent = 0; going && sent < 64u << 20; sent += len)
		going = put(ssl, chunk, len);
	return false;
}

static bool
give_flood(SSL *ssl, const char *mode)
{
	static char zeros[8192], chunk[8192 + 16];
	int head = snprintf(chunk, sizeof(chunk), "%x\r\n", 8192);

	memset(zeros, ' ', sizeof(zeros));
	memset(chunk + head, ' ', 8192);
	memcpy(chunk + head + 8192, "\r\n", 2);
	if (strcmp(mode, "big") == 0)
		return flood(ssl, "HTTP/1.1 200 OK\r\nContent-Type: "
		    "application/json\r\nContent-Length: 1073741824\r\n\r\n",
		    zeros, sizeof(zeros));
	if (strcmp(mode, "big-chunked") == 0)
		return flood(ssl, "HTTP/1.1 200 OK\r\nContent-Type: "
		    "application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
		    chunk, (size_t)head + 8192 + 2);
	if (strcmp(mode, "big-headers") == 0)
		return flood(ssl, "HTTP/1.1 200 OK\r\n",
		    "X-Filler: 0123456789\r\n", 22);
	return flood(ssl, "HTTP/1.1 200 OK\r\n",
	    "\r\nHTTP/1.1 103 Early Hints\r\n", 28);
}

static bool
give_cut(SSL *ssl, const char *mode)
{
	static const char half[] = "HTTP/1.1 200 OK\r\nContent-Type: "
	    "application/json\r\nContent-Length: 100\r\n\r\n{\"status\":";

	if (strcmp(mode, "cut-header") == 0) {
		put(ssl, half, 30);
		SSL_shutdown(ssl);
	} else if (strcmp(mode, "cut-body") == 0) {
		put_text(ssl, half);
		SSL_shutdown(ssl);
	} else if (strcmp(mode, "cut-body-rudely") == 0) {
		put_text(ssl, half);
	} else if (strcmp(mode, "reset") == 0) {
		return reset(ssl);
	} else if (strcmp(mode, "stall-body") == 0) {
		put_text(ssl, half);
		return stall(ssl);
	} else if (strcmp(mode, "stall") == 0) {
		return stall(ssl);
	}
	return false;	/* "empty": nothing at all */
}

/* One byte, then a quarter of a second: never done in time. */
static bool
give_slowly(SSL *ssl)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n";

	for (size_t i = 0; i < sizeof(head) - 1; i++) {
		if (!put(ssl, head + i, 1))
			return false;
		usleep(250 * 1000);
	}
	return stall(ssl);
}

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define TO "Location: "

/* Modes that are one fixed answer. */
static const struct {
	const char *mode, *status, *type, *more, *body;
} fixed[] = {
	{ "redirect", "302 Found", JSON, TO "http://127.0.0.1:1/\r\n", "{}" },
	{ "redirect-307", "307 Temporary Redirect", JSON,
	    TO "/v1/session\r\n", "{}" },
	{ "malformed", "200 OK", JSON, "", "{\"a\":" },
	{ "deep", "200 OK", JSON, "", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	    "[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]" },
	{ "html", "200 OK", "text/html", "", "<html>log in here</html>" },
	{ "wrong-type", "200 OK", "text/plain", "", "{\"status\":\"ok\","
	    "\"min_version\":\"0.1\",\"call_centre\":\"1\"}" },
	{ "no-body", "200 OK", JSON, "", "" },
	{ "gzip", "200 OK", JSON, "Content-Encoding: gzip\r\n",
	    "\x1f\x8b\x08\x01\x02\x03" },
	{ "busy-7", "503 Service Unavailable", PROBLEM, "Retry-After: 7\r\n",
	    "{\"status\":503,\"code\":\"portal-busy\"}" },
	{ "busy-429", "429 Too Many Requests", "text/plain",
	    "Retry-After: 7\r\n", "slow down" },
	{ "busy-day", "503 Service Unavailable", "text/plain",
	    "Retry-After: 86400\r\n", "" },
	{ "busy-nonsense", "503 Service Unavailable", "text/plain",
	    "Retry-After: soon\r\n", "" },
	{ "busy-silent", "503 Service Unavailable", "text/plain", "", "" },
	{ "error-500", "500 Internal Server Error", "text/html", "", "<p>" },
	{ "error-401", "401 Unauthorized", "text/plain", "", "" },
	{ "error-418", "418 Teapot", "text/html", "", "" },
	{ "login-wrong", "403 Forbidden", PROBLEM, "", "{\"status\":403,"
	    "\"code\":\"login-wrong\",\"tries_left\":2,"
	    "\"request_id\":\"r-17\"}" },
	{ "used", "409 Conflict", PROBLEM, "", "{\"status\":409,"
	    "\"code\":\"unlock-used\"}" },
	{ "cryptogram-7", "200 OK", JSON, "",
	    "{\"cryptogram\":\"01020304050607\"}" },
	{ "cryptogram-9", "200 OK", JSON, "",
	    "{\"cryptogram\":\"010203040506070809\"}" },
	{ "not-a-problem", "403 Forbidden", "text/html", "",
	    "{\"status\":403,\"code\":\"login-wrong\"}" },
	{ "png-garbage", "200 OK", "image/png", "", "\x89PNG\r\n\x1a\nxxxx" },
	{ "status-999", "999 What", JSON, "", "{}" },
};
#define FIXED (sizeof(fixed) / sizeof(fixed[0]))

static const char *const special[] = {
	"ok", "ok-close", "ok-bye", "ok-gone", "big", "big-chunked",
	"big-headers", "hints", "types", "duplicate", "nul", "pass", "lost",
	"hold",
	"cut-header", "cut-body", "cut-body-rudely", "reset", "stall",
	"stall-body", "empty", "slow", "png-big", "not-http", "http-0.9",
};
#define SPECIAL (sizeof(special) / sizeof(special[0]))

static bool
give_special(SSL *ssl, const struct request *r, const char *mode)
{
	if (strcmp(mode, "ok") == 0)
		return put_good(ssl, r, "", NULL);
	if (strcmp(mode, "types") == 0 || strcmp(mode, "duplicate") == 0 ||
	    strcmp(mode, "nul") == 0)
		return put_good(ssl, r, "", mode);
	if (strcmp(mode, "pass") == 0 || strcmp(mode, "lost") == 0)
		return put_portals(ssl, r, strcmp(mode, "lost") == 0);
	if (strcmp(mode, "ok-close") == 0) {
		put_good(ssl, r, "Connection: close\r\n", NULL);
		return false;
	}
	/* The client keeps the connection, and then its server closes it. */
	if (strcmp(mode, "ok-bye") == 0)
		return put_good(ssl, r, "", NULL) && SSL_shutdown(ssl) < -1;
	if (strcmp(mode, "ok-gone") == 0)
		return put_good(ssl, r, "", NULL) && false;
	if (strncmp(mode, "big", 3) == 0 || strcmp(mode, "hints") == 0)
		return give_flood(ssl, mode);
	if (strcmp(mode, "slow") == 0)
		return give_slowly(ssl);
	if (strcmp(mode, "png-big") == 0)
		return put_picture(ssl, 300, 100);
	if (strcmp(mode, "not-http") == 0)
		return put_text(ssl, "220 mail.invalid ESMTP\r\n") && false;
	if (strcmp(mode, "http-0.9") == 0)
		return put_text(ssl, "{\"status\":\"ok\"}") && false;
	return give_cut(ssl, mode);
}

bool
answer_give(SSL *ssl, const struct request *r, const char *mode)
{
	for (size_t i = 0; i < FIXED; i++) {
		if (strcmp(fixed[i].mode, mode) == 0)
			return put_json(ssl, fixed[i].status, fixed[i].type,
			    fixed[i].more, fixed[i].body);
	}
	return give_special(ssl, r, mode);
}

bool
answer_mode_is_known(const char *mode)
{
	for (size_t i = 0; i < FIXED; i++) {
		if (strcmp(fixed[i].mode, mode) == 0)
			return true;
	}
	for (size_t i = 0; i < SPECIAL; i++) {
		if (strcmp(special[i], mode) == 0)
			return true;
	}
	return false;
}
