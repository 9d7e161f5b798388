#include <openssl/crypto.h>

#include "vcard/object.h"

uint16_t
vcard_try(struct vcard *card, int *tries, int max, const uint8_t *wanted,
    size_t wanted_len, const uint8_t *value, size_t len)
{
	int before = *tries;

	if (before == 0)
		return SW_BLOCKED;
	*tries = before - 1;
	if (vstate_save(&card->state) != ERR_OK) {
		*tries = before;
		return SW_MEMORY;
	}
	if (len != wanted_len || CRYPTO_memcmp(value, wanted, len) != 0)
		return (uint16_t)(SW_WRONG | *tries);
	*tries = max;
	if (vstate_save(&card->state) != ERR_OK) {
		*tries = before - 1;
		return SW_MEMORY;
	}
	return APDU_SW_OK;
}

bool
vcard_is_dead(const struct vcard *card)
{
	return card->state.puk_tries == 0;
}
