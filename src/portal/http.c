#include "portal/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/buf.h"
#include "base/log.h"
#include "portal/http_tls.h"
#include "portal/portal.h"
#include "portal/route.h"
#include "wire/wire.h"

#define DRAIN_S 15

struct http {
	struct MHD_Daemon *daemon;
	struct portal *portal;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int running;			/* requests at work */
};

struct upload {
	struct buf body;
};

/* ---- Requests ---- */

static void
count_running(struct http *h, int change)
{
	pthread_mutex_lock(&h->lock);
	h->running += change;
	if (h->running == 0)
		pthread_cond_broadcast(&h->idle);
	pthread_mutex_unlock(&h->lock);
}

static const char *
header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static void
address_of(struct MHD_Connection *c, char *out, socklen_t size)
{
	const union MHD_ConnectionInfo *info;
	const struct sockaddr *sa;
	const void *at;

	out[0] = '\0';
	info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (info == NULL || info->client_addr == NULL)
		return;
	sa = info->client_addr;
	at = sa->sa_family == AF_INET6 ?
	    (const void *)&((const struct sockaddr_in6 *)(const void *)sa)
	    ->sin6_addr :
	    (const void *)&((const struct sockaddr_in *)(const void *)sa)
	    ->sin_addr;
	if (inet_ntop(sa->sa_family, at, out, size) == NULL)
		out[0] = '\0';
}

static void
add_headers(struct MHD_Response *r, const struct route_response *rs)
{
	char seconds[16];

	/* MHD adds Date: the time by which expires_in was counted. */
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	MHD_add_response_header(r, "X-Request-Id", rs->request_id);
	if (rs->type != NULL)
		MHD_add_response_header(r, "Content-Type", rs->type);
	if (rs->allow[0] != '\0')
		MHD_add_response_header(r, "Allow", rs->allow);
	if (rs->status == 401)
		MHD_add_response_header(r, "WWW-Authenticate", "Bearer");
	if (rs->retry_after >= 0) {
		snprintf(seconds, sizeof(seconds), "%d", rs->retry_after);
		MHD_add_response_header(r, "Retry-After", seconds);
	}
}

/* MHD gives the body back when it was sent; it may hold a secret. */
static void
free_body(void *arg)
{
	struct buf *body = arg;

	buf_free(body);
	free(body);
}

/* Takes the bytes of `body` over, also when it fails. */
static struct MHD_Response *
new_response(struct buf *body)
{
	static char nothing[1];
	struct MHD_Response *r = NULL;
	struct buf *own;

	if (body->len == 0)
		return MHD_create_response_from_buffer(0, nothing,
		    MHD_RESPMEM_PERSISTENT);
	own = malloc(sizeof(*own));
	if (own == NULL)
		return NULL;
	*own = *body;
	buf_init(body, 0);
	r = MHD_create_response_from_buffer_with_free_callback_cls(own->len,
	    own->data, free_body, own);
	if (r == NULL)
		free_body(own);
	return r;
}

static enum MHD_Result
respond(struct MHD_Connection *c, struct route_response *rs)
{
	enum MHD_Result done = MHD_NO;
	struct MHD_Response *r = new_response(&rs->body);

	if (r != NULL) {
		add_headers(r, rs);
		done = MHD_queue_response(c, (unsigned)rs->status, r);
		MHD_destroy_response(r);
	}
	route_response_free(rs);
	return done;
}

static enum MHD_Result
refuse(struct MHD_Connection *c, int status, enum err code)
{
	struct route_response rs = { .retry_after = -1 };

	buf_init(&rs.body, WIRE_BODY_MAX);
	route_refuse(status, code, &rs);
	log_event(LOG_INFO, "request", "refused status=%d", status);
	return respond(c, &rs);
}

static enum MHD_Result
serve(struct http *h, struct MHD_Connection *c, const char *url,
    const char *method, const struct upload *up)
{
	struct route_response rs;
	char address[64], name[WIRE_ID];
	struct route_request rq = { .method = method, .path = url,
	    .authorization = header(c, "Authorization"),
	    .idempotency_key = header(c, "Idempotency-Key"),
	    .case_no = header(c, "Case"),
	    .address = address, .body = up->body.data, .len = up->body.len };

	address_of(c, address, sizeof(address));
	if (h->portal->config.client_ca[0] != '\0') {
		if (http_tls_peer(c, name, sizeof(name)) != ERR_OK)
			return refuse(c, 403, ERR_REFUSED);
		rq.terminal = name;
	}
	route_serve(h->portal, &rq, &rs);
	return respond(c, &rs);
}

/* ---- What MHD calls ---- */

