#include "fake/fake_card_tools.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

#define TRIES 3
#define YEAR_2020 1577836800
#define YEAR_2040 2208988800

static struct fake_card *
of(struct card *card)
{
	return (struct fake_card *)card;
}

static enum err
certificates(struct card *card, int64_t deadline, card_certs_fn done,
    void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	f->read++;
	f->on_certs = done;
	return fake_card_start(f, FAKE_CERTIFICATES, "card.certificates", arg);
}

static void
take_typed(struct fake_card *f, const struct card_typed *typed,
    const struct secret *new_pin)
{
	f->value = typed->value;
	f->new_pin = new_pin;
	f->last_try = typed->last_try;
	memset(f->serial, 0, sizeof(f->serial));
	memcpy(f->serial, typed->serial, typed->serial_len);
}

static enum err
sign(struct card *card, const struct card_typed *pin,
    const struct card_statement *what, int64_t deadline, card_signed_fn done,
    void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	take_typed(f, pin, NULL);
	f->statement = *what;
	snprintf(f->audience, sizeof(f->audience), "%s", what->audience);
	f->on_signed = done;
	return fake_card_start(f, FAKE_SIGN, "card.sign", arg);
}

static enum err
change_pin(struct card *card, const struct card_typed *old,
    const struct secret *new_pin, int64_t deadline, card_try_fn done,
    void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	take_typed(f, old, new_pin);
	f->on_tried = done;
	return fake_card_start(f, FAKE_CHANGE, "card.change", arg);
}

static enum err
puk_unlock(struct card *card, const struct card_typed *puk,
    const struct secret *new_pin, int64_t deadline, card_try_fn done,
    void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	take_typed(f, puk, new_pin);
	f->on_tried = done;
	return fake_card_start(f, FAKE_PUK, "card.puk", arg);
}

static enum err
certificate(struct card *card, const uint8_t fingerprint[CARD_FINGERPRINT],
    int64_t deadline, card_der_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)fingerprint;
	(void)deadline;
	f->on_der = done;
	return fake_card_start(f, FAKE_CERTIFICATE, "card.certificate", arg);
}

static const struct card_tool_ops tools = { certificates, certificate, sign,
	change_pin, puk_unlock };

static enum err
list(struct card *card, int64_t deadline, card_readers_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	f->on_readers = done;
	return fake_card_start(f, FAKE_READERS, "card.readers", arg);
}

static enum err
choose(struct card *card, const char *reader)
{
	struct fake_card *f = of(card);

	snprintf(f->chosen, sizeof(f->chosen), "%s", reader);
	for (size_t i = 0; i < f->reader_count; i++) {
		if (strcmp(f->readers[i].reader, reader) != 0)
			continue;
		f->info = f->readers[i];
		fake_card_tell(f);
	}
	return ERR_OK;
}

static enum err
pass(struct card *card, const uint8_t *command, size_t len, int64_t deadline,
    card_relay_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)command;
	(void)len;
	(void)deadline;
	if (!f->open)
		return ERR_CARD_GONE;
	f->on_relayed = done;
	return fake_card_start(f, FAKE_RELAY, "card.relay", arg);
}

/* The n-th answer is one byte, a0 + n. */
static void
run_relay(struct fake_card *f)
{
	uint8_t answer = (uint8_t)(0xa0 + ++f->relayed);
	enum err e = f->relay_fails_at == 0 ||
	    f->relay_fails_at == f->relayed ? f->relay : ERR_OK;

	fake_card_at(f, "relay");
	f->on_relayed(f->arg, e, e == ERR_OK ? &answer : NULL, e == ERR_OK);
}

static const struct card_relay_ops relay = { pass };

static const struct card_reader_ops readers = { list, choose };

void
fake_card_tools_init(struct fake_card *f)
{
	struct card_cert *c = &f->certs.list[0];

	f->card.tools = &tools;
	f->card.readers = &readers;
	f->card.relay = &relay;
	f->right_pin = FAKE_RIGHT_PIN;
	f->right_puk = FAKE_RIGHT_PUK;
	f->puk_tries = TRIES;
	f->certs.count = 1;
	f->certs.changes_pin = true;
	f->certs.puk = ERR_PUK_NEW_CARD;
	memset(c->fingerprint, 0x5a, sizeof(c->fingerprint));
	snprintf(c->subject, sizeof(c->subject), "Kart Sahibi");
	snprintf(c->issuer, sizeof(c->issuer), "Deneme ESHS");
	snprintf(c->serial, sizeof(c->serial), "4f2c81d0");
	c->not_before = YEAR_2020;
	c->not_after = YEAR_2040;
	c->use = CARD_USE_SIGN | CARD_USE_COMMIT;
	c->signs = true;
}

