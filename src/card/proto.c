#include "card/proto.h"

#include <string.h>

#include "base/secret.h"
#include "loop/msg.h"

#define TRIES_UNKNOWN 0xff
#define TRIES_MAX 15

/* Puts go one behind the other; the first error stays. */
static void
put_u8(struct buf *b, uint8_t v, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_u8(b, v);
}

static void
put_bytes(struct buf *b, const void *bytes, size_t len, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_bytes(b, bytes, len);
}

static void
put_text(struct buf *b, const char *text, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_text(b, text);
}

/* An error travels by its name, which never changes. */
static void
put_err(struct buf *b, enum err v, enum err *e)
{
	put_text(b, err_name(v), e);
}

static void
put_tries(struct buf *b, int tries, enum err *e)
{
	put_u8(b, tries >= 0 && tries <= TRIES_MAX ? (uint8_t)tries :
	    TRIES_UNKNOWN, e);
}

static uint8_t
get_up_to(struct msg_reader *r, uint8_t max)
{
	uint8_t v = msg_u8(r);

	if (v > max)
		r->failed = true;
	return v > max ? 0 : v;
}

static bool
get_bool(struct msg_reader *r)
{
	return get_up_to(r, 1) == 1;
}

static enum err
get_err(struct msg_reader *r)
{
	char name[32];
	enum err e;

	msg_text(r, name, sizeof(name));
	e = r->failed ? ERR_COUNT : err_from_name(name);
	if (e == ERR_COUNT)
		r->failed = true;
	return e == ERR_COUNT ? ERR_INTERNAL : e;
}

static int
get_tries(struct msg_reader *r)
{
	uint8_t v = msg_u8(r);

	if (v == TRIES_UNKNOWN)
		return CARD_TRIES_UNKNOWN;
	if (v > TRIES_MAX)
		r->failed = true;
	return v;
}

enum err
card_get_nothing(const uint8_t *body, size_t len)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	return msg_read_end(&r);
}

enum err
card_put_hello(struct buf *b)
{
	return msg_put_u16(b, CARD_PROTO_VERSION);
}

enum err
card_get_hello(const uint8_t *body, size_t len)
{
	struct msg_reader r;
	uint16_t version;

	msg_read_init(&r, body, len);
	version = msg_u16(&r);
	if (version != CARD_PROTO_VERSION)
		r.failed = true;
	return msg_read_end(&r);
}

enum err
card_put_begin(struct buf *b, const uint8_t *serial, size_t len)
{
	return msg_put_bytes(b, serial, len);
}

enum err
card_get_begin(const uint8_t *body, size_t len, struct card_msg_begin *m)
{
	struct msg_reader r;

	memset(m, 0, sizeof(*m));
	msg_read_init(&r, body, len);
	m->serial_len = msg_bytes(&r, m->serial, sizeof(m->serial));
	return msg_read_end(&r);
}

enum err
card_put_finish(struct buf *b, const uint8_t *cryptogram, size_t len,
    const struct secret *pin)
{
	enum err e = ERR_OK;

	put_bytes(b, cryptogram, len, &e);
	return e == ERR_OK ? msg_put_secret(b, pin) : e;
}

enum err
card_get_finish(const uint8_t *body, size_t len, struct card_msg_finish *m)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	m->cryptogram_len = msg_bytes(&r, m->cryptogram,
	    sizeof(m->cryptogram));
	msg_secret(&r, m->pin);
	return msg_read_end(&r);
}

static void
put_card(struct buf *b, const struct card_info *i, enum err *e)
{
	put_u8(b, (uint8_t)i->presence, e);
	put_u8(b, i->simulated, e);
	put_err(b, i->trouble, e);
	put_text(b, i->reader, e);
	put_text(b, i->type, e);
	put_text(b, i->label, e);
	put_bytes(b, i->atr, i->atr_len, e);
	put_bytes(b, i->serial, i->serial_len, e);
	put_tries(b, i->pin_tries, e);
	put_u8(b, i->operational, e);
	put_u8(b, (uint8_t)i->pin_min, e);
	put_u8(b, (uint8_t)i->pin_max, e);
}

