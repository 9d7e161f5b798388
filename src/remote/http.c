#include "remote/http.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/clock.h"
#include "loop/loop.h"
#include "remote/http_call.h"
#include "remote/kept.h"
#include "remote/tls.h"

#define CONNECTIONS 4

struct http {
	struct loop *loop;
	struct loop_timer *timer;
	CURLM *multi;
	struct http_call *calls;	/* under way */
	struct kept kept;
	struct tls *tls;
	char url[HTTP_URL_MAX];
	char agent[HTTP_URL_MAX];
};

/* A socket that curl wants to have watched. */
struct watch {
	uv_poll_t poll;
	struct http *http;
	curl_socket_t fd;
};

/* Tell the callers about what has ended.  A `done` may start or cancel. */
static void
report_ended(struct http *http)
{
	struct http_call *call;
	CURLMsg *msg;
	CURLcode code;
	int left;

	for (;;) {
		msg = curl_multi_info_read(http->multi, &left);
		if (msg == NULL)
			return;
		if (msg->msg != CURLMSG_DONE)
			continue;
		code = msg->data.result;
		call = http_call_of(msg->easy_handle);
		if (call != NULL)
			http_call_end(call, code);
	}
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	struct http *http = watch->http;
	int flags = 0, running;

	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if ((events & UV_READABLE) != 0)
		flags |= CURL_CSELECT_IN;
	if ((events & UV_WRITABLE) != 0)
		flags |= CURL_CSELECT_OUT;
	curl_multi_socket_action(http->multi, watch->fd, flags, &running);
	report_ended(http);
}

static void
on_time(void *arg)
{
	struct http *http = arg;
	int running;

	curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0,
	    &running);
	report_ended(http);
}

static int
set_timer(CURLM *multi, long ms, void *arg)
{
	struct http *http = arg;

	(void)multi;
	loop_timer_at(http->timer, ms < 0 ? CLOCK_NEVER :
	    clock_now_ms() + ms);
	return 0;
}

static void
free_watch(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *
new_watch(struct http *http, curl_socket_t fd)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->http = http;
	watch->fd = fd;
	if (uv_poll_init(loop_uv(http->loop), &watch->poll, fd) != 0) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	curl_multi_assign(http->multi, fd, watch);
	return watch;
}

static int
watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *mine)
{
	struct http *http = arg;
	struct watch *watch = mine;
	int events = 0;

	(void)easy;
	kept_idle(&http->kept, fd, what == CURL_POLL_REMOVE);
	if (what == CURL_POLL_REMOVE) {
		if (watch == NULL)
			return 0;
		curl_multi_assign(http->multi, fd, NULL);
		uv_poll_stop(&watch->poll);
		uv_close((uv_handle_t *)&watch->poll, free_watch);
		return 0;
	}
	if (watch == NULL)
		watch = new_watch(http, fd);
	if (watch == NULL)
		return -1;
	if ((what & CURL_POLL_IN) != 0)
		events |= UV_READABLE;
	if ((what & CURL_POLL_OUT) != 0)
		events |= UV_WRITABLE;
	return uv_poll_start(&watch->poll, events, on_ready) == 0 ? 0 : -1;
}

static bool
has_part(CURLU *u, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(u, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

/* An IPv6 address without its brackets. */
static bool
copy_host(const char *host, char *out, size_t size)
{
	size_t len = strlen(host);

	if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (len == 0 || len >= size)
		return false;
	memcpy(out, host, len);
	out[len] = '\0';
	return true;
}

enum err
http_url_host(const char *url, char *host, size_t size)
{
	enum err e = ERR_ARGUMENT;
	char *scheme = NULL, *name = NULL;
	CURLU *u = curl_url();

	host[0] = '\0';
	if (u == NULL || strlen(url) >= HTTP_URL_MAX ||
	    curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &name, 0) != CURLUE_OK)
		goto out;
	if (strcmp(scheme, "https") != 0 || has_part(u, CURLUPART_USER) ||
	    has_part(u, CURLUPART_PASSWORD) || has_part(u, CURLUPART_QUERY) ||
	    has_part(u, CURLUPART_FRAGMENT))
		goto out;
	if (copy_host(name, host, size))
		e = ERR_OK;
out:
	curl_free(name);
	curl_free(scheme);
	curl_url_cleanup(u);
	return e;
}

static enum err
set_up_multi(struct http *http)
{
	CURLMcode c = CURLM_OK;

	http->multi = curl_multi_init();
	if (http->multi == NULL)
		return ERR_NO_MEMORY;
#define SET(option, value) \
	if (c == CURLM_OK) \
		c = curl_multi_setopt(http->multi, option, value)
	SET(CURLMOPT_SOCKETFUNCTION, watch_socket);
	SET(CURLMOPT_SOCKETDATA, http);
	SET(CURLMOPT_TIMERFUNCTION, set_timer);
	SET(CURLMOPT_TIMERDATA, http);
	SET(CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	SET(CURLMOPT_MAXCONNECTS, (long)CONNECTIONS);
#undef SET
	return c == CURLM_OK ? ERR_OK : ERR_INTERNAL;
}

/* "https://host/" and "https://host" are the same to the paths behind. */
static void
copy_url(const char *url, char out[static HTTP_URL_MAX])
{
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	memcpy(out, url, len);
	out[len] = '\0';
}

enum err
http_new(struct loop *loop, const struct http_config *config,
    struct http **out)
{
	struct http *http = calloc(1, sizeof(*http));
	char host[HTTP_URL_MAX];
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (http == NULL)
		goto out;
	http->loop = loop;
	http->tls = config->tls;
	e = http_url_host(config->url, host, sizeof(host));
	if (e != ERR_OK)
		goto out;
	copy_url(config->url, http->url);
	snprintf(http->agent, sizeof(http->agent), "%s", config->agent);
	e = loop_timer_new(loop, on_time, http, &http->timer);
	if (e == ERR_OK)
		e = set_up_multi(http);
	if (e != ERR_OK)
		goto out;
	*out = http;
	http = NULL;
out:
	http_free(&http);
	return e;
}

enum err
http_start(struct http *http, const struct http_request *request,
    http_done done, void *arg, struct http_call **out)
{
	const struct http_site site = { .url = http->url,
	    .agent = http->agent, .tls = http->tls, .multi = http->multi,
	    .list = &http->calls, .kept = &http->kept };

	kept_end_closed(&http->kept);
	return http_call_start(&site, request, done, arg, out);
}

void
http_free(struct http **out)
{
	struct http *http = *out;
	struct http_call *call;

	if (http == NULL)
		return;
	while (http->calls != NULL) {
		call = http->calls;
		http_cancel(&call);
	}
	if (http->multi != NULL)
		curl_multi_cleanup(http->multi);
	loop_timer_free(&http->timer);
	free(http);
	*out = NULL;
}
