/* Login by the signature of a card: a challenge, and what the card has made of
 * it.
 *
 * The challenge is this session's, is short-lived and good for one answer,
 * right or wrong.  What is signed is the sentence of base/statement.h, which
 * names this portal.  Such a login stands for security word and SMS code, but
 * what needs a fresh SMS code (visit_confirmed) still asks for one: a card and
 * its PIN that were stolen together do not change where messages go.  It does
 * not lift a block of the login by security word.
 *
 * By the door of e-Devlet an identity card logs in likewise: by an authority
 * of its own, and its certificate is not enrolled here but names its person. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/login.h"
#include "portal/store_certificate.h"

static bool
is_identity_card(const struct visit *v)
{
	return v->in.u.login_signature.card[0] != '\0';
}

static struct signature_authority
authority_of(const struct visit *v)
{
	const struct config *c = &v->portal->config;

	if (is_identity_card(v))
		return (struct signature_authority){ .identity = true,
		    .ca = c->issuer.card_ca, .crl = c->issuer.card_crl };
	return (struct signature_authority){ .ca = c->signature_ca,
	    .crl = c->signature_crl };
}

static enum err
check_open(const struct visit *v)
{
	if (is_identity_card(v) &&
	    strcmp(v->in.u.login_signature.card, "identity") != 0)
		return ERR_ARGUMENT;
	if (authority_of(v).ca[0] != '\0')
		return ERR_OK;
	return is_identity_card(v) ? ERR_EDEVLET_OFF : ERR_SIGNED_OFF;
}

/* ---- Challenge ---- */

static enum err
finish_challenge(struct visit *v)
{
	const struct config *c = &v->portal->config;
	uint8_t *challenge = v->out.u.login_challenge.challenge;
	enum err e = ERR_SIGNED_OFF;

	if (c->signature_ca[0] != '\0' || c->issuer.card_ca[0] != '\0')
		e = visit_limit(v, "challenge", c->logins_per_minute);
	if (e == ERR_OK)
		e = seal_random(challenge, WIRE_CHALLENGE);
	if (e == ERR_OK)
		e = challenge_insert(v->portal->store, v->session.id,
		    challenge, v->now + c->challenge);
	v->out.u.login_challenge.challenge_len = WIRE_CHALLENGE;
	v->out.u.login_challenge.expires_in = c->challenge;
	return e;
}

/* ---- Signature ---- */

enum err
visit_signature_begin(struct visit *v)
{
	enum err e;

	e = check_open(v);
	if (e == ERR_OK)
		e = visit_limit(v, "login",
		    v->portal->config.logins_per_minute);
	if (e == ERR_OK)
		e = challenge_take(v->portal->store, v->session.id, v->now,
		    v->signature.challenge);
	return e == ERR_NOT_FOUND ? ERR_CHALLENGE_OVER : e;
}

void
visit_signature_work(struct visit *v)
{
	struct signature_authority authority = authority_of(v);
	struct signature_given given = {
	    .audience = v->portal->config.audience,
	    .certificate = v->in.u.login_signature.certificate,
	    .certificate_len = v->in.u.login_signature.certificate_len,
	    .signature = v->in.u.login_signature.signature,
	    .signature_len = v->in.u.login_signature.signature_len,
	    .challenge = v->signature.challenge,
	    .challenge_len = sizeof(v->signature.challenge) };

	v->signature.worked = signature_check(&authority, &given,
	    &v->signature.signer);
}

enum err
visit_signature_worked(struct visit *v)
{
	char end[SERIAL_SIZE];

	if (v->signature.worked == ERR_ARGUMENT)
		return ERR_ARGUMENT;
	person_mask_serial(v->signature.signer.x509.serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "certificate=%.12s%s", end,
	    is_identity_card(v) ? " card=identity" : "");
	return v->signature.worked;
}

/* What the portal says of it, whatever its authority does. */
static enum err
check_state(const struct visit *v, const struct certificate *c)
{
	switch (certificate_state_at(c, v->now)) {
	case CERTIFICATE_ACTIVE:
		return ERR_OK;
	case CERTIFICATE_WAITING:
		return ERR_SIGNER_WAITING;
	case CERTIFICATE_SUSPENDED:
		return ERR_SIGNER_SUSPENDED;
	case CERTIFICATE_EXPIRED:
		return ERR_CERT_OVER;
	default:
		return ERR_SIGNER_REVOKED;
	}
}

