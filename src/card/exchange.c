#include "card/exchange.h"

#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "card/atr.h"
#include "card/link.h"
#include "card/tools.h"

/* A card that goes on promising more is taken for a broken one. */
#define MORE_MAX 8

#define EXTENDED_MAX 4608	/* data of an answer that is taken in one */

#define SW1_MORE 0x61
#define SW1_WRONG_LE 0x6c
#define SW_WRONG_LENGTH 0x6700

#define TAG_GOES_ON 0x1f	/* lower bits of a tag's first byte */

static size_t
reach_of(struct link *link)
{
	const uint8_t *atr;
	size_t len, reach;

	if (link->ops->reach == NULL || link->ops->atr == NULL)
		return APDU_NE_SHORT;
	atr = link->ops->atr(link, &len);
	if (!atr_says_extended(atr, len))
		return APDU_NE_SHORT;
	reach = link->ops->reach(link);
	return reach < EXTENDED_MAX ? reach : EXTENDED_MAX;
}

void
exchange_init(struct exchange *x, struct link *link,
    const struct guard_rules *rules, uint8_t pin_reference)
{
	memset(x, 0, sizeof(*x));
	x->link = link;
	x->reach = reach_of(link);
	guard_init(&x->guard, rules, pin_reference);
}

/* What a link says is for the log; these are what a person can act on. */
enum err
exchange_lose(struct exchange *x, enum err e)
{
	switch (e) {
	case ERR_CARD_MUTE:
	case ERR_CARD_BUSY:
	case ERR_NO_READER:
	case ERR_NO_PCSCD:
		x->lost = e;
		break;
	case ERR_TIMEOUT:
		x->lost = ERR_CARD_MUTE;
		break;
	case ERR_TOO_BIG:
		x->lost = ERR_CARD_ANSWER;
		break;
	default:
		x->lost = ERR_CARD_GONE;
		break;
	}
	return x->lost;
}

bool
exchange_is_over(const struct exchange *x, enum err e)
{
	return x->lost != ERR_OK || e == ERR_REFUSED;
}

/* One command, one answer; the data of it stand in `raw`. */
static enum err
transmit_raw(struct exchange *x, const uint8_t *command, size_t len,
    uint8_t *raw, size_t size, size_t *data_len, uint16_t *sw)
{
	size_t raw_len = 0;
	enum err e;

	*data_len = 0;
	*sw = 0;
	e = apdu_guard(&x->guard, command, len);
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "card.refused", "ins=%02x p1=%02x",
		    len > 1 ? command[1] : 0u, len > 2 ? command[2] : 0u);
		return e;
	}
	x->sent++;
	e = x->link->ops->transmit(x->link, command, len, raw, size, &raw_len);
	if (e == ERR_OK)
		e = apdu_answer(raw, raw_len, data_len, sw);
	if (e != ERR_OK)
		return exchange_lose(x, e);
	guard_answer(&x->guard, *sw);
	return ERR_OK;
}

/* The same, behind what `a` holds already. */
static enum err
transmit(struct exchange *x, const uint8_t *command, size_t len,
    struct answer *a)
{
	uint8_t raw[APDU_ANSWER_MAX];
	size_t data_len;
	enum err e = transmit_raw(x, command, len, raw, sizeof(raw), &data_len,
	    &a->sw);

	if (e == ERR_OK && data_len > sizeof(a->data) - a->len)
		e = ERR_CARD_ANSWER;
	if (e == ERR_OK) {
		memcpy(a->data + a->len, raw, data_len);
		a->len += data_len;
	}
	secret_wipe_mem(raw, sizeof(raw));
	return e;
}

/* Fetch what a card with T=0 or a long answer holds back (61xx: at least xx
 * bytes more), as far as `ne` bytes are wanted. */
static enum err
fetch_rest(struct exchange *x, size_t ne, struct answer *a)
{
	enum err e = ERR_OK;

	for (int i = 0; e == ERR_OK && a->sw >> 8 == 0x61; i++) {
		size_t left = ne > a->len ? ne - a->len : 0, n = a->sw & 0xff;
		uint8_t more[5] = { 0x00, APDU_INS_GET_RESPONSE, 0, 0, 0 };

		if (left == 0 && ne > 0) {
			a->sw = APDU_SW_OK;
			break;
		}
		if (i == MORE_MAX)
			return ERR_CARD_ANSWER;
		if (ne > 0 && (n == 0 || n > left))
			n = left;
		more[4] = (uint8_t)(n & 0xff);
		e = transmit(x, more, sizeof(more), a);
	}
	return e;
}

static bool
only_reads(const struct apdu *c)
{
	return c->ins == APDU_INS_SELECT || c->ins == APDU_INS_READ_BINARY ||
	    c->ins == APDU_INS_GET_DATA ||
	    c->ins == APDU_INS_GET_DATA_BY_TAG;
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
		e = fetch_rest(x, c->ne, a);
	secret_wipe_mem(command, sizeof(command));
	return e;
}

