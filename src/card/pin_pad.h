/* A PIN that is typed on the reader's own keys and never comes to this
 * computer (PC/SC workgroup, part 10, v2.02.09: PIN_VERIFY_STRUCTURE and
 * PIN_MODIFY_STRUCTURE).  Bytes only, and never a digit among them, so that
 * there is nothing to wipe: exchange.h has them sent.
 *
 * The reader gets a command with blanks where the digits go, writes what is
 * typed into it and sends it to the card.  A value that is padded has as many
 * blanks as the card stores; one that is not has none, and the reader sets Lc.
 * So two values in one command (a change) need a fixed length, and only digits
 * as bytes (PIN_DIGITS) are asked for: of the other forms no reader is at hand
 * that would show what it makes of them. */
#ifndef CARD_PIN_PAD_H
#define CARD_PIN_PAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "card/card.h"

struct guard_pin;

/* Bytes: a header and two values as long as the structure can say. */
#define PIN_PAD_COMMAND_MAX (5 + 2 * 15)
#define PIN_PAD_ORDER_MAX (24 + PIN_PAD_COMMAND_MAX)

/* What a reader says of its keys; 0: it does not say. */
struct pin_pad {
	bool verify, modify;	/* FEATURE_VERIFY_PIN_DIRECT, _MODIFY_ */
	size_t min, max;	/* digits that it takes */
	size_t conditions;	/* what can end an entry: the bits of
				 * bEntryValidationCondition */
	bool display;		/* it has one */
};

/* The command with its blanks, and its bytes.  0: the PIN cannot be written
 * so. */
size_t pin_pad_command(enum card_pad what, const struct guard_pin *pin,
    uint8_t out[static PIN_PAD_COMMAND_MAX]);

/* The structure for the reader, with that command at its end, and its bytes.
 * 0: there is no such command, or the reader does not offer that, or not for
 * every PIN that the card may have. */
size_t pin_pad_order(enum card_pad what, const struct guard_pin *pin,
    const struct pin_pad *pad, uint8_t out[static PIN_PAD_ORDER_MAX]);

#endif
