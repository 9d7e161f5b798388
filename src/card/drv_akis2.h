/* AKİS v2.x, and what else of that family keeps to PKCS#15: all as drv_p15.h,
 * and unlocking in the form of ISO/IEC 7816-4 (GET CHALLENGE, EXTERNAL
 * AUTHENTICATE, RESET RETRY COUNTER with P1 = 02), the PIN as the card's own
 * AODF wants it.  Nothing public tells what v2.x answers: where this driver
 * has to guess it asks and takes a refusal for "not known".
 *
 * E-signature card and identity card have the same ATR: the application must
 * be there, and its certificates say which of the two it is. */
#ifndef CARD_DRV_AKIS2_H
#define CARD_DRV_AKIS2_H

#include "card/driver.h"

extern const struct card_driver drv_akis2;

#endif
