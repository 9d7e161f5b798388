#include "card/tool.h"

#include <stdlib.h>
#include <string.h>

#include "card/cards.h"
#include "card/driver.h"
#include "card/link.h"
#include "card/probe.h"
#include "card/read.h"
#include "card/source.h"
#include "card/x509.h"

/* A card that is held for one piece of work. */
struct held {
	const struct card_tool_env *env;
	struct link *link;
	struct exchange x;
	const struct card_type *type;
	const struct card_tool_driver *tools;
	struct source_state at;
	struct driver_certs *raw;
	struct card_certs certs;
};

static bool
is_same_insertion(const struct held *h)
{
	return h->link->ops->insertion(h->link) == h->at.insertion;
}

static void
let_go(struct held *h)
{
	if (h->link != NULL) {
		h->link->ops->end(h->link, true);
		h->link->ops->close(&h->link);
	}
	free(h->raw);
	h->raw = NULL;
}

static enum err
check_type(const struct held *h)
{
	if (h->type == NULL || h->type->driver == NULL)
		return ERR_CARD_UNKNOWN;
	return h->type->driver->tools == NULL ? ERR_CARD_UNABLE : ERR_OK;
}

static enum err
hold(struct held *h, const struct card_tool_env *env)
{
	enum err e;

	memset(h, 0, sizeof(*h));
	h->env = env;
	env->source->ops->look(env->source, &h->at);
	if (h->at.presence != CARD_PRESENT)
		return h->at.trouble != ERR_OK ? h->at.trouble : ERR_NO_CARD;
	if (card_probe_is_known(env->cards, h->at.atr, h->at.atr_len,
	    &h->type)) {
		e = check_type(h);
		if (e != ERR_OK)
			return e;
	}
	e = env->source->ops->open(env->source, h->at.reader, &h->link);
	if (e == ERR_OK)
		e = h->link->ops->begin(h->link);
	if (e == ERR_OK)
		e = card_probe(env->cards, h->link, h->at.atr, h->at.atr_len,
		    &h->type);
	if (e == ERR_OK)
		e = check_type(h);
	if (e != ERR_OK)
		return e;
	h->tools = h->type->driver->tools;
	exchange_init(&h->x, h->link, &h->type->driver->rules,
	    h->type->pin_reference);
	guard_limits(&h->x.guard, h->type->pin_min, h->type->pin_max);
	return is_same_insertion(h) ? ERR_OK : ERR_CARD_GONE;
}

/* Is it that card, in its operation phase?  Reads the tries of the PIN. */
static enum err
expect_card(struct held *h, const struct card_msg_begin *card, int *tries)
{
	struct card_info info = { .pin_tries = CARD_TRIES_UNKNOWN };
	enum err e = h->type->driver->identify(&h->x, h->type, &info);

	*tries = info.pin_tries;
	if (e == ERR_OK && card != NULL)
		e = driver_expect_serial(info.serial, info.serial_len,
		    card->serial, card->serial_len);
	if (e == ERR_OK && !info.operational)
		e = ERR_CARD_PHASE;
	if (e == ERR_OK && !is_same_insertion(h))
		e = ERR_CARD_GONE;
	return e;
}

/* -------------------------------------------------------- certificates ---- */

/* What comes off the card and is no certificate is left out. */
static void
take_certificates(struct held *h)
{
	struct card_certs *c = &h->certs;

	c->more = h->raw->more;
	for (size_t i = 0; i < h->raw->count; i++) {
		struct driver_cert *raw = &h->raw->list[i];

		if (x509_read(raw->der, raw->len, &c->list[c->count]) !=
		    ERR_OK) {
			c->more = true;
			continue;
		}
		c->list[c->count].signs = raw->key.id_len > 0 &&
		    h->tools->sign != NULL && h->tools->verify != NULL;
		/* Same index in both lists. */
		if (c->count != i)
			h->raw->list[c->count] = *raw;
		c->count++;
	}
}

static struct guard_puk
puk_facts(const struct held *h, bool admin)
{
	struct guard_puk puk = { .driver = h->tools->unblock != NULL &&
	    !h->x.guard.pin.no_puk,
	    .type = h->type->puk_allowed, .config = h->env->puk,
	    .min = h->type->puk_min, .max = h->type->puk_max,
	    .admin = admin,
	    .any_age = h->type->driver->rules.puk_of_any_age };

	/* One that could not be read might be the newest. */
	for (size_t i = 0; i < h->certs.count && !h->certs.more; i++) {
		if (h->certs.list[i].not_before > puk.made)
			puk.made = h->certs.list[i].not_before;
	}
	return puk;
}

static enum err
read_certificates(struct held *h)
{
	int tries;
	enum err e = expect_card(h, NULL, &tries);

	if (e == ERR_OK && h->tools->certificates == NULL)
		e = ERR_CARD_UNABLE;
	if (e != ERR_OK)
		return e;
	h->raw = malloc(sizeof(*h->raw));
	if (h->raw == NULL)
		return ERR_NO_MEMORY;
	h->raw->count = 0;
	e = h->tools->certificates(&h->x, h->type, h->raw);
	if (e == ERR_OK)
		take_certificates(h);
	if (e == ERR_OK && !is_same_insertion(h))
		e = ERR_CARD_GONE;
	return e;
}

