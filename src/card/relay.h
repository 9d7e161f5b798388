/* Commands that the portal makes and the terminal only passes on (method
 * apdu-relay): one call under the contract of card.h, between unlock_begin and
 * unlock_finish, which gets the last of them as its cryptogram.
 *
 * What may be passed on is in card/guard.h, and the process that holds the
 * reader sees to it: the commands of a secure channel with the application
 * that is selected; no PIN, no PUK, no other application. */
#ifndef CARD_RELAY_H
#define CARD_RELAY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"

#define CARD_RELAY_COMMAND 261	/* bytes of the longest short command */
#define CARD_RELAY_ANSWER 256	/* data of the longest short answer */

/* `answer` is what the card said, status 9000, without the status; it is valid
 * during the call.  Anything else is an error, and the unlock is over, the
 * PIN as it was: ERR_REFUSED (not allowed: nothing was sent),
 * ERR_AUTH_REFUSED, ERR_CARD_DEAD, ERR_CARD_REFUSED, ERR_CARD_MEMORY,
 * ERR_CARD_ANSWER; ERR_CARD_GONE, ERR_CARD_MUTE and the like. */
typedef void (*card_relay_fn)(void *arg, enum err e, const uint8_t *answer,
    size_t len);

struct card_relay_ops {
	enum err (*pass)(struct card *card, const uint8_t *command, size_t len,
	    int64_t deadline, card_relay_fn done, void *arg);
};

#endif