static enum MHD_Result
start_upload(struct http *h, struct MHD_Connection *c, void **state)
{
	const char *length = header(c, "Content-Length");
	struct upload *up;

	if (length != NULL && strtoull(length, NULL, 10) > WIRE_BODY_MAX)
		return refuse(c, 413, ERR_TOO_BIG);
	up = calloc(1, sizeof(*up));
	if (up == NULL)
		return MHD_NO;
	buf_init(&up->body, WIRE_BODY_MAX);
	*state = up;
	count_running(h, 1);
	return MHD_YES;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **state)
{
	struct upload *up = *state;

	(void)version;
	if (up == NULL)
		return start_upload(arg, c, state);
	if (*len == 0)
		return serve(arg, c, url, method, up);
	/* A chunked body has no length: it is cut where it gets too long. */
	if (buf_add(&up->body, data, *len) != ERR_OK)
		return MHD_NO;
	*len = 0;
	return MHD_YES;
}

static void
on_completed(void *arg, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode how)
{
	struct upload *up = *state;

	(void)c;
	(void)how;
	if (up == NULL)
		return;
	buf_free(&up->body);
	free(up);
	*state = NULL;
	count_running(arg, -1);
}

/* ---- Start and stop ---- */

static enum err
read_address(const struct config *c, struct sockaddr_storage *out)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)out;
	struct sockaddr_in *four = (struct sockaddr_in *)(void *)out;

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, c->address, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)c->port);
		return ERR_OK;
	}
	if (inet_pton(AF_INET6, c->address, &six->sin6_addr) != 1)
		return ERR_SYNTAX;
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)c->port);
	return ERR_OK;
}

static struct MHD_Daemon *
start_daemon(struct http *h, const struct sockaddr_storage *address,
    const struct http_tls *tls)
{
	const struct config *c = &h->portal->config;
	unsigned flags = MHD_USE_TLS | MHD_USE_INTERNAL_POLLING_THREAD |
	    MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL | MHD_USE_ITC;

	if (address->ss_family == AF_INET6)
		flags |= MHD_USE_IPv6;
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, h,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
	    MHD_OPTION_SOCK_ADDR, (const void *)address,
	    MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)c->connections,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned)c->connections_per_address,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)c->idle,
	    MHD_OPTION_HTTPS_PRIORITIES, http_tls_priorities,
	    MHD_OPTION_HTTPS_MEM_CERT, (const char *)tls->certificate.data,
	    MHD_OPTION_HTTPS_MEM_KEY, (const char *)tls->key.data,
	    tls->client_ca.len > 0 ? MHD_OPTION_HTTPS_MEM_TRUST :
	    MHD_OPTION_END, (const char *)tls->client_ca.data,
	    MHD_OPTION_END);
}

static struct http *
make_http(struct portal *portal)
{
	struct http *h = calloc(1, sizeof(*h));

	if (h == NULL)
		return NULL;
	h->portal = portal;
	if (pthread_mutex_init(&h->lock, NULL) != 0) {
		free(h);
		return NULL;
	}
	if (pthread_cond_init(&h->idle, NULL) != 0) {
		pthread_mutex_destroy(&h->lock);
		free(h);
		return NULL;
	}
	return h;
}

enum err
http_start(struct portal *portal, struct http **http, char *error, size_t size)
{
	struct sockaddr_storage address;
	struct http_tls tls;
	enum err e;

	*http = NULL;
	if (read_address(&portal->config, &address) != ERR_OK) {
		snprintf(error, size, "listen.address: %s is no address",
		    portal->config.address);
		return ERR_SYNTAX;
	}
	e = http_tls_read(&portal->config, &tls, error, size);
	if (e != ERR_OK)
		return e;
	*http = make_http(portal);
	if (*http != NULL)
		(*http)->daemon = start_daemon(*http, &address, &tls);
	http_tls_free(&tls);
	if (*http != NULL && (*http)->daemon != NULL)
		return ERR_OK;
	snprintf(error, size, "cannot listen on %s port %d: is it taken, and"
	    " do certificate and key belong together?", portal->config.address,
	    portal->config.port);
	http_stop(http);
	return ERR_IO;
}

int
http_port(const struct http *h)
{
	const union MHD_DaemonInfo *info;

	info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info == NULL ? -1 : info->port;
}

static void
drain(struct http *h)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += DRAIN_S;
	pthread_mutex_lock(&h->lock);
	while (h->running > 0 && rc == 0)
		rc = pthread_cond_timedwait(&h->idle, &h->lock, &until);
	pthread_mutex_unlock(&h->lock);
}

void
http_stop(struct http **http)
{
	struct http *h = *http;
	int listening = -1;

	*http = NULL;
	if (h == NULL)
		return;
	if (h->daemon != NULL) {
		listening = MHD_quiesce_daemon(h->daemon);
		/* Refused at once, not left waiting in the queue. */
		if (listening >= 0)
			shutdown(listening, SHUT_RDWR);
		drain(h);
		MHD_stop_daemon(h->daemon);
	}
	if (listening >= 0)
		close(listening);
	pthread_cond_destroy(&h->idle);
	pthread_mutex_destroy(&h->lock);
	free(h);
}
