/* ID tokens (OpenID Connect Core 3.1.3.7): who has logged in, as the issuer
 * has signed it.  Private to issuer. */
#ifndef PORTAL_ID_TOKEN_H
#define PORTAL_ID_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"

/* What a token must say to be for us. */
struct id_token_rules {
	const char *issuer, *client;
	const char *nonce;		/* of the request */
	const char *claim;		/* that names the person */
	int64_t now;			/* wall clock, seconds */
};

/* Check signature (RS256, PS256, ES256 or EdDSA, by a key of the issuer's
 * set) and rules; the claim goes to `out`.  ERR_NOT_FOUND: the set has no such
 * key (it may have changed since).  ERR_REFUSED: anything else; *why says what
 * (static text). */
MUST_CHECK enum err id_token_read(const char *token, const json_t *keys,
    const struct id_token_rules *rules, char *out, size_t size,
    const char **why);

#endif
