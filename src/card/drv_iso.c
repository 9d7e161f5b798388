#include "card/drv_iso.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "card/cards.h"

#define CRYPTOGRAM 16		/* AES-CMAC, NIST SP 800-38B */
#define PSO_SIGNATURE 0x9e
#define PSO_DATA 0x9a
#define SELECT_PATH 0x08	/* P1: from the MF on */

enum err
drv_iso_read(struct exchange *x, const struct apdu *c, struct answer *a)
{
	enum err e = exchange_send(x, c, a);

	return e == ERR_OK ? exchange_read_sw(a->sw) : e;
}

enum err
drv_iso_select_path(struct exchange *x, const uint8_t *path, size_t len)
{
	struct apdu c = { .ins = APDU_INS_SELECT, .p1 = SELECT_PATH,
	    .data = path, .nc = len, .ne = APDU_NE_SHORT };
	struct answer a;

	return drv_iso_read(x, &c, &a);
}

enum err
drv_iso_try(struct exchange *x, const struct apdu *command,
    const struct pin_form *form, const struct secret *value,
    const struct secret *new_pin, struct card_try_result *result)
{
	uint8_t values[2 * PIN_FORM_MAX];
	struct apdu c = *command;
	size_t n = pin_encode(form, value, values), m = new_pin == NULL ? 0 :
	    pin_encode(&x->guard.pin.form, new_pin, values + n);
	enum err e = ERR_PIN_LENGTH;

	c.data = values;
	c.nc = n + m;
	if (n > 0 && (new_pin == NULL || m > 0))
		e = exchange_try(x, &c, result);
	secret_wipe_mem(values, sizeof(values));
	return e;
}

/* A blocked key or code, where nothing but that would unlock the card. */
static enum err
blocked_is_dead(uint16_t sw)
{
	enum err e = exchange_sw(sw);

	return e == ERR_PIN_BLOCKED ? ERR_CARD_DEAD : e;
}

enum err
drv_iso_key_error(uint16_t sw, enum err refused)
{
	enum err e = sw == 0x63c0 ? ERR_CARD_DEAD : blocked_is_dead(sw);

	return e == ERR_CARD_REFUSED ? refused : e;
}

enum err
drv_iso_challenge(struct exchange *x, const struct card_type *type,
    uint8_t challenge[CARD_CHALLENGE_MAX])
{
	struct apdu c = { .ins = APDU_INS_CHALLENGE, .ne = type->challenge };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	if (e == ERR_OK)
		e = blocked_is_dead(a.sw);
	if (e != ERR_OK)
		return e;
	if (a.len != type->challenge)
		return ERR_CARD_ANSWER;
	memcpy(challenge, a.data, a.len);
	return ERR_OK;
}

enum err
drv_iso_authenticate(struct exchange *x, const struct card_type *type,
    const uint8_t *cryptogram, size_t len, struct card_unlock_result *result)
{
	struct apdu c = { .ins = APDU_INS_EXT_AUTH,
	    .p2 = type->key_reference, .data = cryptogram, .nc = len };
	struct answer a;
	enum err e;

	/* The card would refuse it, and count it. */
	if (len != CRYPTOGRAM)
		return ERR_PORTAL_ANSWER;
	e = exchange_send(x, &c, &a);
	result->sw = a.sw;
	if (e == ERR_OK)
		e = drv_iso_key_error(a.sw, ERR_AUTH_REFUSED);
	result->authenticated = e == ERR_OK;
	return e;
}

bool
drv_iso_pin_fits(const struct secret *pin, size_t min, size_t max)
{
	size_t len = secret_len(pin);

	if (len < min || len > max)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit((char)secret_bytes(pin)[i]))
			return false;
	}
	return true;
}

/* What a status word of RESET RETRY COUNTER means for the PIN. */
static enum err
reset_error(uint16_t sw)
{
	if (sw == 0x6a80 || sw == 0x6700)	/* too simple, too short … */
		return ERR_PIN_POLICY;
	return blocked_is_dead(sw);
}

enum err
drv_iso_reset(struct exchange *x, uint8_t reference, const uint8_t *value,
    size_t len, struct card_unlock_result *result)
{
	struct apdu c = { .ins = APDU_INS_RESET_RETRY, .p1 = 0x02,
	    .p2 = reference, .data = value, .nc = len };
	unsigned before = x->sent;
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	result->reset_sent = x->sent != before;
	result->sw = a.sw;
	if (e == ERR_OK)
		return reset_error(a.sw);
	return result->reset_sent ? ERR_UNLOCK_UNKNOWN : e;
}

enum err
drv_iso_reset_typed(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_unlock_result *result)
{
	if (!drv_iso_pin_fits(pin, type->pin_min, type->pin_max))
		return ERR_PIN_LENGTH;
	return drv_iso_reset(x, type->pin_reference, secret_bytes(pin),
	    secret_len(pin), result);
}

enum err
drv_iso_sign(struct exchange *x, const struct apdu *choose,
    const uint8_t *input, size_t len, uint8_t *out, size_t *out_len)
{
	struct apdu sign = { .ins = APDU_INS_PSO, .p1 = PSO_SIGNATURE,
	    .p2 = PSO_DATA, .data = input, .nc = len, .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e = exchange_send(x, choose, &a);

	*out_len = 0;
	if (e == ERR_OK)
		e = exchange_sw(a.sw);
	if (e == ERR_OK)
		e = exchange_send(x, &sign, &a);
	if (e == ERR_OK)
		e = exchange_sw(a.sw);
	if (e != ERR_OK)
		return e;
	if (a.len == 0 || a.len > CARD_SIGNATURE_MAX)
		return ERR_CARD_ANSWER;
	memcpy(out, a.data, a.len);
	*out_len = a.len;
	return ERR_OK;
}
