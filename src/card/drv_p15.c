#include "card/drv_p15.h"

#include <string.h>

#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/p15.h"
#include "card/tlv.h"

#define SELECT_NAME 0x04	/* P1 */

#define MSE_SET 0x41		/* P1 */
#define MSE_SIGNATURE 0xb6	/* P2 */

#define TAG_FCI 0x6f
#define TAG_FCP 0x62
#define TAG_LIFE_CYCLE 0x8a	/* ISO/IEC 7816-4 7.4.10 */
#define LIFE_CYCLE_DEAD 0x0c	/* and above: terminated */
#define LIFE_CYCLE_USE 0x04	/* 04 to 07: in operation … */
#define LIFE_CYCLE_ON 0x01	/* … and activated */

#define REFERENCE_BITS 0x1f

enum err
drv_p15_go_home(struct exchange *x)
{
	const struct guard_pin *pin = &x->guard.pin;

	return pin->home_len == 0 ? ERR_OK :
	    drv_iso_select_path(x, pin->home, pin->home_len);
}

/* ------------------------------------------------------------ identify ---- */

/* Of the application; a card that does not tell is in operation. */
static enum err
read_life_cycle(struct exchange *x, const struct card_type *type,
    bool *operational)
{
	struct apdu c = { .ins = APDU_INS_SELECT, .p1 = SELECT_NAME,
	    .data = type->aid, .nc = type->aid_len, .ne = APDU_NE_SHORT };
	struct answer a;
	struct tlv fci, t;
	enum err e = drv_iso_read(x, &c, &a);

	*operational = e == ERR_OK;
	if (e != ERR_OK || (tlv_find(a.data, a.len, TAG_FCP, &fci) != ERR_OK &&
	    tlv_find(a.data, a.len, TAG_FCI, &fci) != ERR_OK) ||
	    tlv_find(fci.value, fci.len, TAG_LIFE_CYCLE, &t) != ERR_OK ||
	    t.len != 1)
		return e;
	if (t.value[0] >= LIFE_CYCLE_DEAD && t.value[0] < 0x10)
		return ERR_CARD_DEAD;
	*operational = (t.value[0] & ~3) == LIFE_CYCLE_USE &&
	    (t.value[0] & LIFE_CYCLE_ON) != 0;
	return ERR_OK;
}

/* 70 { BF81xx { A0 { 9B tries } } } */
static enum err
tries_of(const struct answer *a, uint32_t object, int *tries)
{
	struct tlv t;
	enum err e = tlv_find(a->data, a->len, 0x70, &t);

	if (e == ERR_OK)
		e = tlv_find(t.value, t.len, object, &t);
	if (e == ERR_OK)
		e = tlv_find(t.value, t.len, 0xa0, &t);
	if (e == ERR_OK)
		e = tlv_find(t.value, t.len, 0x9b, &t);
	if (e != ERR_OK || t.len != 1 || t.value[0] > 15)
		return ERR_CARD_ANSWER;
	*tries = t.value[0];
	return ERR_OK;
}

enum err
drv_p15_tries(struct exchange *x, int *tries)
{
	uint8_t reference = x->guard.pin.reference & REFERENCE_BITS;
	uint8_t list[] = { 0x4d, 0x08, 0x70, 0x06, 0xbf, 0x81, reference,
	    0x02, 0xa0, 0x80 };
	struct apdu c = { .ins = APDU_INS_GET_DATA_BY_TAG, .p1 = 0x3f,
	    .p2 = 0xff, .data = list, .nc = sizeof(list),
	    .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	*tries = CARD_TRIES_UNKNOWN;
	if (e != ERR_OK)
		return e;
	return a.sw == APDU_SW_OK ? tries_of(&a, 0xbf8100u | reference,
	    tries) : ERR_OK;
}

static void
tell_limits(const struct guard_pin *pin, struct card_info *info)
{
	info->pin_min = pin->min;
	info->pin_max = pin->max;
}

enum err
drv_p15_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	struct p15_facts facts;
	enum err e = read_life_cycle(x, type, &info->operational);

	if (e == ERR_OK || e == ERR_CARD_DEAD) {
		enum err read = p15_read_facts(x, type->application, &facts);

		if (read != ERR_OK)
			return e == ERR_OK ? read : e;
		memcpy(info->serial, facts.serial, facts.serial_len);
		info->serial_len = facts.serial_len;
	}
	if (e != ERR_OK)
		return e;
	guard_pin(&x->guard, &facts.pin);
	tell_limits(&x->guard.pin, info);
	return x->guard.pin.max > 0 ? drv_p15_tries(x, &info->pin_tries) :
	    ERR_OK;
}

static enum err
p15_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	enum err e = drv_p15_identify(x, type, info);

	return e == ERR_OK ? drv_p15_go_home(x) : e;
}

const struct card_driver drv_p15 = {
	.name = "p15",
	.wants = DRIVER_FILE,
	.rules = { .puk_of_any_age = true, .pads = CARD_PAD_ALL },
	.tools = &drv_p15_tools,
	.identify = p15_identify,
};

/* --------------------------------------------------------------- tools ---- */

enum err
drv_p15_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	return p15_certificates(x, type->application, certs);
}

static enum err
p15_verify(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_try_result *result)
{
	const struct guard_pin *p = &x->guard.pin;
	struct apdu c = { .ins = APDU_INS_VERIFY, .p2 = p->reference };

	(void)type;
	return drv_iso_try(x, &c, &p->form, pin, NULL, result);
}

static enum err
p15_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	const struct guard_pin *p = &x->guard.pin;
	struct apdu c = { .ins = APDU_INS_CHANGE, .p2 = p->reference };

	(void)type;
	return drv_iso_try(x, &c, &p->form, old, new_pin, result);
}

static enum err
p15_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *puk, const struct secret *new_pin,
    struct card_try_result *result)
{
	const struct guard_pin *p = &x->guard.pin;
	struct apdu c = { .ins = APDU_INS_RESET_RETRY, .p2 = p->reference };

	(void)type;
	return drv_iso_try(x, &c, &p->puk_form, puk, new_pin, result);
}

/* MANAGE SECURITY ENVIRONMENT, the template for signatures with the key's
 * reference alone; the card makes the padding of a DigestInfo. */
static enum err
p15_sign(struct exchange *x, const struct card_type *type,
    const struct driver_key *key, const uint8_t *input, size_t len,
    uint8_t *out, size_t *out_len)
{
	uint8_t template[] = { 0x84, 0x01, key->reference };
	struct apdu choose = { .ins = APDU_INS_MSE, .p1 = MSE_SET,
	    .p2 = MSE_SIGNATURE, .data = template, .nc = sizeof(template) };

	(void)type;
	return drv_iso_sign(x, &choose, input, len, out, out_len);
}

const struct card_tool_driver drv_p15_tools = {
	.certificates = drv_p15_certificates,
	.verify = p15_verify,
	.sign = p15_sign,
	.change = p15_change,
	.unblock = p15_unblock,
};
