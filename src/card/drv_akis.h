/* AKİS v1.x.  Commands as the driver of OpenSC 0.23 uses them (serial, life
 * cycle, FCI tag 90); unlocking in the form of ISO/IEC 7816-4: GET CHALLENGE,
 * EXTERNAL AUTHENTICATE, RESET RETRY COUNTER with P1 = 02.  The keys, and
 * whether a card out in the field has them, are its issuer's business.
 *
 * Two readings are our own, because nothing public tells: tag 90 with both C0
 * bits is a locked PIN; life cycle AF (A0 is administration, A5 operation) is
 * a card that can do nothing any more, as after its last PUK try.  It still
 * gives its serial, and is ERR_CARD_DEAD with tries that are unknown. */
#ifndef CARD_DRV_AKIS_H
#define CARD_DRV_AKIS_H

#include "card/driver.h"

extern const struct card_driver drv_akis;

#endif
