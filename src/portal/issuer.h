/* The issuer: an OpenID provider of which the portal is a client.  Logins are
 * by the OAuth 2.0 device authorization grant (RFC 8628): the person approves
 * on the issuer's own page, on a phone of their own; the ID token that comes
 * back (OpenID Connect Core) names who it was.
 *
 * Calls wait for the network, at most `timeout` seconds a request, and are
 * made by the thread of the connection that needs them: nobody else waits. */
#ifndef PORTAL_ISSUER_H
#define PORTAL_ISSUER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "portal/config.h"
#include "portal/person.h"

struct issuer;
struct secret;

#define ISSUER_SLOWER_S 5	/* RFC 8628: slow_down adds this for good */
#define ISSUER_CODE 24
#define ISSUER_ADDRESS 128
#define ISSUER_LINK 256

/* A login that was begun there. */
struct issuer_device {
	struct secret *code;		/* what the issuer knows it by; the
					 * caller's to free */
	char user_code[ISSUER_CODE];	/* the person compares or types it */
	char address[ISSUER_ADDRESS];	/* of the page */
	char link[ISSUER_LINK];		/* the same with the code; "": none */
	int expires_in, interval;	/* seconds */
};

enum issuer_answer {
	ISSUER_WAITING,
	ISSUER_SLOWER,
	ISSUER_DENIED,
	ISSUER_EXPIRED,
	ISSUER_DONE
};

/* Nothing is asked before the first login.  ERR_IO: the secret cannot be
 * read. */
MUST_CHECK enum err issuer_open(const struct issuer_config *config,
    struct issuer **issuer);
void issuer_close(struct issuer **issuer);

/* ERR_EDEVLET_AWAY: it cannot be reached, or says what it should not; why is
 * in the log.  So does the next one. */
MUST_CHECK enum err issuer_begin(struct issuer *issuer,
    struct issuer_device *device);

/* Ask once.  With ISSUER_DONE `identity` is what the claim of the verified
 * token holds. */
MUST_CHECK enum err issuer_poll(struct issuer *issuer,
    const struct secret *code, enum issuer_answer *answer,
    char identity[static IDENTITY_SIZE]);

#endif
