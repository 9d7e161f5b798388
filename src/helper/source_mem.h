/* The card in memory: practice without a reader (card.link: memory).  There
 * is always a card, and it says of itself that it is simulated. */
#ifndef HELPER_SOURCE_MEM_H
#define HELPER_SOURCE_MEM_H

#include "base/err.h"

struct source;

/* The card whose state is in the file `state` (vcard/state.h). */
MUST_CHECK enum err source_mem_new(const char *state, struct source **source);

#endif
