/* How cards of each type are unlocked: what the portal makes of a challenge,
 * and with which key.  A type is a line in method.c. */
#ifndef PORTAL_METHOD_H
#define PORTAL_METHOD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct secret;

#define METHOD_ANSWER_MAX 80

struct method {
	const char *type;		/* of the card: "akis" */
	const char *name;		/* "challenge-response" */
	size_t key;			/* bytes of a card's key */
	size_t challenge;		/* bytes */
	/* NULL: there is none, it is a relay (relay.h) */
	enum err (*answer)(const struct secret *key, const uint8_t *challenge,
	    uint8_t out[static METHOD_ANSWER_MAX], size_t *len);
};

/* NULL: no such type. */
const struct method *method_of(const char *type);

/* "akis, gids", for usage texts. */
void method_types(char *out, size_t size);

#endif
