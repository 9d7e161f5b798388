/* HTTPS requests on our loop, by curl's multi interface: HTTP/1.1, one host,
 * connections kept, no redirects, no proxy, nothing from the environment.  A
 * request is sent once; whether it may go out again is for retry.h.
 * cilingir-net only; wipe_init() comes first. */
#ifndef REMOTE_HTTP_H
#define REMOTE_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "remote/remote.h"
#include "remote/retry.h"

struct http;
struct http_call;
struct loop;
struct secret;
struct tls;

#define HTTP_URL_MAX 512
#define HTTP_CONNECT_MS 5000		/* TCP and TLS together */
#define HTTP_HEADERS_MAX (16 * 1024)	/* bytes of an answer's header */

struct http_config {
	const char *url;	/* https://HOST[:PORT][/PREFIX] */
	const char *agent;	/* User-Agent */
	struct tls *tls;	/* the caller's, freed after http_free */
};

struct http_request {
	const char *method;		/* static text */
	const char *path;		/* behind the URL; starts with '/' */
	const char *accept;		/* media types */
	const struct secret *token;	/* NULL or empty: no Authorization */
	const char *key;		/* "": no Idempotency-Key */
	const char *case_no;		/* "": no Case */
	const uint8_t *body;		/* stays the caller's, unchanged, until
					 * the call is done or cancelled */
	size_t body_len;
	size_t answer_max;		/* bytes of the answer's body */
	int64_t limit_ms;		/* for all of it */
};

struct http_answer {
	enum retry_cause cause;
	enum remote_distrust distrust;	/* cause == RETRY_TLS */
	int status;		/* cause == RETRY_ANSWERED: 200..599 */
	int retry_after;	/* seconds, 1..3600; -1 not said */
	const char *type;	/* media type without parameters, or "" */
	const uint8_t *body;
	size_t body_len;
};

/* Exactly once, from the loop, unless cancelled; `answer` is valid (and wiped
 * after) the call. */
typedef void (*http_done)(void *arg, const struct http_answer *answer);

/* The host of a URL of the form above, for tls_config.  ERR_ARGUMENT: the URL
 * has another scheme, a user, a query, or is no URL. */
MUST_CHECK enum err http_url_host(const char *url, char *host, size_t size);

MUST_CHECK enum err http_new(struct loop *loop,
    const struct http_config *config, struct http **http);

MUST_CHECK enum err http_start(struct http *http,
    const struct http_request *request, http_done done, void *arg,
    struct http_call **call);

/* Cuts the connection if the request is under way.  Sets *call to NULL. */
void http_cancel(struct http_call **call);

/* Cancels what is under way.  Before loop_free(). */
void http_free(struct http **http);

#endif
