/* signer.next, login.signed, edevlet.signed, edevlet.card, operator.signed: the
 * card signs what the portal asks; at the door of e-Devlet it may be an
 * identity card.
 *
 * The portal is asked first, so that no try is spent while it is away.  The
 * PIN goes to the card once, for the card and the certificate that the screen
 * shows, and is wiped when the card has answered. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "card/tools.h"
#include "core/card_certs.h"
#include "core/operator.h"
#include "core/pad.h"
#include "core/run.h"
#include "core/try.h"
#include "core/unlock.h"

static void
next_start(struct session *s)
{
	run_end(s, card_certs_choose(s, true));
}

/* ---- login.signed ---- */

static void
clean(const char *in, char *out, size_t size)
{
	utf8_sanitise(in, strlen(in), out, size);
}

static void
logged_in(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;
	enum err e = card_certs_say(s, run_answered(s, r));

	if (e == ERR_OK) {
		clean(r->reply->u.login_signature.name, v->name,
		    sizeof(v->name));
		clean(r->reply->u.login_signature.phone, v->phone,
		    sizeof(v->phone));
		visit_drop_captcha(v);
		/* A code that was sent is for another login. */
		countdown_stop(&v->sms);
		e = secret_set(v->identity, secret_bytes(v->signer),
		    secret_len(v->signer));
		v->logged_in = true;
		v->edevlet = s->run.id != ACTION_LOGIN_SIGNED;
		countdown_start(&v->session,
		    r->reply->u.login_signature.expires_in);
	}
	run_end(s, e);
}

/* Said again only if the answer was lost: a signature is for one challenge. */
static struct secret *
said(const struct card_signed *done)
{
	struct secret *sent = secret_new(CARD_SIGNATURE_MAX);

	if (sent != NULL && secret_append(sent, (const char *)done->signature,
	    done->signature_len) != ERR_OK)
		secret_free(&sent);
	return sent;
}

static void
send_signature(struct session *s, const struct card_signed *done)
{
	struct wire_request req = { 0 };
	struct secret *sent = said(done);

	if (sent == NULL) {
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	memcpy(req.u.login_signature.certificate, done->certificate,
	    done->certificate_len);
	req.u.login_signature.certificate_len = done->certificate_len;
	memcpy(req.u.login_signature.signature, done->signature,
	    done->signature_len);
	req.u.login_signature.signature_len = done->signature_len;
	if (s->run.id == ACTION_EDEVLET_CARD)
		snprintf(req.u.login_signature.card,
		    sizeof(req.u.login_signature.card), "identity");
	if (s->run.id == ACTION_OPERATOR_SIGNED)
		run_call_once(s, WIRE_OPERATOR_SIGNATURE, &req, &sent,
		    operator_logged_in);
	else
		run_call_once(s, WIRE_LOGIN_SIGNATURE, &req, &sent,
		    logged_in);
}

static void
card_signed(void *arg, enum err e, const struct card_signed *done,
    const struct card_try_result *result)
{
	struct session *s = arg;

	e = card_certs_say(s, try_ended(s, e, result, false));
	form_clear_secrets(&s->form);
	if (e == ERR_OK)
		e = secret_set(s->visit.signer, done->identity,
		    strlen(done->identity));
	if (e == ERR_OK)
		send_signature(s, done);
	else
		run_end(s, e);
}

/* What is to be signed with what: checked again, for the card may have been
 * changed while the portal was asked. */
static void
sign(struct session *s, const uint8_t *challenge, size_t len)
{
	const struct card_cert *cert = card_certs_chosen(s);
	struct card_typed typed = { .serial = s->visit.card.serial,
	    .serial_len = s->visit.card.serial_len,
	    .last_try = s->run.last_try };
	struct card_statement what = { .audience = s->config->audience,
	    .challenge = challenge, .challenge_len = len };
	struct form_field *pin = form_find(&s->form, "pin");
	struct card *card = s->parts.card;
	enum err e = unlock_card_error(&s->card);

	if (e == ERR_OK)
		e = ERR_CARD_OTHER;
	if (cert != NULL && pin != NULL) {
		memcpy(what.fingerprint, cert->fingerprint,
		    sizeof(what.fingerprint));
		typed.value = s->run.on_pad ? NULL : pin->value;
		s->run.final = true;
		e = card->tools->sign(card, &typed, &what, s->run.on_pad ?
		    pad_wait(s, CARD_PAD_VERIFY) : run_card(s),
		    card_signed, s);
	}
	if (e != ERR_OK) {
		s->run.final = false;
		run_card_done(s);
		run_end(s, e);
	}
}

static void
challenged(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e != ERR_OK) {
		run_end(s, s->run.id == ACTION_OPERATOR_SIGNED ?
		    operator_outcome(e) : e);
		return;
	}
	sign(s, r->reply->u.login_challenge.challenge,
	    r->reply->u.login_challenge.challenge_len);
}

static enum err
check(struct session *s, const char **at)
{
	struct form_field *pin = form_find(&s->form, "pin");
	enum err e = unlock_card_error(&s->card);

	*at = NULL;
	if (e == ERR_OK && s->card.pin_tries == 0)
		return card_certs_say(s, ERR_CARD_LOCKED);
	if (e == ERR_OK && card_certs_chosen(s) == NULL)
		e = card_certs_current(s) ? card_certs_none(s) :
		    ERR_CARD_GONE;
	if (e != ERR_OK)
		return e;
	*at = "pin";
	e = pin == NULL ? ERR_INTERNAL :
	    s->run.on_pad ? ERR_OK : form_check(pin);
	if (e == ERR_OK) {
		*at = "confirm";
		e = try_yes(s, &s->run.last_try);
	}
	/* Dots cannot be corrected, only typed anew. */
	if (e != ERR_OK && e != ERR_FIELD_EMPTY && e != ERR_CONFIRM_WORD)
		form_clear_secrets(&s->form);
	return e;
}

static void
ask(struct session *s)
{
	struct wire_request req = { 0 };
	/* Never that of an earlier request, whose challenge may be over. */
	enum err e = attempt_key(req.idempotency_key);

	if (e != ERR_OK)
		run_end(s, e);
	else
		run_call(s, WIRE_LOGIN_CHALLENGE, &req, challenged);
}

static void
signed_start(struct session *s)
{
	const char *at;
	enum err e;

	s->run.on_pad = pad_takes(s, CARD_PAD_VERIFY);
	e = check(s, &at);
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	s->run.sent = true;
	run_open(s, ask);
}

const struct action act_signer_next = { .start = next_start, .quiet = true };
const struct action act_login_signed = { .start = signed_start };
const struct action act_operator_signed = { .start = signed_start };