static enum err
read_puk_tries(struct held *h, bool admin, int *tries)
{
	*tries = CARD_TRIES_UNKNOWN;
	if (h->tools->puk_tries == NULL)
		return ERR_OK;
	return h->tools->puk_tries(&h->x, h->type, admin, tries);
}

/* No PUK is left to try: his PIN may be. */
static enum err
look_for_administrator(struct held *h)
{
	int tries;
	enum err e;

	if (h->type->driver->rules.admin_reference == 0)
		return ERR_OK;
	e = read_puk_tries(h, true, &tries);
	if (e == ERR_OK && tries > 0) {
		h->certs.puk_admin = true;
		h->certs.puk_tries = tries;
	}
	return e;
}

enum err
card_tool_certificates(const struct card_tool_env *env,
    struct card_certs *certs)
{
	struct guard_puk puk;
	struct held h;
	enum err e = hold(&h, env);

	if (e == ERR_OK)
		e = read_certificates(&h);
	h.certs.puk_tries = CARD_TRIES_UNKNOWN;
	if (e == ERR_OK) {
		puk = puk_facts(&h, false);
		h.certs.puk = guard_puk(&puk);
		h.certs.changes_pin = h.tools->change != NULL &&
		    h.x.guard.pin.max > 0 && !h.x.guard.pin.fixed;
		e = read_puk_tries(&h, false, &h.certs.puk_tries);
	}
	if (e == ERR_OK && h.certs.puk_tries == 0)
		e = look_for_administrator(&h);
	let_go(&h);
	*certs = h.certs;
	if (e != ERR_OK)
		memset(certs, 0, sizeof(*certs));
	return e;
}

/* --------------------------------------------------------- what is typed -- */

static void
nothing_sent(struct card_try_result *result)
{
	*result = (struct card_try_result){
	    .tries_before = CARD_TRIES_UNKNOWN,
	    .tries_after = CARD_TRIES_UNKNOWN };
}

/* The answer was lost and the handle with it: ask the card that is there now,
 * if it is the same. */
static void
read_again(struct held *h, const struct card_msg_begin *card,
    struct card_try_result *result)
{
	struct source_state at;
	struct card_info info;

	let_go(h);
	h->env->source->ops->look(h->env->source, &at);
	card_read(h->env->source, &at, h->env->cards, &info, NULL);
	if (info.trouble == ERR_OK && driver_expect_serial(info.serial,
	    info.serial_len, card->serial, card->serial_len) == ERR_OK)
		result->tries_after = info.pin_tries;
}

/* What is left of the PIN after the card has compared one. */
static void
read_left(struct held *h, const struct card_msg_begin *card,
    struct card_try_result *result)
{
	int tries = CARD_TRIES_UNKNOWN;

	if (!result->sent)
		return;
	if (h->x.lost != ERR_OK)
		read_again(h, card, result);
	else if (expect_card(h, card, &tries) == ERR_OK &&
	    tries != CARD_TRIES_UNKNOWN)
		result->tries_after = tries;
}

/* Serial, phase and tries are read last, so that what is typed goes to the
 * card that was just asked. */
static enum err
allow(struct held *h, const struct card_msg_typed *m, struct guard_typed *t,
    struct card_try_result *result)
{
	enum err e = expect_card(h, &m->card, &result->tries_before);

	if (e == ERR_OK && t->what == GUARD_PUK)
		e = read_puk_tries(h, m->admin, &result->tries_before);
	if (e != ERR_OK)
		return e;
	t->pad = m->pad;
	t->value = m->pad ? NULL : m->value;
	t->new_pin = m->pad ? NULL : m->new_pin;
	t->tries = result->tries_before;
	t->last_try = m->last_try;
	return guard_typed(&h->x.guard, t);
}

/* What the reader says that it did not send has cost no try. */
static enum err
believe(enum err e, struct card_try_result *result)
{
	if (!exchange_is_unsent(e) || !result->sent)
		return e;
	if (result->tries_before != CARD_TRIES_UNKNOWN &&
	    result->tries_after != result->tries_before)
		return ERR_TRY_UNKNOWN;
	result->sent = false;
	return e;
}

static enum err
find_certificate(const struct held *h, const uint8_t *fingerprint,
    const struct driver_cert **found)
{
	for (size_t i = 0; i < h->certs.count; i++) {
		const struct card_cert *c = &h->certs.list[i];

		if (memcmp(c->fingerprint, fingerprint, CARD_FINGERPRINT) != 0)
			continue;
		*found = &h->raw->list[i];
		return ERR_OK;
	}
	return ERR_NO_CERTIFICATE;
}

