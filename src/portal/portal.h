/* What all requests share.  Made once at start, read by every thread. */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/config.h"
#include "portal/keys.h"

struct repeats;
struct store;

struct portal {
	struct config config;
	struct store *store;
	struct keys keys;
	struct repeats *repeats;
	int64_t purged;		/* when what is over was last thrown away;
				 * changed inside a transaction only */
};

/* Open keys and database of a configuration that was read.  On failure
 * `error` says what and nothing is left open. */
MUST_CHECK enum err portal_open(struct portal *portal, char *error,
    size_t size);
void portal_close(struct portal *portal);

#endif