enum err
visit_signature_state(const struct visit *v)
{
	const char *fingerprint = v->signature.signer.x509.fingerprint;
	char id[CERTIFICATE_ID];
	struct certificate c;
	enum err e;

	memcpy(id, fingerprint, sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	e = certificate_find(v->portal->store, &v->portal->keys, id, &c);
	if (e != ERR_OK || strcmp(c.x509.fingerprint, fingerprint) != 0)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	return check_state(v, &c);
}

/* Whose number the certificate has; ERR_NOT_FOUND: nobody's. */
static enum err
find_subject(struct visit *v, int64_t *person)
{
	uint8_t identity[HASH_BYTES];
	struct word_hash unused;
	enum err e;

	if (v->signature.signer.identity[0] == '\0')
		return ERR_NOT_FOUND;
	e = person_lookup_key(&v->portal->keys, v->signature.signer.identity,
	    identity);
	if (e == ERR_OK)
		e = person_find(v->portal->store, identity, person, &unused);
	secret_wipe_mem(&unused, sizeof(unused));
	return e;
}

/* One that is enrolled belongs to whom it was enrolled for; if it names
 * somebody itself, that must be the same person. */
static enum err
find_person(struct visit *v, int64_t *person)
{
	char id[CERTIFICATE_ID];
	struct certificate c;
	int64_t subject = 0;
	enum err named = find_subject(v, &subject), e;

	if (named != ERR_OK && named != ERR_NOT_FOUND)
		return named;
	if (is_identity_card(v)) {
		*person = subject;
		return named == ERR_OK ? ERR_OK : ERR_SIGNER_UNKNOWN;
	}
	memcpy(id, v->signature.signer.x509.fingerprint, sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	e = certificate_find(v->portal->store, &v->portal->keys, id, &c);
	if (e == ERR_NOT_FOUND) {
		*person = subject;
		return named == ERR_OK ? ERR_OK : ERR_SIGNER_UNKNOWN;
	}
	if (e != ERR_OK)
		return e;
	*person = c.person;
	if (strcmp(c.x509.fingerprint, v->signature.signer.x509.fingerprint) !=
	    0 || (v->signature.signer.identity[0] != '\0' &&
	    subject != c.person))
		return ERR_SIGNER_UNKNOWN;
	return check_state(v, &c);
}

static enum err
accept(struct visit *v, int64_t person)
{
	enum err e;

	e = login_phone(v, person, v->out.u.login_signature.phone,
	    sizeof(v->out.u.login_signature.phone));
	return e == ERR_OK ? login_done(v, person,
	    v->out.u.login_signature.name,
	    sizeof(v->out.u.login_signature.name),
	    &v->out.u.login_signature.expires_in) : e;
}

/* What is wrong with an identity card is put right elsewhere, so that it has
 * words of its own. */
static enum err
say_of(const struct visit *v, enum err e)
{
	if (!is_identity_card(v))
		return e;
	switch (e) {
	case ERR_SIGNER_FOREIGN:
		return ERR_ID_CARD_FOREIGN;
	case ERR_SIGNER_USAGE:
		return ERR_NOT_ID_CARD;
	case ERR_SIGNER_SUSPENDED:
	case ERR_SIGNER_REVOKED:
	case ERR_ISSUER_REVOKED:
		return ERR_ID_CARD_REVOKED;
	case ERR_SIGNER_UNKNOWN:
		return ERR_EDEVLET_STRANGER;
	default:
		return e;
	}
}

static enum err
judge(struct visit *v)
{
	int64_t person = 0;
	enum err e = visit_signature_worked(v), known;

	if (e != ERR_OK)
		return e;
	e = find_person(v, &person);
	if (person != 0) {
		known = person_read_who(v->portal->store, person, v->who);
		v->has_who = known == ERR_OK;
		e = known == ERR_OK ? e : known;
	}
	return e == ERR_OK ? accept(v, person) : e;
}

static enum err
finish(struct visit *v)
{
	return say_of(v, judge(v));
}

const struct handler handle_login_challenge = { .finish = finish_challenge,
	.shiftless = true };
const struct handler handle_login_signature = {
	.begin = visit_signature_begin, .work = visit_signature_work,
	.finish = finish, .audited = true };
