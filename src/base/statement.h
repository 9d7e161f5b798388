/* The sentence that a card signs when its holder logs in with it.  It is made
 * where the card is (card/tool.c) and once more by whoever checks the
 * signature, so that no one can have a hash of his own choice signed with a
 * key whose signature binds its owner by law. */
#ifndef BASE_STATEMENT_H
#define BASE_STATEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define STATEMENT_MAX 512		/* bytes, terminator included */
#define STATEMENT_AUDIENCE_MAX 128	/* bytes, terminator included */
#define STATEMENT_CHALLENGE_MIN 16
#define STATEMENT_CHALLENGE_MAX 64

/* `audience` is the name of the portal as its address has it: letters, digits
 * and .-:[] only, so that it cannot bring a line of its own.
 * ERR_ARGUMENT: that, or the length of the challenge.  ERR_TOO_BIG. */
MUST_CHECK enum err statement_login(const char *audience,
    const uint8_t *challenge, size_t len, char *out, size_t size);

#endif
