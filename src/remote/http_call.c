#include "remote/http_call.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "remote/kept.h"
#include "remote/proto.h"
#include "remote/tls.h"

#define LINE_MAX_BYTES 1024	/* of a header that we send */

struct http_call {
	struct http_call **list;
	struct http_call *next;
	CURLM *multi;
	CURL *easy;
	struct curl_slist *headers;
	struct buf body;		/* of the answer */
	size_t header_bytes;
	bool header_ended;		/* by an empty line */
	unsigned sent;			/* times that curl sent the request */
	char words[CURL_ERROR_SIZE];
	char type[64];
	http_done done;
	void *arg;
};

static void
unlink_call(struct http_call *call)
{
	struct http_call **at = call->list;

	while (*at != NULL && *at != call)
		at = &(*at)->next;
	if (*at == call)
		*at = call->next;
}

/* What was sent, and the handle; the connection goes back to the pool. */
static void
free_request(struct http_call *call)
{
	if (call->easy != NULL) {
		curl_multi_remove_handle(call->multi, call->easy);
		curl_easy_cleanup(call->easy);
		call->easy = NULL;
	}
	curl_slist_free_all(call->headers);
	call->headers = NULL;
}

static void
free_call(struct http_call *call)
{
	if (call == NULL)
		return;
	unlink_call(call);
	free_request(call);
	buf_free(&call->body);
	free(call);
}

struct http_call *
http_call_of(void *easy)
{
	char *call = NULL;

	if (curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call) != CURLE_OK)
		return NULL;
	return (struct http_call *)(void *)call;
}

static size_t
on_body(char *bytes, size_t one, size_t len, void *arg)
{
	struct http_call *call = arg;

	(void)one;
	return buf_add(&call->body, bytes, len) == ERR_OK ? len : 0;
}

static size_t
on_header(char *bytes, size_t one, size_t len, void *arg)
{
	struct http_call *call = arg;

	(void)one;
	if (len >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
		call->header_ended = false;
	else if (len == 2 && bytes[0] == '\r')
		call->header_ended = true;
	call->header_bytes += len;
	return call->header_bytes <= HTTP_HEADERS_MAX ? len : 0;
}

/* curl sends again by itself when a kept connection dies.  Not here: whether
 * a request may go out twice is decided by retry.h, and counted. */
static int
before_request(void *arg, char *ip, char *local_ip, int port, int local_port)
{
	struct http_call *call = arg;

	(void)ip, (void)local_ip, (void)port, (void)local_port;
	return call->sent++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static int
on_socket_made(void *arg, curl_socket_t fd, curlsocktype purpose)
{
	(void)purpose;
	kept_made(arg, fd);
	return CURL_SOCKOPT_OK;
}

static int
close_socket(void *arg, curl_socket_t fd)
{
	kept_gone(arg, fd);
	return close(fd);
}

static enum err
add_line(struct http_call *call, const char *name, const void *value,
    size_t len)
{
	struct curl_slist *longer;
	struct buf line;
	enum err e;

	buf_init(&line, LINE_MAX_BYTES);
	e = buf_add_str(&line, name);
	if (e == ERR_OK)
		e = buf_add(&line, value, len);
	if (e == ERR_OK) {
		longer = curl_slist_append(call->headers,
		    (const char *)line.data);
		if (longer != NULL)
			call->headers = longer;
		else
			e = ERR_NO_MEMORY;
	}
	buf_free(&line);
	return e;
}

/* RFC 6750, b64token: nothing that could end the header line. */
static bool
token_is_well_formed(const struct secret *token)
{
	const uint8_t *bytes = secret_bytes(token);

	for (size_t i = 0; i < secret_len(token); i++) {
		char c = (char)bytes[i];

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
		    (c == '\0' || strchr("-._~+/=", c) == NULL))
			return false;
	}
	return true;
}

static enum err
add_token(struct http_call *call, const struct secret *token)
{
	if (token == NULL || secret_len(token) == 0)
		return ERR_OK;
	if (!token_is_well_formed(token))
		return ERR_ARGUMENT;
	return add_line(call, "Authorization: Bearer ", secret_bytes(token),
	    secret_len(token));
}

static enum err
add_headers(struct http_call *call, const struct http_request *r)
{
	static const char json[] = "application/json";
	enum err e = add_line(call, "Accept: ", r->accept, strlen(r->accept));

	/* curl must not wait for a "100 Continue". */
	if (e == ERR_OK)
		e = add_line(call, "Expect:", "", 0);
	if (e == ERR_OK)
		e = r->body_len > 0 ? add_line(call, "Content-Type: ", json,
		    sizeof(json) - 1) : add_line(call, "Content-Type:", "", 0);
	if (e == ERR_OK && r->key[0] != '\0')
		e = add_line(call, "Idempotency-Key: ", r->key,
		    strlen(r->key));
	if (e == ERR_OK && r->case_no[0] != '\0')
		e = add_line(call, "Case: ", r->case_no, strlen(r->case_no));
	if (e == ERR_OK)
		e = add_token(call, r->token);
	return e;
}

#define SET(option, value) \
	if (c == CURLE_OK) \
		c = curl_easy_setopt(easy, option, value)

/* What is the same for every request. */
static CURLcode
set_rules(struct http_call *call, const struct http_site *site)
{
	CURL *easy = call->easy;
	CURLcode c = CURLE_OK;

	SET(CURLOPT_PRIVATE, call);
	SET(CURLOPT_ERRORBUFFER, call->words);
	SET(CURLOPT_USERAGENT, site->agent);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROTOCOLS_STR, "https");
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_PATH_AS_IS, 1L);
	/* A name server that hangs must not hold up the end of a call. */
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, call);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, call);
	SET(CURLOPT_PREREQFUNCTION, before_request);
	SET(CURLOPT_PREREQDATA, call);
	SET(CURLOPT_SOCKOPTFUNCTION, on_socket_made);
	SET(CURLOPT_SOCKOPTDATA, site->kept);
	SET(CURLOPT_CLOSESOCKETFUNCTION, close_socket);
	SET(CURLOPT_CLOSESOCKETDATA, site->kept);
	return c;
}

