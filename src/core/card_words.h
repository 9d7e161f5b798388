/* What the screens say of the card that was read: {card_serial}, {card_atr},
 * {card_certificate_a} to _c, {puk_tries}; {signer}, the certificate that is to
 * sign; {certificate_on_card}, where the one that is open is. */
#ifndef CORE_CARD_WORDS_H
#define CORE_CARD_WORDS_H

#include "core/state.h"

/* NULL: no such variable.  Valid until the next call. */
const char *card_say(struct session *s, const char *name);

#endif