enum err
card_tool_certificate(const struct card_tool_env *env,
    const uint8_t fingerprint[static CARD_FINGERPRINT],
    struct card_msg_der *der)
{
	const struct driver_cert *cert = NULL;
	struct held h;
	enum err e = hold(&h, env);

	der->len = 0;
	if (e == ERR_OK)
		e = read_certificates(&h);
	if (e == ERR_OK)
		e = find_certificate(&h, fingerprint, &cert);
	if (e == ERR_OK) {
		memcpy(der->bytes, cert->der, cert->len);
		der->len = cert->len;
	}
	let_go(&h);
	return e;
}

static enum err
sign_text(struct held *h, const struct driver_cert *cert, const char *text,
    const uint8_t *input, size_t input_len, struct card_signed *done)
{
	enum err e;

	if (!is_same_insertion(h))
		return ERR_CARD_GONE;
	e = h->tools->sign(&h->x, h->type, &cert->key, input, input_len,
	    done->signature, &done->signature_len);
	if (e == ERR_OK)
		e = x509_verify(cert->der, cert->len, text, done->signature,
		    done->signature_len);
	if (e != ERR_OK)
		return e;
	memcpy(done->certificate, cert->der, cert->len);
	done->certificate_len = cert->len;
	x509_identity(cert->der, cert->len, done->identity);
	return ERR_OK;
}

enum err
card_tool_sign(const struct card_tool_env *env, const struct card_msg_sign *m,
    struct card_signed *done, struct card_try_result *result)
{
	struct guard_typed typed = { .what = GUARD_VERIFY };
	uint8_t input[X509_INPUT_MAX];
	size_t input_len = 0;
	char text[STATEMENT_MAX];
	const struct driver_cert *cert = NULL;
	struct held h;
	enum err e = hold(&h, env);

	memset(done, 0, sizeof(*done));
	nothing_sent(result);
	if (e == ERR_OK)
		e = statement_login(m->audience, m->challenge,
		    m->challenge_len, text, sizeof(text));
	if (e == ERR_OK)
		e = read_certificates(&h);
	if (e == ERR_OK)
		e = find_certificate(&h, m->fingerprint, &cert);
	if (e == ERR_OK && (cert->key.id_len == 0 ||
	    h.tools->sign == NULL || h.tools->verify == NULL))
		e = ERR_NO_CERTIFICATE;
	if (e == ERR_OK)
		e = x509_input(cert->der, cert->len, text, input, &input_len);
	if (e == ERR_OK)
		e = allow(&h, &m->typed, &typed, result);
	if (e == ERR_OK)
		e = m->typed.pad ? exchange_pad(&h.x, CARD_PAD_VERIFY, result) :
		    h.tools->verify(&h.x, h.type, m->typed.value, result);
	if (e == ERR_OK)
		e = sign_text(&h, cert, text, input, input_len, done);
	if (e == ERR_PIN_POLICY)	/* of a value that is only compared */
		e = ERR_PIN_LENGTH;
	read_left(&h, &m->typed.card, result);
	let_go(&h);
	return believe(e, result);
}

enum err
card_tool_change(const struct card_tool_env *env,
    const struct card_msg_typed *m, struct card_try_result *result)
{
	struct guard_typed typed = { .what = GUARD_CHANGE };
	struct held h;
	enum err e = hold(&h, env);

	nothing_sent(result);
	if (e == ERR_OK && h.tools->change == NULL)
		e = ERR_CARD_UNABLE;
	if (e == ERR_OK)
		e = allow(&h, m, &typed, result);
	if (e == ERR_OK)
		e = m->pad ? exchange_pad(&h.x, CARD_PAD_CHANGE, result) :
		    h.tools->change(&h.x, h.type, m->value, m->new_pin,
		    result);
	read_left(&h, &m->card, result);
	let_go(&h);
	e = believe(e, result);
	return e == ERR_TRY_UNKNOWN ? ERR_CHANGE_UNKNOWN : e;
}

/* The words for a PUK. */
static enum err
puk_error(enum err e)
{
	switch (e) {
	case ERR_PIN_WRONG:
		return ERR_PUK_WRONG;
	case ERR_PIN_BLOCKED:
		return ERR_CARD_DEAD;
	case ERR_TRY_UNKNOWN:
		return ERR_PUK_UNKNOWN;
	default:
		return e;
	}
}

enum err
card_tool_puk(const struct card_tool_env *env, const struct card_msg_typed *m,
    struct card_try_result *result)
{
	struct guard_typed typed = { .what = GUARD_PUK };
	struct held h;
	enum err e = hold(&h, env);

	nothing_sent(result);
	/* They say how old it is. */
	if (e == ERR_OK && !h.type->driver->rules.puk_of_any_age)
		e = read_certificates(&h);
	if (e == ERR_OK) {
		typed.puk = puk_facts(&h, m->admin);
		e = allow(&h, m, &typed, result);
	}
	if (e == ERR_OK)
		e = h.tools->unblock(&h.x, h.type, m->value, m->new_pin,
		    result);
	let_go(&h);
	return puk_error(e);
}