static CURLcode
set_method(CURL *easy, const struct http_request *r)
{
	CURLcode c = CURLE_OK;

	if (strcmp(r->method, "GET") == 0) {
		SET(CURLOPT_HTTPGET, 1L);
		return c;
	}
	if (r->body_len > 0 || strcmp(r->method, "DELETE") != 0) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE, (long)r->body_len);
		/* Not copied. */
		SET(CURLOPT_POSTFIELDS, r->body_len > 0 ?
		    (const char *)r->body : "");
	}
	SET(CURLOPT_CUSTOMREQUEST, r->method);
	return c;
}

static CURLcode
set_request(struct http_call *call, const struct http_site *site,
    const struct http_request *r)
{
	long limit = r->limit_ms < 1 ? 1 : r->limit_ms > RETRY_TOTAL_MS ?
	    RETRY_TOTAL_MS : (long)r->limit_ms;
	CURL *easy = call->easy;
	CURLcode c = CURLE_OK;
	struct buf url;

	buf_init(&url, 2 * HTTP_URL_MAX);
	if (buf_addf(&url, "%s%s", site->url, r->path) != ERR_OK)
		c = CURLE_URL_MALFORMAT;
	SET(CURLOPT_URL, (const char *)url.data);
	SET(CURLOPT_HTTPHEADER, call->headers);
	SET(CURLOPT_TIMEOUT_MS, limit);
	SET(CURLOPT_CONNECTTIMEOUT_MS,
	    limit < HTTP_CONNECT_MS ? limit : HTTP_CONNECT_MS);
	if (c == CURLE_OK)
		c = set_method(easy, r);
	buf_free(&url);
	return c;
}
#undef SET

static enum err
set_up(struct http_call *call, const struct http_site *site,
    const struct http_request *r)
{
	enum err e;

	call->easy = curl_easy_init();
	if (call->easy == NULL)
		return ERR_NO_MEMORY;
	e = add_headers(call, r);
	if (e == ERR_OK)
		e = tls_apply(site->tls, call->easy);
	if (e == ERR_OK && (set_rules(call, site) != CURLE_OK ||
	    set_request(call, site, r) != CURLE_OK ||
	    curl_multi_add_handle(site->multi, call->easy) != CURLM_OK))
		e = ERR_INTERNAL;
	return e;
}

enum err
http_call_start(const struct http_site *site, const struct http_request *r,
    http_done done, void *arg, struct http_call **out)
{
	struct http_call *call = calloc(1, sizeof(*call));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (call == NULL)
		return e;
	buf_init(&call->body, r->answer_max);
	call->multi = site->multi;
	call->done = done;
	call->arg = arg;
	call->list = site->list;
	call->next = *site->list;
	*site->list = call;
	e = set_up(call, site, r);
	if (e == ERR_OK)
		*out = call;
	else
		free_call(call);
	return e;
}

/* "application/json; charset=utf-8" is application/json. */
static void
copy_type(struct http_call *call)
{
	char *text = NULL;
	size_t len;

	if (curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &text) !=
	    CURLE_OK || text == NULL)
		return;
	len = strcspn(text, "; \t");
	if (len >= sizeof(call->type))
		return;
	for (size_t i = 0; i < len; i++)
		call->type[i] = ascii_lower(text[i]);
}

/* A time of no length, and what cannot be read, says nothing. */
static int
retry_after(CURL *easy)
{
	struct curl_header *header = NULL;
	curl_off_t seconds = 0;

	if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1,
	    &header) != CURLHE_OK)
		return -1;
	if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) !=
	    CURLE_OK || seconds < 1)
		return -1;
	return seconds > PROTO_RETRY_MAX ? PROTO_RETRY_MAX : (int)seconds;
}

static void
note_failure(struct http_call *call, int code, struct http_answer *answer)
{
	long verdict = 0;

	log_event(LOG_WARN, "net.failed", "curl=%d %s", code, call->words);
	if (answer->cause != RETRY_TLS)
		return;
	(void)curl_easy_getinfo(call->easy, CURLINFO_SSL_VERIFYRESULT,
	    &verdict);
	answer->distrust = http_distrust_of(code, verdict);
}

void
http_call_end(struct http_call *call, int code)
{
	struct http_answer answer = { .retry_after = -1, .type = call->type };
	long status = 0;

	answer.cause = http_cause_of(code, call->words);
	/* A cut in the middle of the header is success to curl. */
	if (answer.cause == RETRY_ANSWERED && !call->header_ended)
		answer.cause = RETRY_LOST;
	if (answer.cause == RETRY_ANSWERED) {
		curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
		answer.status = (int)status;
		answer.retry_after = retry_after(call->easy);
		answer.body = call->body.data;
		answer.body_len = call->body.len;
		copy_type(call);
		if (status < 200 || status > 599)
			answer.cause = RETRY_NONSENSE;
	} else {
		note_failure(call, code, &answer);
	}
	/* Before the caller passes the answer on and somebody calls again. */
	unlink_call(call);
	free_request(call);
	call->done(call->arg, &answer);
	free_call(call);
}

void
http_cancel(struct http_call **call)
{
	free_call(*call);
	*call = NULL;
}
