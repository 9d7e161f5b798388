#include "card/drv_akis.h"

#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/p15.h"

#define MSE_KEY 0xc3		/* P1: the key stands in P2 */

#define CHANGE_GLOBAL 0x01	/* P1 */
#define CHANGE_LOCAL 0x02
#define LOCAL_BIT 0x80

#define VALUES_MAX (2 * (1 + 16))	/* two values, a length before each */

static enum err
akis_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	return p15_certificates(x, type->application, certs);
}

static enum err
akis_verify(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_VERIFY, .p2 = type->pin_reference };

	return drv_iso_try(x, &c, &x->guard.pin.form, pin, NULL, result);
}

static enum err
akis_sign(struct exchange *x, const struct card_type *type,
    const struct driver_key *key, const uint8_t *input, size_t len,
    uint8_t *out, size_t *out_len)
{
	struct apdu choose = { .ins = APDU_INS_MSE, .p1 = MSE_KEY,
	    .p2 = key->reference };

	(void)type;
	return drv_iso_sign(x, &choose, input, len, out, out_len);
}

static size_t
put_value(uint8_t *out, const struct secret *value)
{
	out[0] = (uint8_t)secret_len(value);
	memcpy(out + 1, secret_bytes(value), secret_len(value));
	return 1 + secret_len(value);
}

static enum err
akis_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	bool local = (type->pin_reference & LOCAL_BIT) != 0;
	uint8_t values[VALUES_MAX];
	struct apdu c = { .ins = APDU_INS_CHANGE,
	    .p1 = local ? CHANGE_LOCAL : CHANGE_GLOBAL,
	    .p2 = (uint8_t)(type->pin_reference & ~LOCAL_BIT),
	    .data = values };
	enum err e = ERR_PIN_LENGTH;

	/* guard_typed() has bounded both. */
	if (secret_len(old) + secret_len(new_pin) + 2 <= sizeof(values)) {
		c.nc = put_value(values, old);
		c.nc += put_value(values + c.nc, new_pin);
		e = exchange_try(x, &c, result);
	}
	secret_wipe_mem(values, sizeof(values));
	return e;
}

static enum err
akis_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *puk, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_RESET_RETRY,
	    .p2 = type->pin_reference };

	return drv_iso_try(x, &c, &x->guard.pin.puk_form, puk, new_pin, result);
}

const struct card_tool_driver drv_akis_tools = {
	.certificates = akis_certificates,
	.verify = akis_verify,
	.sign = akis_sign,
	.change = akis_change,
	.unblock = akis_unblock,
};
