#include "core/card_words.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "core/card_certs.h"
#include "core/when.h"

#define TAIL 4			/* digits of a certificate's number */

/* Without the name of the holder: others may be looking on. */
static const char *
certificate(struct session *s, size_t i)
{
	const struct card_certs *certs = &s->visit.card.certs;
	const struct card_cert *c = &certs->list[i];
	size_t len = strlen(c->serial);
	char from[WHEN_DATE], to[WHEN_DATE];

	if (i >= certs->count)
		return "";
	when_date_at(c->not_before, from);
	when_date_at(c->not_after, to);
	snprintf(s->card_text, sizeof(s->card_text), "…%s, %s - %s",
	    c->serial + (len > TAIL ? len - TAIL : 0), from, to);
	return s->card_text;
}

static const char *
where(const struct session *s)
{
	const char *word = card_match_word(card_certs_open(s));

	return word == NULL ? "" : screens_word(s->parts.screens, word,
	    s->lang);
}

const char *
card_say(struct session *s, const char *name)
{
	static const char row[] = "card_certificate_";
	const struct card_info *c = &s->card;

	s->card_text[0] = '\0';
	if (strcmp(name, "card_serial") == 0) {
		hex_encode(c->serial, c->serial_len, s->card_text,
		    sizeof(s->card_text));
		return s->card_text;
	}
	if (strcmp(name, "card_atr") == 0) {
		hex_encode(c->atr, c->atr_len, s->card_text,
		    sizeof(s->card_text));
		return s->card_text;
	}
	if (strcmp(name, "puk_tries") == 0) {
		if (s->visit.card.puk_tries == CARD_TRIES_UNKNOWN)
			return screens_word(s->parts.screens, "tries-unknown",
			    s->lang);
		snprintf(s->card_text, sizeof(s->card_text), "%d",
		    s->visit.card.puk_tries);
		return s->card_text;
	}
	if (strcmp(name, "certificate_on_card") == 0)
		return where(s);
	if (strcmp(name, "signer") == 0)
		return card_certs_chosen(s) == NULL ? "" :
		    certificate(s, s->visit.card.signer);
	if (strncmp(name, row, sizeof(row) - 1) == 0)
		return certificate(s, (size_t)(name[sizeof(row) - 1] - 'a'));
	return NULL;
}