static void
get_card(struct msg_reader *r, struct card_info *i)
{
	memset(i, 0, sizeof(*i));
	i->presence = (enum card_presence)get_up_to(r, CARD_PRESENT);
	i->simulated = get_bool(r);
	i->trouble = get_err(r);
	msg_text(r, i->reader, sizeof(i->reader));
	msg_text(r, i->type, sizeof(i->type));
	msg_text(r, i->label, sizeof(i->label));
	i->atr_len = msg_bytes(r, i->atr, sizeof(i->atr));
	i->serial_len = msg_bytes(r, i->serial, sizeof(i->serial));
	i->pin_tries = get_tries(r);
	i->operational = get_bool(r);
	i->pin_min = get_up_to(r, CARD_PROTO_PIN);
	i->pin_max = get_up_to(r, CARD_PROTO_PIN);
}

enum err
card_put_changed(struct buf *b, const struct card_info *info)
{
	enum err e = ERR_OK;

	put_card(b, info, &e);
	return e;
}

enum err
card_get_changed(const uint8_t *body, size_t len, struct card_info *info)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	get_card(&r, info);
	return msg_read_end(&r);
}

enum err
card_put_info(struct buf *b, enum err outcome, const struct card_info *info)
{
	enum err e = ERR_OK;

	put_err(b, outcome, &e);
	put_card(b, info, &e);
	return e;
}

enum err
card_get_info(const uint8_t *body, size_t len, enum err *outcome,
    struct card_info *info)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = get_err(&r);
	get_card(&r, info);
	return msg_read_end(&r);
}

enum err
card_put_challenge(struct buf *b, const struct card_msg_challenge *m)
{
	enum err e = ERR_OK;

	put_err(b, m->e, &e);
	put_bytes(b, m->challenge, m->challenge_len, &e);
	put_tries(b, m->tries, &e);
	return e;
}

enum err
card_get_challenge(const uint8_t *body, size_t len,
    struct card_msg_challenge *m)
{
	struct msg_reader r;

	memset(m, 0, sizeof(*m));
	msg_read_init(&r, body, len);
	m->e = get_err(&r);
	m->challenge_len = msg_bytes(&r, m->challenge, sizeof(m->challenge));
	m->tries = get_tries(&r);
	return msg_read_end(&r);
}

enum err
card_put_step(struct buf *b, enum card_step step)
{
	return msg_put_u8(b, (uint8_t)step);
}

enum err
card_get_step(const uint8_t *body, size_t len, enum card_step *step)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*step = (enum card_step)get_up_to(&r, CARD_STEP_CHECKING);
	return msg_read_end(&r);
}

enum err
card_put_result(struct buf *b, enum err outcome,
    const struct card_unlock_result *result)
{
	enum err e = ERR_OK;

	put_err(b, outcome, &e);
	put_u8(b, result->authenticated, &e);
	put_u8(b, result->reset_sent, &e);
	put_tries(b, result->tries_before, &e);
	put_tries(b, result->tries_after, &e);
	put_u8(b, (uint8_t)(result->sw >> 8), &e);
	put_u8(b, (uint8_t)(result->sw & 0xff), &e);
	return e;
}

enum err
card_get_result(const uint8_t *body, size_t len, enum err *outcome,
    struct card_unlock_result *result)
{
	struct msg_reader r;

	memset(result, 0, sizeof(*result));
	msg_read_init(&r, body, len);
	*outcome = get_err(&r);
	result->authenticated = get_bool(&r);
	result->reset_sent = get_bool(&r);
	result->tries_before = get_tries(&r);
	result->tries_after = get_tries(&r);
	result->sw = msg_u16(&r);
	return msg_read_end(&r);
}
