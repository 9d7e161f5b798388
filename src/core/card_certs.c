#include "core/card_certs.h"

#include <string.h>

#include "base/clock.h"

void
card_certs_note(struct session *s, const struct card_certs *certs)
{
	struct visit_card *card = &s->visit.card;

	card->certs = *certs;
	if (certs->puk_tries != CARD_TRIES_UNKNOWN)
		card->puk_tries = certs->puk_tries;
	memcpy(card->serial, s->card.serial, sizeof(card->serial));
	card->serial_len = s->card.serial_len;
	card->signer = CARD_CERTS_MAX;
	card->read = true;
}

static bool
same_card(const struct session *s)
{
	const struct visit_card *card = &s->visit.card;

	return card->serial_len == s->card.serial_len &&
	    memcmp(card->serial, s->card.serial, card->serial_len) == 0;
}

void
card_certs_forget(struct session *s)
{
	struct visit_card *card = &s->visit.card;

	if (!same_card(s))
		card->puk_tries = CARD_TRIES_UNKNOWN;
	memcpy(card->serial, s->card.serial, sizeof(card->serial));
	card->serial_len = s->card.serial_len;
	memset(&card->certs, 0, sizeof(card->certs));
	card->signer = CARD_CERTS_MAX;
	card->read = false;
}

bool
card_certs_current(const struct session *s)
{
	return s->card.presence == CARD_PRESENT && s->visit.card.read &&
	    same_card(s);
}

/* ---- which one signs ---- */

/* That of an identity card says who somebody is, and binds nobody by law. */
static bool
is_of_that_kind(const struct card_cert *c, bool identity)
{
	unsigned use = c->use & (CARD_USE_SIGN | CARD_USE_COMMIT);

	return c->signs && (identity ? use == CARD_USE_SIGN : use != 0);
}

static enum err
none(bool identity)
{
	return identity ? ERR_NOT_ID_CARD : ERR_NO_CERTIFICATE;
}

enum err
card_certs_none(const struct session *s)
{
	return none(s->visit.card.identity);
}

enum err
card_certs_say(const struct session *s, enum err e)
{
	if (!s->visit.card.identity)
		return e;
	switch (e) {
	case ERR_PIN_WRONG:
		return ERR_ID_PIN_WRONG;
	case ERR_LAST_TRY:
		return ERR_ID_LAST_TRY;
	case ERR_PIN_LOCKED:
	case ERR_CARD_LOCKED:
		return ERR_ID_CARD_LOCKED;
	case ERR_CERT_EARLY:
	case ERR_CERT_OVER:
		return ERR_ID_CARD_REVOKED;
	default:
		return e;
	}
}

static enum err
judge(const struct card_cert *c, bool identity, int64_t now)
{
	if (!is_of_that_kind(c, identity))
		return none(identity);
	if (now < c->not_before)
		return ERR_CERT_EARLY;
	return now >= c->not_after ? ERR_CERT_OVER : ERR_OK;
}

enum err
card_certs_choose(struct session *s, bool after)
{
	struct visit_card *card = &s->visit.card;
	size_t count = card->certs.count, i, at;
	size_t first = after ? card->signer + 1 : 0;
	int64_t now = clock_wall_s();
	bool identity = card->identity;
	enum err best = none(identity), e;

	for (i = 0; i < count; i++) {
		at = (first + i) % count;
		e = judge(&card->certs.list[at], identity, now);
		if (e == ERR_OK) {
			card->signer = at;
			return ERR_OK;
		}
		if (best == none(identity))
			best = e;
	}
	return best;
}

const struct card_cert *
card_certs_chosen(const struct session *s)
{
	const struct visit_card *card = &s->visit.card;

	return card_certs_current(s) && card->signer < card->certs.count ?
	    &card->certs.list[card->signer] : NULL;
}

bool
card_certs_several(const struct session *s)
{
	const struct visit_card *card = &s->visit.card;
	int64_t now = clock_wall_s();
	size_t i, good = 0;

	for (i = 0; card_certs_current(s) && i < card->certs.count; i++)
		good += judge(&card->certs.list[i], card->identity, now) ==
		    ERR_OK;
	return good > 1;
}

/* ---- what the portal knows, beside what the card has ---- */

const struct card_certs *
card_certs_known(const struct session *s)
{
	return card_certs_current(s) ? &s->visit.card.certs : NULL;
}

enum card_match
card_certs_open(const struct session *s)
{
	const struct certificate *open = &s->visit.certificate;

	if (open->fingerprint[0] == '\0')
		return MATCH_UNKNOWN;
	if (open->id[0] == '\0')
		return card_certs_known(s) != NULL ? MATCH_CARD :
		    MATCH_UNKNOWN;
	return card_match(card_certs_known(s), open->fingerprint,
	    open->serial);
}
