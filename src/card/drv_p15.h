/* Cards that keep to ISO/IEC 7816-4 and PKCS#15 (ISO/IEC 7816-15) and have
 * nothing of their own: serial number from TokenInfo; the PIN, its reference,
 * lengths, encoding and padding from the AODF; SELECT by path, VERIFY, CHANGE
 * REFERENCE DATA and RESET RETRY COUNTER in the form of the standard.
 *
 * Tries: GET DATA for the PIN's object (70 { BF81xx { A0 { 9B } } }), which
 * costs nothing; a card that has no such object keeps them to itself, and
 * they are unknown.  Life cycle: tag 8A of the application, where it tells. */
#ifndef CARD_DRV_P15_H
#define CARD_DRV_P15_H

#include "card/driver.h"

extern const struct card_driver drv_p15;
extern const struct card_tool_driver drv_p15_tools;

/* For drivers of cards that are more than that. */
MUST_CHECK enum err drv_p15_identify(struct exchange *x,
    const struct card_type *type, struct card_info *info);
MUST_CHECK enum err drv_p15_tries(struct exchange *x, int *tries);
MUST_CHECK enum err drv_p15_certificates(struct exchange *x,
    const struct card_type *type, struct driver_certs *certs);

/* Select the folder in which the PIN is good, if that is another one than the
 * application that was selected by its name. */
MUST_CHECK enum err drv_p15_go_home(struct exchange *x);

#endif
