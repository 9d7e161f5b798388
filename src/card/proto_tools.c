#include "card/proto.h"

#include <string.h>

#include "base/secret.h"
#include "card/fields.h"
#include "loop/msg.h"

#define USE_ALL (CARD_USE_SIGN | CARD_USE_COMMIT | CARD_USE_ENCRYPT)

static void
put_card_typed(struct buf *b, const struct card_typed *typed, enum err *e)
{
	field_put_bytes(b, typed->serial, typed->serial_len, e);
	field_put_u8(b, typed->last_try, e);
	field_put_u8(b, typed->admin, e);
	field_put_u8(b, typed->value == NULL, e);
	if (typed->value != NULL)
		field_put_secret(b, typed->value, e);
}

static void
get_card_typed(struct msg_reader *r, struct card_msg_typed *m)
{
	m->card.serial_len = msg_bytes(r, m->card.serial,
	    sizeof(m->card.serial));
	m->last_try = field_get_bool(r);
	m->admin = field_get_bool(r);
	m->pad = field_get_bool(r);
	if (!m->pad)
		msg_secret(r, m->value);
}

enum err
card_put_typed(struct buf *b, const struct card_typed *typed,
    const struct secret *new_pin)
{
	enum err e = ERR_OK;

	put_card_typed(b, typed, &e);
	if (typed->value != NULL)
		field_put_secret(b, new_pin, &e);
	return e;
}

enum err
card_get_typed(const uint8_t *body, size_t len, struct card_msg_typed *m)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	get_card_typed(&r, m);
	if (!m->pad)
		msg_secret(&r, m->new_pin);
	return msg_read_end(&r);
}

enum err
card_put_sign(struct buf *b, const struct card_typed *typed,
    const struct card_statement *what)
{
	enum err e = ERR_OK;

	put_card_typed(b, typed, &e);
	field_put_bytes(b, what->fingerprint, sizeof(what->fingerprint), &e);
	field_put_text(b, what->audience, &e);
	field_put_bytes(b, what->challenge, what->challenge_len, &e);
	return e;
}

enum err
card_get_sign(const uint8_t *body, size_t len, struct card_msg_sign *m)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	get_card_typed(&r, &m->typed);
	if (msg_bytes(&r, m->fingerprint, sizeof(m->fingerprint)) !=
	    sizeof(m->fingerprint))
		r.failed = true;
	msg_text(&r, m->audience, sizeof(m->audience));
	m->challenge_len = msg_bytes(&r, m->challenge, sizeof(m->challenge));
	return msg_read_end(&r);
}

static void
put_cert(struct buf *b, const struct card_cert *c, enum err *e)
{
	field_put_bytes(b, c->fingerprint, sizeof(c->fingerprint), e);
	field_put_text(b, c->subject, e);
	field_put_text(b, c->issuer, e);
	field_put_text(b, c->serial, e);
	field_put_u64(b, c->not_before, e);
	field_put_u64(b, c->not_after, e);
	field_put_u8(b, (uint8_t)c->use, e);
	field_put_u8(b, c->signs, e);
}

static void
get_cert(struct msg_reader *r, struct card_cert *c)
{
	if (msg_bytes(r, c->fingerprint, sizeof(c->fingerprint)) !=
	    sizeof(c->fingerprint))
		r->failed = true;
	msg_text(r, c->subject, sizeof(c->subject));
	msg_text(r, c->issuer, sizeof(c->issuer));
	msg_text(r, c->serial, sizeof(c->serial));
	c->not_before = (int64_t)msg_u64(r);
	c->not_after = (int64_t)msg_u64(r);
	c->use = field_get_up_to(r, USE_ALL);
	c->signs = field_get_bool(r);
}

enum err
card_put_certs(struct buf *b, enum err outcome, const struct card_certs *certs)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_u8(b, (uint8_t)certs->count, &e);
	for (size_t i = 0; i < certs->count; i++)
		put_cert(b, &certs->list[i], &e);
	field_put_u8(b, certs->more, &e);
	field_put_u8(b, certs->changes_pin, &e);
	field_put_err(b, certs->puk, &e);
	field_put_tries(b, certs->puk_tries, &e);
	field_put_u8(b, certs->puk_admin, &e);
	return e;
}

enum err
card_get_certs(const uint8_t *body, size_t len, enum err *outcome,
    struct card_certs *certs)
{
	struct msg_reader r;

	memset(certs, 0, sizeof(*certs));
	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	certs->count = field_get_up_to(&r, CARD_CERTS_MAX);
	for (size_t i = 0; i < certs->count && !r.failed; i++)
		get_cert(&r, &certs->list[i]);
	certs->more = field_get_bool(&r);
	certs->changes_pin = field_get_bool(&r);
	certs->puk = field_get_err(&r);
	certs->puk_tries = field_get_tries(&r);
	certs->puk_admin = field_get_bool(&r);
	return msg_read_end(&r);
}

static void
put_try(struct buf *b, const struct card_try_result *result, enum err *e)
{
	field_put_u8(b, result->sent, e);
	field_put_tries(b, result->tries_before, e);
	field_put_tries(b, result->tries_after, e);
	field_put_u8(b, (uint8_t)(result->sw >> 8), e);
	field_put_u8(b, (uint8_t)(result->sw & 0xff), e);
}

static void
get_try(struct msg_reader *r, struct card_try_result *result)
{
	result->sent = field_get_bool(r);
	result->tries_before = field_get_tries(r);
	result->tries_after = field_get_tries(r);
	result->sw = msg_u16(r);
}

enum err
card_put_signed(struct buf *b, enum err outcome,
    const struct card_signed *done, const struct card_try_result *result)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_bytes(b, done->certificate, done->certificate_len, &e);
	field_put_bytes(b, done->signature, done->signature_len, &e);
	field_put_text(b, done->identity, &e);
	put_try(b, result, &e);
	return e;
}

enum err
card_get_signed(const uint8_t *body, size_t len, enum err *outcome,
    struct card_signed *done, struct card_try_result *result)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	done->certificate_len = msg_bytes(&r, done->certificate,
	    sizeof(done->certificate));
	done->signature_len = msg_bytes(&r, done->signature,
	    sizeof(done->signature));
	msg_text(&r, done->identity, sizeof(done->identity));
	get_try(&r, result);
	if (*outcome == ERR_OK && (done->certificate_len == 0 ||
	    done->signature_len == 0))
		r.failed = true;
	return msg_read_end(&r);
}

enum err
card_put_tried(struct buf *b, enum err outcome,
    const struct card_try_result *result)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	put_try(b, result, &e);
	return e;
}

enum err
card_get_tried(const uint8_t *body, size_t len, enum err *outcome,
    struct card_try_result *result)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	get_try(&r, result);
	return msg_read_end(&r);
}
