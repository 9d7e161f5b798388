/* How the portal drives a card itself, command by command, through a terminal
 * that only passes bytes on (method apdu-relay).  It is the far end of a
 * secure channel SCP03 with the card's own keys (base/scp03.h):
 *
 *	1 INITIALIZE UPDATE
 *	2 EXTERNAL AUTHENTICATE, all MACs and encryption
 *	3 GET DATA 01 06 in that channel: is it the card of this serial?
 *	4 INITIALIZE UPDATE
 *	5 EXTERNAL AUTHENTICATE without them; the last one
 *
 * The new PIN: whoever has the keys of a channel can read what goes through
 * it, so no channel of the portal's may carry the PIN; and a transport PIN
 * would leave a card with a PIN that nobody knows when a holder walks away.
 * So the last thing that the portal opens is a channel without secure
 * messaging (security level 00 of GlobalPlatform): the card then knows that
 * its issuer is there, and takes RESET RETRY COUNTER with the new PIN, one
 * command, from the terminal, which has it.  The portal sees neither. */
#ifndef PORTAL_RELAY_H
#define PORTAL_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/scp03.h"

struct secret;

#define RELAY_COMMAND 261

/* Between two commands; all zero before the first one.  Holds keys: seal it
 * where it is kept, and wipe it. */
struct relay {
	uint8_t done;			/* commands that were made */
	uint8_t host[SCP03_CHALLENGE];	/* of the last INITIALIZE UPDATE */
	struct scp03 scp;
};

struct relay_command {
	uint8_t bytes[RELAY_COMMAND];
	size_t len;
	bool last;
};

/* The next command, from the card's answer to the one before (its data; the
 * status was 9000).  `key` has SCP03_KEYS bytes.
 * ERR_CARD_NOT_KNOWN: it is not the card that has this key and this serial.
 * ERR_CARD_ANSWER: no answer of that command, or somebody is between.
 * ERR_ARGUMENT: there is no next command. */
MUST_CHECK enum err relay_next(struct relay *r, const struct secret *key,
    const uint8_t *serial, size_t serial_len, const uint8_t *answer,
    size_t len, struct relay_command *command);

#endif
