/* Serves the one terminal at the other end of a channel, in the words of
 * card/proto.h.  Blocks while the card works: the terminal watches the clock
 * and kills this process when it takes too long.  When the terminal is gone,
 * or says anything that it should not, the card is let go of with a reset and
 * the loop is stopped; neither EXTERNAL AUTHENTICATE nor RESET RETRY COUNTER
 * is begun for a terminal that is not there. */
#ifndef HELPER_CARD_SERVE_H
#define HELPER_CARD_SERVE_H

#include "base/err.h"

struct card_serve;
struct cards;
struct loop;
struct source;

/* Takes `fd` over, also on failure; source and cards stay the caller's and
 * must outlive it. */
MUST_CHECK enum err card_serve_new(struct loop *loop, int fd,
    struct source *source, const struct cards *cards,
    struct card_serve **serve);
void card_serve_free(struct card_serve **serve);

#endif
