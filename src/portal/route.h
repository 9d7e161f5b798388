/* From a request to its answer, whatever carried it (http.c, a test, a
 * fuzzer). */
#ifndef PORTAL_ROUTE_H
#define PORTAL_ROUTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct portal;

#define ROUTE_ALLOW 40

/* All texts are the caller's, terminated, and NULL where there is none. */
struct route_request {
	const char *method;
	const char *path;
	const char *authorization;	/* whole header */
	const char *idempotency_key;	/* whole header */
	const char *case_no;		/* whole header */
	const char *terminal;		/* name in a verified certificate */
	const char *address;		/* where it came from */
	const uint8_t *body;
	size_t len;
};

struct route_response {
	int status;
	const char *type;		/* media type; NULL: no body */
	struct buf body;		/* freed by route_response_free */
	int retry_after;		/* seconds; -1: none */
	char allow[ROUTE_ALLOW];	/* methods, with 405; or "" */
	char request_id[17];
};

/* Always fills a response. */
void route_serve(struct portal *portal, const struct route_request *request,
    struct route_response *response);

/* A problem that has no operation: body too big, no certificate. */
void route_refuse(int status, enum err code, struct route_response *response);

void route_response_free(struct route_response *response);

#endif
