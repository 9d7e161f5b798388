#include "card/drv_akis.h"

#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/p15.h"

#define SELECT_PATH 0x08	/* P1: from the MF on */

#define MSE_KEY 0xc3		/* P1: the key stands in P2 */

#define CHANGE_GLOBAL 0x01	/* P1 */
#define CHANGE_LOCAL 0x02
#define LOCAL_BIT 0x80

#define VALUES_MAX (2 * (1 + 16))	/* two values, a length before each */

/* AKİS answers with the FCI; nobody here needs it. */
static enum err
select_path(struct exchange *x, const uint8_t *path, size_t len)
{
	struct apdu c = { .ins = APDU_INS_SELECT, .p1 = SELECT_PATH,
	    .data = path, .nc = len, .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	if (e != ERR_OK)
		return e == ERR_CARD_ANSWER ? e : ERR_CARD_GONE;
	return a.sw == APDU_SW_OK ? ERR_OK : ERR_CARD_REFUSED;
}

static enum err
akis_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	static const struct p15_family family = { select_path };

	return p15_certificates(x, &family, type->application, certs);
}

static enum err
akis_verify(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_VERIFY, .p2 = type->pin_reference,
	    .data = secret_bytes(pin), .nc = secret_len(pin) };

	return exchange_try(x, &c, result);
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
put_value(uint8_t *out, const struct secret *value, bool with_length)
{
	size_t at = 0;

	if (with_length)
		out[at++] = (uint8_t)secret_len(value);
	memcpy(out + at, secret_bytes(value), secret_len(value));
	return at + secret_len(value);
}

/* One command with two values, which guard_typed() has bounded. */
static enum err
send_values(struct exchange *x, struct apdu *c, const struct secret *first,
    const struct secret *second, bool with_length,
    struct card_try_result *result)
{
	uint8_t values[VALUES_MAX];
	enum err e = ERR_PIN_LENGTH;

	if (secret_len(first) + secret_len(second) + 2 <= sizeof(values)) {
		c->data = values;
		c->nc = put_value(values, first, with_length);
		c->nc += put_value(values + c->nc, second, with_length);
		e = exchange_try(x, c, result);
	}
	secret_wipe_mem(values, sizeof(values));
	return e;
}

static enum err
akis_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	bool local = (type->pin_reference & LOCAL_BIT) != 0;
	struct apdu c = { .ins = APDU_INS_CHANGE,
	    .p1 = local ? CHANGE_LOCAL : CHANGE_GLOBAL,
	    .p2 = (uint8_t)(type->pin_reference & ~LOCAL_BIT) };

	return send_values(x, &c, old, new_pin, true, result);
}

static enum err
akis_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *puk, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_RESET_RETRY,
	    .p2 = type->pin_reference };

	return send_values(x, &c, puk, new_pin, false, result);
}

const struct card_tool_driver drv_akis_tools = {
	.certificates = akis_certificates,
	.verify = akis_verify,
	.sign = akis_sign,
	.change = akis_change,
	.unblock = akis_unblock,
};
