#include "core/card_match.h"

#include <string.h>

#include "base/hex.h"

void
card_match_key(const struct card_cert *cert, char out[static CARD_MATCH_KEY])
{
	hex_encode(cert->fingerprint, CARD_FINGERPRINT, out, CARD_MATCH_KEY);
}

enum card_match
card_match(const struct card_certs *card, const char *fingerprint,
    const char *serial)
{
	enum card_match match = MATCH_PORTAL;
	char key[CARD_MATCH_KEY];

	if (card == NULL)
		return MATCH_UNKNOWN;
	for (size_t i = 0; i < card->count; i++) {
		card_match_key(&card->list[i], key);
		if (strcmp(key, fingerprint) == 0)
			return MATCH_SAME;
		if (strcmp(card->list[i].serial, serial) == 0)
			match = MATCH_DIFFERS;
	}
	/* One that could not be read might be it. */
	return match == MATCH_PORTAL && card->more ? MATCH_UNKNOWN : match;
}

const char *
card_match_word(enum card_match match)
{
	static const char *const words[] = { [MATCH_SAME] = "on-card-same",
	    [MATCH_DIFFERS] = "on-card-differs",
	    [MATCH_PORTAL] = "on-card-none", [MATCH_CARD] = "on-card-only" };

	return words[match];
}
