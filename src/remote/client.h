/* The real side of remote.h: calls go to cilingir-net, which is started at
 * the first of them.  Links neither curl nor TLS. */
#ifndef REMOTE_CLIENT_H
#define REMOTE_CLIENT_H

#include "base/err.h"
#include "remote/remote.h"

struct loop;

/* NULL where not used, except for helper, url and ca.  Copied. */
struct remote_client_config {
	const char *helper;	/* absolute path of cilingir-net */
	const char *url;	/* https://HOST[:PORT][/PREFIX] */
	const char *ca;		/* PEM file: whom to believe */
	const char *pin;	/* sha256//BASE64 of the portal's key */
	const char *cert;	/* PEM files: who this terminal is */
	const char *key;
	const char *terminal;	/* its id, in the User-Agent */
};

/* A helper that has not answered when a call's deadline passes is given this
 * much more before it is killed; the call itself ends with ERR_TIMEOUT. */
#define REMOTE_KILL_MS 2000

/* Nothing is started.  wire_init() comes first. */
MUST_CHECK enum err remote_client_new(struct loop *loop,
    const struct remote_client_config *config, struct remote **remote);

/* The helper's process id while it runs, else 0: for tests and the log. */
int remote_client_pid(const struct remote *remote);

#endif
