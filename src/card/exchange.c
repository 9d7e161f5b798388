#include "card/exchange.h"

#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "card/link.h"

/* A card that goes on promising more is taken for a broken one. */
#define MORE_MAX 8

void
exchange_init(struct exchange *x, struct link *link, uint8_t pin_reference)
{
	memset(x, 0, sizeof(*x));
	x->link = link;
	guard_init(&x->guard, pin_reference);
}

/* One command, one answer, behind what `a` holds already. */
static enum err
transmit(struct exchange *x, const uint8_t *command, size_t len,
    struct answer *a)
{
	uint8_t raw[APDU_ANSWER_MAX];
	size_t raw_len = 0, data_len = 0;
	enum err e;

	a->sw = 0;
	e = apdu_guard(&x->guard, command, len);
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "card.refused", "ins=%02x p1=%02x",
		    len > 1 ? command[1] : 0u, len > 2 ? command[2] : 0u);
		return e;
	}
	x->sent++;
	e = x->link->ops->transmit(x->link, command, len, raw, sizeof(raw),
	    &raw_len);
	if (e == ERR_OK)
		e = apdu_answer(raw, raw_len, &data_len, &a->sw);
	if (e != ERR_OK) {
		x->broken = true;
		goto out;
	}
	guard_answer(&x->guard, a->sw);
	if (data_len > sizeof(a->data) - a->len) {
		e = ERR_CARD_ANSWER;
		goto out;
	}
	memcpy(a->data + a->len, raw, data_len);
	a->len += data_len;
out:
	secret_wipe_mem(raw, sizeof(raw));
	return e;
}

/* Fetch what a card with T=0 holds back (61xx: at least xx bytes more). */
static enum err
fetch_rest(struct exchange *x, struct answer *a)
{
	enum err e = ERR_OK;

	for (int i = 0; e == ERR_OK && a->sw >> 8 == 0x61; i++) {
		uint8_t more[5] = { 0x00, APDU_INS_GET_RESPONSE, 0, 0,
		    (uint8_t)(a->sw & 0xff) };

		if (i == MORE_MAX)
			return ERR_CARD_ANSWER;
		e = transmit(x, more, sizeof(more), a);
	}
	return e;
}

static bool
only_reads(const struct apdu *c)
{
	return c->ins == APDU_INS_SELECT || c->ins == APDU_INS_READ_BINARY ||
	    c->ins == APDU_INS_GET_DATA;
}

static enum err
send_once(struct exchange *x, const struct apdu *c, struct answer *a)
{
	uint8_t command[APDU_SHORT_MAX];
	size_t len;
	enum err e;

	a->len = 0;
	e = apdu_build(c, command, sizeof(command), &len);
	if (e == ERR_OK)
		e = transmit(x, command, len, a);
	if (e == ERR_OK)
		e = fetch_rest(x, a);
	secret_wipe_mem(command, sizeof(command));
	return e;
}

enum err
exchange_send(struct exchange *x, const struct apdu *c, struct answer *a)
{
	enum err e;

	a->len = 0;
	a->sw = 0;
	if (x->broken)
		return ERR_CARD_GONE;
	e = send_once(x, c, a);
	if (e == ERR_OK && a->sw >> 8 == 0x6c && only_reads(c)) {
		struct apdu again = *c;

		again.ne = a->sw & 0xff ? a->sw & 0xff : APDU_NE_SHORT;
		e = send_once(x, &again, a);
	}
	return e;
}

enum err
exchange_sw(uint16_t sw)
{
	if (sw == APDU_SW_OK)
		return ERR_OK;
	if (sw == 0x6581 || sw == 0x6f00 || sw == 0x6400)
		return ERR_CARD_MEMORY;
	if (sw == 0x6983 || sw == 0x6984)
		return ERR_PIN_BLOCKED;
	return ERR_CARD_REFUSED;
}
