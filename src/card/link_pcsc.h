/* A card in a reader, through pcscd: connected for this program alone, T=0 or
 * T=1.  The context of pcscd lives as long as the link. */
#ifndef CARD_LINK_PCSC_H
#define CARD_LINK_PCSC_H

#include <stdbool.h>

#include "base/err.h"

struct link;

/* `pads`: keys of the reader's own may be used.
 * ERR_NO_PCSCD, ERR_PCSCD_VERSION, ERR_NO_READER, ERR_NO_CARD, ERR_CARD_MUTE,
 * ERR_CARD_BUSY. */
MUST_CHECK enum err link_pcsc_open(const char *reader, bool pads,
    struct link **link);

/* What a return code of winscard.h means to us; the only such table.  What a
 * card that is gone gives depends on when it went: one class for all. */
enum err pcsc_err(long code);

#endif
