#include "card/proto.h"

#include <string.h>

#include "base/secret.h"
#include "card/fields.h"
#include "loop/msg.h"

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

	field_put_bytes(b, cryptogram, len, &e);
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

void
field_put_info(struct buf *b, const struct card_info *i, enum err *e)
{
	field_put_u8(b, (uint8_t)i->presence, e);
	field_put_u8(b, i->simulated, e);
	field_put_err(b, i->trouble, e);
	field_put_text(b, i->reader, e);
	field_put_u8(b, (uint8_t)i->others, e);
	field_put_text(b, i->type, e);
	field_put_text(b, i->label, e);
	field_put_bytes(b, i->atr, i->atr_len, e);
	field_put_bytes(b, i->serial, i->serial_len, e);
	field_put_tries(b, i->pin_tries, e);
	field_put_u8(b, i->operational, e);
	field_put_u8(b, (uint8_t)i->pin_min, e);
	field_put_u8(b, (uint8_t)i->pin_max, e);
	field_put_u8(b, (uint8_t)i->pads, e);
}

void
field_get_info(struct msg_reader *r, struct card_info *i)
{
	memset(i, 0, sizeof(*i));
	i->presence = (enum card_presence)field_get_up_to(r, CARD_PRESENT);
	i->simulated = field_get_bool(r);
	i->trouble = field_get_err(r);
	msg_text(r, i->reader, sizeof(i->reader));
	i->others = field_get_up_to(r, CARD_READERS_MAX);
	msg_text(r, i->type, sizeof(i->type));
	msg_text(r, i->label, sizeof(i->label));
	i->atr_len = msg_bytes(r, i->atr, sizeof(i->atr));
	i->serial_len = msg_bytes(r, i->serial, sizeof(i->serial));
	i->pin_tries = field_get_tries(r);
	i->operational = field_get_bool(r);
	i->pin_min = field_get_up_to(r, CARD_PROTO_PIN);
	i->pin_max = field_get_up_to(r, CARD_PROTO_PIN);
	i->pads = field_get_up_to(r, CARD_PAD_ALL);
}

enum err
card_put_changed(struct buf *b, const struct card_info *info)
{
	enum err e = ERR_OK;

	field_put_info(b, info, &e);
	return e;
}

enum err
card_get_changed(const uint8_t *body, size_t len, struct card_info *info)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	field_get_info(&r, info);
	return msg_read_end(&r);
}

enum err
card_put_info(struct buf *b, enum err outcome, const struct card_info *info)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_info(b, info, &e);
	return e;
}

enum err
card_get_info(const uint8_t *body, size_t len, enum err *outcome,
    struct card_info *info)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	field_get_info(&r, info);
	return msg_read_end(&r);
}

enum err
card_put_challenge(struct buf *b, const struct card_msg_challenge *m)
{
	enum err e = ERR_OK;

	field_put_err(b, m->e, &e);
	field_put_bytes(b, m->challenge, m->challenge_len, &e);
	field_put_tries(b, m->tries, &e);
	return e;
}

enum err
card_get_challenge(const uint8_t *body, size_t len,
    struct card_msg_challenge *m)
{
	struct msg_reader r;

	memset(m, 0, sizeof(*m));
	msg_read_init(&r, body, len);
	m->e = field_get_err(&r);
	m->challenge_len = msg_bytes(&r, m->challenge, sizeof(m->challenge));
	m->tries = field_get_tries(&r);
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
	*step = (enum card_step)field_get_up_to(&r, CARD_STEP_CHECKING);
	return msg_read_end(&r);
}

enum err
card_put_result(struct buf *b, enum err outcome,
    const struct card_unlock_result *result)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_u8(b, result->authenticated, &e);
	field_put_u8(b, result->reset_sent, &e);
	field_put_tries(b, result->tries_before, &e);
	field_put_tries(b, result->tries_after, &e);
	field_put_u8(b, (uint8_t)(result->sw >> 8), &e);
	field_put_u8(b, (uint8_t)(result->sw & 0xff), &e);
	return e;
}

enum err
card_get_result(const uint8_t *body, size_t len, enum err *outcome,
    struct card_unlock_result *result)
{
	struct msg_reader r;

	memset(result, 0, sizeof(*result));
	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	result->authenticated = field_get_bool(&r);
	result->reset_sent = field_get_bool(&r);
	result->tries_before = field_get_tries(&r);
	result->tries_after = field_get_tries(&r);
	result->sw = msg_u16(&r);
	return msg_read_end(&r);
}
