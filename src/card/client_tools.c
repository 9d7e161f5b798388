#include "card/client_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

/* Take the card for one operation; nothing else is under way. */
static enum err
take(struct client *c, const struct op *op)
{
	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	c->op = *op;
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return ERR_OK;
}

static enum err
check_typed(const struct card_typed *typed, const struct secret *new_pin)
{
	if (typed->serial_len == 0 || typed->serial_len > CARD_SERIAL_MAX)
		return ERR_ARGUMENT;
	if (typed->value == NULL)
		return new_pin == NULL ? ERR_OK : ERR_ARGUMENT;
	if (secret_len(typed->value) > CARD_PROTO_PIN ||
	    (new_pin != NULL && secret_len(new_pin) > CARD_PROTO_PIN))
		return ERR_PIN_LENGTH;
	return ERR_OK;
}

static enum err
client_certificates(struct card *card, int64_t deadline, card_certs_fn done,
    void *arg)
{
	struct client *c = card_client_of(card);
	enum err e = take(c, &(struct op){ .kind = OP_CERTIFICATES,
	    .certs = done, .arg = arg });

	return e != ERR_OK ? e : card_client_op_begin(c, deadline, ERR_OK);
}

static enum err
client_certificate(struct card *card,
    const uint8_t fingerprint[CARD_FINGERPRINT], int64_t deadline,
    card_der_fn done, void *arg)
{
	struct client *c = card_client_of(card);
	enum err e = take(c, &(struct op){ .kind = OP_CERTIFICATE,
	    .der = done, .arg = arg });

	return e != ERR_OK ? e : card_client_op_begin(c, deadline,
	    card_put_certificate(&c->op.body, fingerprint));
}

static enum err
client_sign(struct card *card, const struct card_typed *pin,
    const struct card_statement *what, int64_t deadline, card_signed_fn done,
    void *arg)
{
	struct client *c = card_client_of(card);
	enum err e = check_typed(pin, NULL);

	if (e == ERR_OK &&
	    (what->challenge_len > STATEMENT_CHALLENGE_MAX ||
	    strlen(what->audience) >= STATEMENT_AUDIENCE_MAX))
		e = ERR_ARGUMENT;
	if (e == ERR_OK)
		e = take(c, &(struct op){ .kind = OP_SIGN, .is_signed = done,
		    .arg = arg });
	return e != ERR_OK ? e : card_client_op_begin(c, deadline,
	    card_put_sign(&c->op.body, pin, what));
}

static enum err
begin_typed(struct card *card, enum op_kind kind,
    const struct card_typed *typed, const struct secret *new_pin,
    int64_t deadline, card_try_fn done, void *arg)
{
	struct client *c = card_client_of(card);
	enum err e = check_typed(typed, new_pin);

	if (e == ERR_OK)
		e = take(c, &(struct op){ .kind = kind, .tried = done,
		    .arg = arg });
	return e != ERR_OK ? e : card_client_op_begin(c, deadline,
	    card_put_typed(&c->op.body, typed, new_pin));
}

static enum err
client_change_pin(struct card *card, const struct card_typed *old,
    const struct secret *new_pin, int64_t deadline, card_try_fn done,
    void *arg)
{
	return begin_typed(card, OP_CHANGE, old, new_pin, deadline, done, arg);
}

static enum err
client_puk_unlock(struct card *card, const struct card_typed *puk,
    const struct secret *new_pin, int64_t deadline, card_try_fn done,
    void *arg)
{
	return begin_typed(card, OP_PUK, puk, new_pin, deadline, done, arg);
}

const struct card_tool_ops card_client_tools = {
	.certificates = client_certificates,
	.certificate = client_certificate,
	.sign = client_sign,
	.change_pin = client_change_pin,
	.puk_unlock = client_puk_unlock,
};

/* What a lost answer means once the helper had the value. */
static enum err
unknown(const struct op *op, enum err e)
{
	if (!op->sent)
		return e;
	if (op->kind == OP_SIGN)
		return ERR_TRY_UNKNOWN;
	return op->kind == OP_CHANGE ? ERR_CHANGE_UNKNOWN : ERR_PUK_UNKNOWN;
}

void
card_client_tool_failed(const struct op *op, enum err e)
{
	const struct card_try_result result = { .sent = op->sent,
	    .tries_before = CARD_TRIES_UNKNOWN,
	    .tries_after = CARD_TRIES_UNKNOWN };

	if (op->kind == OP_CERTIFICATES)
		op->certs(op->arg, e, NULL);
	else if (op->kind == OP_CERTIFICATE)
		op->der(op->arg, e, NULL, 0);
	else if (op->kind == OP_SIGN)
		op->is_signed(op->arg, unknown(op, e), NULL, &result);
	else
		op->tried(op->arg, unknown(op, e), &result);
}

static enum err
answered_certs(const struct op *op, const uint8_t *body, size_t len)
{
	struct card_certs certs;
	enum err outcome, e = card_get_certs(body, len, &outcome, &certs);

	if (e == ERR_OK)
		op->certs(op->arg, outcome, outcome == ERR_OK ? &certs : NULL);
	return e;
}

static enum err
answered_der(const struct op *op, const uint8_t *body, size_t len)
{
	struct card_msg_der der;
	enum err outcome, e = card_get_der(body, len, &outcome, &der);

	if (e == ERR_OK)
		op->der(op->arg, outcome,
		    outcome == ERR_OK ? der.bytes : NULL, der.len);
	return e;
}

static enum err
answered_signed(const struct op *op, const uint8_t *body, size_t len)
{
	struct card_signed done;
	struct card_try_result result;
	enum err outcome, e = card_get_signed(body, len, &outcome, &done,
	    &result);

	if (e == ERR_OK)
		op->is_signed(op->arg, outcome,
		    outcome == ERR_OK ? &done : NULL, &result);
	secret_wipe_mem(&done, sizeof(done));
	return e;
}

static enum err
answered_tried(const struct op *op, const uint8_t *body, size_t len)
{
	struct card_try_result result;
	enum err outcome, e = card_get_tried(body, len, &outcome, &result);

	if (e == ERR_OK)
		op->tried(op->arg, outcome, &result);
	return e;
}

enum err
card_client_tool_answered(const struct op *op, const uint8_t *body,
    size_t len)
{
	if (op->kind == OP_CERTIFICATES)
		return answered_certs(op, body, len);
	if (op->kind == OP_CERTIFICATE)
		return answered_der(op, body, len);
	if (op->kind == OP_SIGN)
		return answered_signed(op, body, len);
	return answered_tried(op, body, len);
}
