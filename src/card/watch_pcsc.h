/* The readers of pcscd, and word of every change without asking again and
 * again: SCardGetStatusChange blocks in the one thread of the helper, which
 * does nothing but wake the loop; the loop then looks for itself.  While
 * pcscd is absent the folder of its socket is watched (inotify), and looked
 * at every WATCH_RETRY_MS besides. */
#ifndef CARD_WATCH_PCSC_H
#define CARD_WATCH_PCSC_H

#include <stdbool.h>

#include "base/err.h"

struct source;

#define WATCH_RETRY_MS 5000

/* Only readers whose name contains `filter`; NULL or "": all.  Of several,
 * look() takes the first that holds a card.  `pads`: PINs may be typed on a
 * reader's own keys. */
MUST_CHECK enum err watch_pcsc_new(const char *filter, bool pads,
    struct source **source);

#endif
