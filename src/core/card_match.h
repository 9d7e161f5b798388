/* A certificate as the portal knows it, beside those of the card in the
 * reader. */
#ifndef CORE_CARD_MATCH_H
#define CORE_CARD_MATCH_H

#include <stddef.h>

#include "card/tools.h"

#define CARD_MATCH_KEY (2 * CARD_FINGERPRINT + 1)

enum card_match {
	MATCH_UNKNOWN,		/* no card, or not all of it was read */
	MATCH_SAME,		/* at the portal and on the card */
	MATCH_DIFFERS,		/* the card's with that number is another */
	MATCH_PORTAL,		/* at the portal only */
	MATCH_CARD		/* on the card only */
};

/* `card` NULL: nothing is known of one.  The fingerprint is the wire's, in
 * hexadecimal. */
enum card_match card_match(const struct card_certs *card,
    const char *fingerprint, const char *serial);

/* What a screen says of it (words.yaml); NULL: nothing. */
const char *card_match_word(enum card_match match);

/* The fingerprint as the wire has it. */
void card_match_key(const struct card_cert *cert,
    char out[static CARD_MATCH_KEY]);

#endif
