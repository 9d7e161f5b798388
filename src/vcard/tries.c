#include <string.h>

#include <openssl/crypto.h>

#include "base/secret.h"
#include "vcard/object.h"
#include "vcard/type.h"

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

uint16_t
vcard_try_padded(struct vcard *card, int *tries, int max,
    const struct secret *wanted, const uint8_t *value, size_t len)
{
	uint8_t whole[VSTATE_PUK_MAX];
	uint16_t sw = SW_LENGTH;

	memset(whole, 0xff, sizeof(whole));
	if (len <= sizeof(whole) && secret_len(wanted) <= len) {
		memcpy(whole, secret_bytes(wanted), secret_len(wanted));
		sw = vcard_try(card, tries, max, whole, len, value, len);
	}
	secret_wipe_mem(whole, sizeof(whole));
	return sw;
}

uint16_t
vcard_replace(struct vcard *card, struct secret **secret, int *tries, int max,
    const uint8_t *value, size_t len)
{
	struct secret *old = *secret, *new = secret_new(VSTATE_VALUE_MAX);
	int before = *tries;
	uint16_t sw = SW_MEMORY;

	if (new == NULL || secret_set(new, value, len) != ERR_OK)
		goto out;
	*secret = new;
	*tries = max;
	if (vstate_save(&card->state) != ERR_OK) {
		*secret = old;
		*tries = before;
		goto out;
	}
	new = old;
	sw = APDU_SW_OK;
out:
	secret_free(&new);
	return sw;
}

bool
vcard_is_dead(const struct vcard *card)
{
	return card->state.type->dies_of_puk && card->state.puk_tries == 0;
}
