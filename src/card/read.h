/* Reading the card that is there: what a person and the portal must know of
 * it.  Blocks as long as the card does; spends no try. */
#ifndef CARD_READ_H
#define CARD_READ_H

#include <stdint.h>

#include "card/card.h"
#include "card/readers.h"
#include "card/source.h"

struct card_known;
struct cards;

/* Read the card that `at` tells of into *info, which is filled whatever
 * happens; info->trouble says what did.  A card that is not in its operation
 * phase is read and is ERR_CARD_PHASE.  `known` (NULL: not wanted) is for
 * card_unlock_begin(). */
void card_read(struct source *source, const struct source_state *at,
    const struct cards *cards, struct card_info *info,
    struct card_known *known);

/* The same of every reader.  ERR_NO_PCSCD, ERR_PCSCD_VERSION: none. */
MUST_CHECK enum err card_read_all(struct source *source,
    const struct cards *cards,
    struct card_info list[static CARD_READERS_MAX], size_t *count);

#endif
