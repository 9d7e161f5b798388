#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/object.h"
#include "vcard/vcard.h"

/* CHANGE REFERENCE DATA of AKİS v1: bit 80 of the reference moves to P1. */
#define CHANGE_GLOBAL 0x01
#define CHANGE_LOCAL 0x02
#define LOCAL_BIT 0x80

/* RESET RETRY COUNTER P1 */
#define RESET_PUK_AND_PIN 0x00
#define RESET_PUK 0x01
#define RESET_PIN 0x02

static uint16_t
try_pin(struct vcard *card, const uint8_t *pin, size_t len)
{
	return vcard_try(card, &card->state.pin_tries, VSTATE_PIN_TRIES,
	    secret_bytes(card->state.pin), secret_len(card->state.pin), pin,
	    len);
}

uint16_t
vcard_verify(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint16_t sw;

	(void)a;
	if (c->p1 != 0)
		return SW_P1_P2;
	if (c->p2 != VCARD_PIN_REF)
		return SW_REFERENCE;
	if (c->nc > VSTATE_PIN_MAX)
		return SW_LENGTH;
	card->now.pin_verified = false;
	sw = try_pin(card, c->data, c->nc);
	card->now.pin_verified = sw == APDU_SW_OK;
	return sw;
}

uint16_t
vcard_logout(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	(void)a;
	if (c->p1 != 0 || c->p2 != 0)
		return SW_P1_P2;
	card->now.pin_verified = false;
	return APDU_SW_OK;
}

/* May these bytes become the PIN? */
static uint16_t
pin_check_form(const uint8_t *pin, size_t len)
{
	size_t i;

	if (len < VCARD_PIN_MIN || len > VCARD_PIN_MAX)
		return SW_LENGTH;
	for (i = 0; i < len; i++)
		if (!ascii_is_digit((char)pin[i]))
			return SW_DATA;
	return APDU_SW_OK;
}

/* New PIN and full counter in one write; on an error the old PIN stands. */
static uint16_t
pin_replace(struct vcard *card, const uint8_t *pin, size_t len)
{
	struct vstate *s = &card->state;
	struct secret *old = s->pin, *new = secret_new(VSTATE_PIN_MAX);
	int tries = s->pin_tries;
	uint16_t sw = SW_MEMORY;

	if (new == NULL || secret_set(new, pin, len) != ERR_OK)
		goto out;
	s->pin = new;
	s->pin_tries = VSTATE_PIN_TRIES;
	if (vstate_save(s) != ERR_OK) {
		s->pin = old;
		s->pin_tries = tries;
		goto out;
	}
	new = old;
	card->now.pin_verified = false;
	sw = APDU_SW_OK;
out:
	secret_free(&new);
	return sw;
}

uint16_t
vcard_change(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	const uint8_t *old, *new;
	size_t old_len, new_len;
	uint16_t sw;

	(void)a;
	if (c->p1 != CHANGE_LOCAL && c->p1 != CHANGE_GLOBAL)
		return SW_P1_P2;
	if (c->p1 != CHANGE_LOCAL || (c->p2 | LOCAL_BIT) != VCARD_PIN_REF ||
	    (c->p2 & LOCAL_BIT))
		return SW_REFERENCE;
	if (c->nc < 2 || c->data[0] > c->nc - 2)
		return SW_LENGTH;
	old = c->data + 1;
	old_len = c->data[0];
	new_len = old[old_len];
	new = old + old_len + 1;
	if (c->nc != old_len + new_len + 2)
		return SW_LENGTH;
	sw = pin_check_form(new, new_len);
	if (sw == APDU_SW_OK)
		sw = try_pin(card, old, old_len);
	if (sw == APDU_SW_OK)
		sw = pin_replace(card, new, new_len);
	return sw;
}

/* With an administrator's status: the new PIN alone. */
static uint16_t
reset_by_status(struct vcard *card, const struct apdu *c)
{
	uint16_t sw;

	if (!card->now.administrator)
		return SW_SECURITY;
	sw = pin_check_form(c->data, c->nc);
	if (sw == APDU_SW_OK)
		sw = pin_replace(card, c->data, c->nc);
	if (sw == APDU_SW_OK)
		card->now.administrator = false;
	return sw;
}

/* With the PUK, which stands in front of the new PIN; a PUK of another length
 * is a wrong one.  The third wrong one kills the card (vcard_is_dead). */
static uint16_t
reset_by_puk(struct vcard *card, const struct apdu *c)
{
	struct vstate *s = &card->state;
	size_t puk_len = secret_len(s->puk), len;
	uint16_t sw;

	if (c->nc == 0)
		return SW_LENGTH;
	len = c->p1 == RESET_PUK || c->nc < puk_len ? c->nc : puk_len;
	sw = vcard_try(card, &s->puk_tries, VSTATE_PUK_TRIES,
	    secret_bytes(s->puk), puk_len, c->data, len);
	if (sw != APDU_SW_OK)
		return sw;
	if (c->p1 == RESET_PUK)
		return pin_replace(card, secret_bytes(s->pin),
		    secret_len(s->pin));
	sw = pin_check_form(c->data + len, c->nc - len);
	if (sw == APDU_SW_OK)
		sw = pin_replace(card, c->data + len, c->nc - len);
	return sw;
}

uint16_t
vcard_reset_retry(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	(void)a;
	if (c->p1 > RESET_PIN)
		return SW_P1_P2;
	if (c->p2 != VCARD_PIN_REF)
		return SW_REFERENCE;
	return c->p1 == RESET_PIN ? reset_by_status(card, c) :
	    reset_by_puk(card, c);
}
