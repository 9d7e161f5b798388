/* One request as a curl easy handle.  Private to http.c. */
#ifndef REMOTE_HTTP_CALL_H
#define REMOTE_HTTP_CALL_H

#include "remote/http.h"

struct http_site {
	const char *url, *agent;
	struct tls *tls;
	void *multi;			/* CURLM */
	struct http_call **list;	/* those under way */
	struct kept *kept;		/* outlives `multi` */
};

MUST_CHECK enum err http_call_start(const struct http_site *site,
    const struct http_request *request, http_done done, void *arg,
    struct http_call **call);

/* The call of a CURL easy handle. */
struct http_call *http_call_of(void *easy);

/* curl is through with it, with a CURLcode: tells the caller and frees. */
void http_call_end(struct http_call *call, int code);

/* How a CURLcode is classed; `words` is curl's text about it. */
enum retry_cause http_cause_of(int code, const char *words);

#endif