static bool
is(const struct fake_card *f, const char *text)
{
	const struct secret *value = f->value;

	if (value == NULL)
		return strcmp(f->keys[0], text) == 0;
	return secret_len(value) == strlen(text) &&
	    memcmp(secret_bytes(value), text, strlen(text)) == 0;
}

/* The card's answer to a value, by the rules of guard and driver. */
static enum err
compare(struct fake_card *f, int *tries, const char *right, bool told)
{
	if (memcmp(f->serial, f->info.serial, f->info.serial_len) != 0)
		return ERR_CARD_OTHER;
	if (*tries == 0)
		return ERR_PIN_BLOCKED;
	if (!f->last_try && (*tries == 1 || !told))
		return ERR_LAST_TRY;
	f->typed_sent++;
	if (!is(f, right)) {
		(*tries)--;
		return *tries == 0 ? ERR_PIN_BLOCKED : ERR_PIN_WRONG;
	}
	*tries = TRIES;
	return ERR_OK;
}

static void
set_pin(struct fake_card *f)
{
	snprintf(f->pin, sizeof(f->pin), "%s", f->new_pin == NULL ?
	    f->keys[1] : (const char *)secret_bytes(f->new_pin));
	f->right_pin = f->pin;
	f->info.pin_tries = TRIES;
}

/* Do it; *r as the real one would say. */
static enum err
work(struct fake_card *f, enum fake_card_op op, struct card_try_result *r)
{
	bool puk = op == FAKE_PUK;
	int *tries = puk ? &f->puk_tries : &f->info.pin_tries;
	unsigned before = f->typed_sent;
	bool lost = f->typed == ERR_TRY_UNKNOWN ||
	    f->typed == ERR_CHANGE_UNKNOWN || f->typed == ERR_PUK_UNKNOWN;
	enum err e = f->typed;

	*r = (struct card_try_result){ .tries_before = *tries,
	    .tries_after = CARD_TRIES_UNKNOWN };
	if (e == ERR_OK && puk)
		e = f->certs.puk;
	if (e == ERR_OK)
		e = compare(f, tries, puk ? f->right_puk : f->right_pin,
		    !puk || f->tells_puk);
	if (op != FAKE_SIGN && (e == ERR_OK || (lost && f->took_effect)))
		set_pin(f);
	f->typed_sent += lost;
	r->sent = f->typed_sent != before;
	if (r->sent && !lost)
		r->tries_after = *tries;
	if (puk && e == ERR_PIN_WRONG)
		return ERR_PUK_WRONG;
	return puk && e == ERR_PIN_BLOCKED ? ERR_CARD_DEAD : e;
}

static void
run_sign(struct fake_card *f)
{
	static const struct card_signed done = { .certificate = "cert",
	    .certificate_len = 4, .signature = "signature",
	    .signature_len = 9, .identity = FAKE_IDENTITY };
	struct card_try_result r;
	enum err e = work(f, FAKE_SIGN, &r);

	fake_card_at(f, "signed");
	f->on_signed(f->arg, e, e == ERR_OK ? &done : NULL, &r);
}

static void
run_typed(struct fake_card *f, enum fake_card_op op)
{
	struct card_try_result r;
	enum err e = work(f, op, &r);

	fake_card_at(f, "tried");
	f->on_tried(f->arg, e, &r);
}

void
fake_card_step_tool(struct fake_card *f)
{
	enum fake_card_op op = f->op;

	f->op = FAKE_NONE;
	if (op == FAKE_CERTIFICATES)
		f->on_certs(f->arg, f->certificates,
		    f->certificates == ERR_OK ? &f->certs : NULL);
	else if (op == FAKE_CERTIFICATE)
		f->on_der(f->arg, ERR_OK, (const uint8_t *)"der", 3);
	else if (op == FAKE_RELAY)
		run_relay(f);
	else if (op == FAKE_READERS)
		f->on_readers(f->arg, f->identify, f->readers,
		    f->reader_count);
	else if (op == FAKE_SIGN)
		run_sign(f);
	else
		run_typed(f, op);
}
