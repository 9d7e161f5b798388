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

/* Its change has a length before each value, which no reader can write. */
#define DRV_AKIS_PADS CARD_PAD_BIT(CARD_PAD_VERIFY)

extern const struct card_driver drv_akis;

/* The same read and written, authorised otherwise (drv_akis_scp.c). */
extern const struct card_driver drv_akis_scp;

/* What the two share: calls of driver.h; drv_akis_look() is begin without a
 * challenge, drv_akis_expect() ERR_CARD_OTHER unless it is that card. */
MUST_CHECK enum err drv_akis_identify(struct exchange *x,
    const struct card_type *type, struct card_info *info);
MUST_CHECK enum err drv_akis_look(struct exchange *x,
    const struct card_type *type, const uint8_t *serial, size_t len,
    const struct card_known *known, int *tries);
MUST_CHECK enum err drv_akis_expect(struct exchange *x,
    const struct card_type *type, const uint8_t *serial, size_t len);
MUST_CHECK enum err drv_akis_check(struct exchange *x,
    const struct card_type *type, struct card_unlock_result *result);

/* drv_akis_tools.c: PKCS#15 by EF.DIR or in 3D00, VERIFY, CHANGE (00 24, each
 * value with its length before it), key selection (00 22 C3) and signature as
 * in that driver; PUK and new PIN in RESET RETRY COUNTER with P1 = 00. */
extern const struct card_tool_driver drv_akis_tools;

#endif
