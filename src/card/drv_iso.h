/* What drivers share whose cards keep to ISO/IEC 7816-4: reading, typed values
 * in a command, GET CHALLENGE, EXTERNAL AUTHENTICATE, RESET RETRY COUNTER with
 * P1 = 02, and a signature by MANAGE SECURITY ENVIRONMENT and PERFORM SECURITY
 * OPERATION.  The errors are those of driver.h. */
#ifndef CARD_DRV_ISO_H
#define CARD_DRV_ISO_H

#include "card/driver.h"

/* Send `c`, which only reads, and take its answer; any status word but 9000 is
 * an error (exchange_read_sw). */
MUST_CHECK enum err drv_iso_read(struct exchange *x, const struct apdu *c,
    struct answer *a);

/* Select a file by its path from the MF on, without 3F00.  What the card
 * answers to that (an FCI) is not looked at. */
MUST_CHECK enum err drv_iso_select_path(struct exchange *x,
    const uint8_t *path, size_t len);

/* Send `command` (without its data) once, with what the holder typed: `value`
 * in `form`, and behind it `new_pin` (NULL: none) in that of the guard's PIN.
 * As exchange_try(); ERR_PIN_LENGTH: a value does not fit its form, nothing
 * was sent and `result` is as it was.  The bytes are wiped. */
MUST_CHECK enum err drv_iso_try(struct exchange *x,
    const struct apdu *command, const struct pin_form *form,
    const struct secret *value, const struct secret *new_pin,
    struct card_try_result *result);

/* What a status word means for a step with the key that unlocks: ERR_CARD_DEAD
 * (its tries are used up), ERR_CARD_MEMORY, else `refused`; ERR_OK for 9000. */
enum err drv_iso_key_error(uint16_t sw, enum err refused);

/* type->challenge bytes. */
MUST_CHECK enum err drv_iso_challenge(struct exchange *x,
    const struct card_type *type, uint8_t challenge[CARD_CHALLENGE_MAX]);

/* Once; the serial is still to be read again.  ERR_PORTAL_ANSWER: it is no
 * AES-CMAC, and nothing was sent. */
MUST_CHECK enum err drv_iso_authenticate(struct exchange *x,
    const struct card_type *type, const uint8_t *cryptogram, size_t len,
    struct card_unlock_result *result);

/* `min` to `max` digits and nothing else. */
bool drv_iso_pin_fits(const struct secret *pin, size_t min, size_t max);

/* The new PIN as the card stores it, once; the caller wipes `value`. */
MUST_CHECK enum err drv_iso_reset(struct exchange *x, uint8_t reference,
    const uint8_t *value, size_t len, struct card_unlock_result *result);

/* card_driver.reset of a card that stores the PIN as it is typed. */
MUST_CHECK enum err drv_iso_reset_typed(struct exchange *x,
    const struct card_type *type, const struct secret *pin,
    struct card_unlock_result *result);

/* `choose` names the key to the card. */
MUST_CHECK enum err drv_iso_sign(struct exchange *x, const struct apdu *choose,
    const uint8_t *input, size_t len, uint8_t *out, size_t *out_len);

#endif