enum err
exchange_send(struct exchange *x, const struct apdu *c, struct answer *a)
{
	enum err e;

	a->len = 0;
	a->sw = 0;
	if (x->lost != ERR_OK)
		return x->lost;
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

enum err
exchange_read_sw(uint16_t sw)
{
	enum err e = exchange_sw(sw);

	return e == ERR_PIN_BLOCKED ? ERR_CARD_REFUSED : e;
}

enum err
exchange_try_sw(uint16_t sw, int *tries)
{
	if (sw >> 4 == 0x63c)
		*tries = sw & 0x0f;
	if (sw == 0x6983 || sw == 0x6984)
		*tries = 0;
	if (sw >> 4 == 0x63c || sw == 0x6300)
		return *tries == 0 ? ERR_PIN_BLOCKED : ERR_PIN_WRONG;
	if (sw == 0x6a80 || sw == 0x6700)
		return ERR_PIN_POLICY;
	return exchange_sw(sw);
}

enum err
exchange_try(struct exchange *x, const struct apdu *c,
    struct card_try_result *result)
{
	unsigned before = x->sent;
	struct answer a;
	enum err e = exchange_send(x, c, &a);

	result->sent = x->sent != before;
	result->sw = a.sw;
	result->tries_after = CARD_TRIES_UNKNOWN;
	if (e == ERR_OK) {
		e = exchange_try_sw(a.sw, &result->tries_after);
		/* A failure of its memory does not tell what was written. */
		if (e != ERR_CARD_MEMORY)
			return e;
	}
	return result->sent ? ERR_TRY_UNKNOWN : e;
}

/* Bytes of an object with its header; 0: that cannot be told. */
static size_t
whole_length(const uint8_t *bytes, size_t len)
{
	size_t tag = len > 0 && (bytes[0] & TAG_GOES_ON) == TAG_GOES_ON ? 2 : 1;

	if (len < tag + 1)
		return 0;
	len -= tag;
	bytes += tag;
	if (bytes[0] < 0x80)
		return tag + 1 + bytes[0];
	if (bytes[0] == 0x81 && len >= 2)
		return tag + 2 + bytes[1];
	if (bytes[0] == 0x82 && len >= 3)
		return tag + 3 + ((size_t)bytes[1] << 8 | bytes[2]);
	return 0;
}

/* The first piece of an object in a command of extended length.
 * ERR_CARD_REFUSED: the card does not take such a one after all. */
static enum err
first_extended(struct exchange *x, const struct apdu *c, uint8_t *out,
    size_t size, size_t *len, uint16_t *sw)
{
	uint8_t command[APDU_EXTENDED_MAX], raw[EXTENDED_MAX + 2];
	struct apdu whole = *c;
	size_t n;
	enum err e;

	whole.ne = x->reach;
	e = apdu_build(&whole, command, sizeof(command), &n);
	if (e == ERR_OK)
		e = transmit_raw(x, command, n, raw, sizeof(raw), len, sw);
	if (e != ERR_OK)
		return e;
	if (*sw == SW_WRONG_LENGTH || *sw >> 8 == SW1_WRONG_LE)
		return ERR_CARD_REFUSED;
	if (*len > size)
		return ERR_TOO_BIG;
	memcpy(out, raw, *len);
	return ERR_OK;
}

static enum err
first_short(struct exchange *x, const struct apdu *c, uint8_t *out,
    size_t size, size_t *len, uint16_t *sw)
{
	struct answer a;
	enum err e = exchange_send(x, c, &a);

	if (e == ERR_OK && a.len > size)
		e = ERR_TOO_BIG;
	if (e != ERR_OK)
		return e;
	memcpy(out, a.data, a.len);
	*len = a.len;
	*sw = a.sw;
	return ERR_OK;
}

/* What the card answers first; a card or reader that lied about extended
 * lengths is not asked for them again. */
static enum err
first_piece(struct exchange *x, const struct apdu *c, uint8_t *out,
    size_t size, size_t *len)
{
	uint16_t sw = 0;
	enum err e = ERR_CARD_REFUSED;

	if (x->lost != ERR_OK)
		return x->lost;
	if (x->reach > APDU_NE_SHORT) {
		e = first_extended(x, c, out, size, len, &sw);
		if (e == ERR_CARD_REFUSED)
			x->reach = APDU_NE_SHORT;
	}
	if (e == ERR_CARD_REFUSED)
		e = first_short(x, c, out, size, len, &sw);
	if (e == ERR_OK && sw >> 8 != SW1_MORE)
		e = exchange_read_sw(sw);
	return e;
}

enum err
exchange_object(struct exchange *x, const struct apdu *c, uint8_t *out,
    size_t size, size_t *len)
{
	struct apdu more = { .ins = APDU_INS_GET_RESPONSE,
	    .ne = APDU_NE_SHORT };
	struct answer a;
	size_t whole, got = 0;
	enum err e = first_piece(x, c, out, size, &got);

	*len = 0;
	whole = e == ERR_OK ? whole_length(out, got) : 0;
	if (e == ERR_OK && (whole == 0 || whole > size))
		e = got == 0 ? ERR_NOT_FOUND : whole == 0 ? ERR_CARD_ANSWER :
		    ERR_TOO_BIG;
	if (e == ERR_OK && got > whole)
		e = ERR_CARD_ANSWER;
	while (e == ERR_OK && got < whole) {
		e = exchange_send(x, &more, &a);
		if (e == ERR_OK)
			e = exchange_read_sw(a.sw);
		if (e == ERR_OK && (a.len == 0 || a.len > whole - got))
			return ERR_CARD_ANSWER;
		if (e != ERR_OK)
			break;
		memcpy(out + got, a.data, a.len);
		got += a.len;
	}
	if (e == ERR_OK)
		*len = got;
	return e;
}
