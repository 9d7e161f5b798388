/* A virtual card behind card/link.h, without a reader: for unit tests and for
 * the practice mode (card.link: memory).  Faults (fault.h) work here too:
 * where a reader would hang for ever (mute, empty) transmit is ERR_CARD_MUTE;
 * after pull and lost the card is gone until link_mem_insert(). */
#ifndef VCARD_LINK_MEM_H
#define VCARD_LINK_MEM_H

#include <stddef.h>

#include "base/err.h"

struct link;
struct slot;

/* Open the card in the state file `state`, its log at `log` (NULL: none).
 * *error says what went wrong.  Close with (*link)->ops->close. */
MUST_CHECK enum err link_mem_open(const char *state, const char *log,
    struct link **link, char *error, size_t size);

/* A link to the card of a slot that stays the caller's. */
MUST_CHECK enum err link_mem_new(struct slot *slot, struct link **link);

/* Out and in, as a person would; also heals a link whose card was pulled by a
 * fault: a new link_mem_new() on the same slot is not needed in tests. */
void link_mem_remove(struct link *link);
void link_mem_insert(struct link *link);

/* The slot of a link: faults, log, card. */
struct slot *link_mem_slot(struct link *link);

#endif
