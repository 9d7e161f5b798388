/* What all requests share.  Made once at start, read by every thread. */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/config.h"
#include "portal/keys.h"

struct mailer;
struct metrics;
struct issuer;
struct repeats;
struct store;

struct portal {
	struct config config;
	struct store *store;
	struct keys keys;
	struct repeats *repeats;
	struct issuer *issuer;	/* NULL: none of kind oidc */
	struct metrics *metrics;
	struct mailer *mailer;	/* while serving; or NULL */
	int64_t purged;		/* when what is over was last thrown away;
				 * changed inside a transaction only */
	atomic_bool unscrubbed;	/* something that was erased may still stand
				 * in the files */
};

/* Open keys and database of a configuration that was read.  On failure
 * `error` says what and nothing is left open. */
MUST_CHECK enum err portal_open(struct portal *portal, char *error,
    size_t size);
void portal_close(struct portal *portal);

#endif
