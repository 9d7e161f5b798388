/* The sentence that a card signs when its holder logs in with it.  It is made
 * where the card is (card/tool.c) and once more by whoever checks the
 * signature, so that no one can have a hash of his own choice signed with a
 * key whose signature binds its owner by law. */
#ifndef BASE_STATEMENT_H
#define BASE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define STATEMENT_MAX 512		/* bytes, terminator included */
#define STATEMENT_AUDIENCE_MAX 128	/* bytes, terminator included */
#define STATEMENT_CHALLENGE_MIN 16
#define STATEMENT_CHALLENGE_MAX 64

/* The name of a portal as its address has it (without a port where that is
 * 443): letters, digits and .-:[] only, so that it cannot bring a line of its
 * own.  Each side takes it from its own configuration and not from the other:
 * what was signed for one portal is worth nothing at another. */
bool statement_is_audience(const char *text);

/* ERR_ARGUMENT: the audience, or the length of the challenge.  ERR_TOO_BIG. */
MUST_CHECK enum err statement_login(const char *audience,
    const uint8_t *challenge, size_t len, char *out, size_t size);

#endif
