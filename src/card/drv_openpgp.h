/* OpenPGP cards (versions 2 and 3 of the specification).  The serial is that of
 * the AID, manufacturer and number; the tries stand in DO C4.  The user's PIN
 * is PW1 (81).
 *
 * The PUK is the resetting code, or, where it was asked for as such, the
 * administrator's PIN PW3 (83), of which the same rules hold: VERIFY of it,
 * then the new PIN.  Many cards have no resetting code.
 *
 * A card with a KDF object (DO F9) takes in the place of each value what is
 * derived of it (base/s2k.h), with the salt for that value; one whose KDF is
 * another is read, and no value is sent to it: ERR_CARD_UNABLE. */
#ifndef CARD_DRV_OPENPGP_H
#define CARD_DRV_OPENPGP_H

#include "card/driver.h"

extern const struct card_driver drv_openpgp;

#endif
