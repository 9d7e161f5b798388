/* OpenPGP cards (versions 2 and 3 of the specification).  The serial is that of
 * the AID, manufacturer and number; the tries stand in DO C4.  The user's PIN
 * is PW1 (81), the PUK is the resetting code.  A card whose holder has switched
 * on the key derivation of DO F9 takes no PIN as it is typed: ERR_CARD_UNABLE,
 * before anything is sent. */
#ifndef CARD_DRV_OPENPGP_H
#define CARD_DRV_OPENPGP_H

#include "card/driver.h"

extern const struct card_driver drv_openpgp;

#endif
