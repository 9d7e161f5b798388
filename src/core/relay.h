/* The commands that the portal makes for a card and the terminal passes on
 * (unlock method apdu-relay): ask the portal, give it to the card, ask again
 * with the card's answer, until the portal says that this is the last one. */
#ifndef CORE_RELAY_H
#define CORE_RELAY_H

#include "core/state.h"

/* For an unlock that is open and a card that is held.  `then` gets the last
 * command, which has not gone to the card, and is the only thing that comes:
 * the card has been given nothing that changes its PIN until then.  More than
 * RELAY_MOST commands are ERR_PORTAL_ANSWER. */
#define RELAY_MOST 8
void relay_begin(struct session *s, relay_then then);

#endif
