/* How the digits of a PIN stand in a command (PKCS#15 v1.1 6.8.3, ISO/IEC
 * 7816-15 8.9.2): some cards want them padded, some in half bytes; a card of
 * OpenPGP may want what is derived from them. */
#ifndef CARD_PIN_FORM_H
#define CARD_PIN_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "base/s2k.h"

struct secret;

#define PIN_FORM_MAX 64		/* bytes of a value in a command */

enum pin_encoding {
	PIN_DIGITS,		/* a byte each, as typed */
	PIN_BCD,		/* two in a byte */
	PIN_HALF_BYTES,		/* one in a byte, F in front: F1 F2 … */
	PIN_ISO9564,		/* format 2: 2n, two in a byte, F behind */
	PIN_DERIVED		/* their S2K, which takes a moment */
};

/* All zero: as typed. */
struct pin_form {
	enum pin_encoding encoding;
	size_t stored;		/* padded to so many bytes; 0: not */
	uint8_t pad;
	struct s2k s2k;		/* PIN_DERIVED */
};

/* Only for digits.  How many bytes; 0: it does not fit.  `out` is the
 * caller's to wipe. */
size_t pin_encode(const struct pin_form *form, const struct secret *digits,
    uint8_t out[static PIN_FORM_MAX]);

#endif
