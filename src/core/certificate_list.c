#include "core/certificate_list.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/card_match.h"
#include "core/certificate.h"
#include "core/choice.h"
#include "core/when.h"

#define SERIAL_SHOWN 12		/* digits; more are cut in front */

struct row {
	const char *serial, *subject, *state;
	char from[WHEN_DATE], to[WHEN_DATE];
	enum card_match match;
};

/* "…1a2b3c4d5e6f" */
static void
add_serial(struct choice_row *row, const char *serial)
{
	char text[SERIAL_SHOWN + 4];
	size_t len = strlen(serial);

	if (len <= SERIAL_SHOWN)
		choice_text(row, serial);
	else {
		snprintf(text, sizeof(text), "\u2026%s",
		    serial + len - (SERIAL_SHOWN - 1));
		choice_text(row, text);
	}
}

/* "M**** A****" as "M* A*": there is little room in a row. */
static void
add_subject(struct choice_row *row, const char *subject)
{
	char text[WIRE_TEXT];
	size_t len = 0;

	for (; *subject != '\0' && len + 1 < sizeof(text); subject++)
		if (*subject != '*' || len == 0 || text[len - 1] != '*')
			text[len++] = *subject;
	text[len] = '\0';
	choice_text(row, text);
}

/* The four columns, and below them where it is. */
static enum err
add_row(struct choice_list *list, const char *key, const struct row *r)
{
	struct choice_row *row = choice_add(list, key);
	char both[2 * WHEN_DATE + 4];

	if (row == NULL)
		return ERR_TOO_BIG;
	snprintf(both, sizeof(both), "%s-%s", r->from, r->to);
	add_serial(row, r->serial);
	add_subject(row, r->subject);
	choice_text(row, both);
	choice_word(row, r->state);
	if (card_match_word(r->match) != NULL)
		choice_word(row, card_match_word(r->match));
	return ERR_OK;
}

static enum err
add_portal(struct choice_list *list, const struct wire_certificate_row *from,
    const struct card_certs *card)
{
	enum certificate_state state = certificate_state_of(from->state);
	struct row r = { .serial = from->serial, .subject = from->subject };

	if (state == CERTIFICATE_UNKNOWN || !when_date(from->from, r.from) ||
	    !when_date(from->to, r.to))
		return ERR_PORTAL_ANSWER;
	r.state = certificate_state_word(state,
	    strcmp(from->suspended_by, "holder") == 0);
	r.match = card_match(card, from->fingerprint, from->serial);
	return add_row(list, from->id, &r);
}

static bool
is_listed(const struct card_cert *cert,
    const struct wire_certificate_row *rows, size_t count)
{
	char key[CARD_MATCH_KEY];

	card_match_key(cert, key);
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].fingerprint, key) == 0 ||
		    strcmp(rows[i].serial, cert->serial) == 0)
			return true;
	return false;
}

/* Of an authority, which is on the card too, nobody is the holder: its key is
 * for other things. */
static enum err
add_card(struct choice_list *list, const struct card_cert *cert)
{
	char key[CARD_MATCH_KEY], subject[CARD_NAME_MAX];
	struct row r = { .serial = cert->serial, .subject = subject,
	    .state = "certificate-elsewhere", .match = MATCH_CARD };

	if (cert->use == 0)
		return ERR_OK;
	card_match_key(cert, key);
	utf8_mask(cert->subject, subject, sizeof(subject));
	when_date_at(cert->not_before, r.from);
	when_date_at(cert->not_after, r.to);
	return add_row(list, key, &r);
}

static bool
belongs(enum choice_id id, enum certificate_state state)
{
	switch (id) {
	case CHOICE_CERTIFICATES:
		return true;
	case CHOICE_ACTIVATABLE:
		return state == CERTIFICATE_WAITING;
	case CHOICE_SUSPENDABLE:
		return state == CERTIFICATE_ACTIVE;
	case CHOICE_RESUMABLE:
		return state == CERTIFICATE_SUSPENDED;
	case CHOICE_REVOCABLE:
		return state == CERTIFICATE_WAITING ||
		    state == CERTIFICATE_ACTIVE ||
		    state == CERTIFICATE_SUSPENDED;
	default:
		return false;
	}
}

static const enum choice_id lists[] = { CHOICE_CERTIFICATES,
    CHOICE_ACTIVATABLE, CHOICE_SUSPENDABLE, CHOICE_RESUMABLE,
    CHOICE_REVOCABLE };

#define LISTS (sizeof(lists) / sizeof(lists[0]))

void
certificate_drop(struct choices *choices)
{
	size_t i;

	for (i = 0; i < LISTS; i++)
		choice_drop(choices, lists[i]);
}

enum err
certificate_fill(struct choices *choices,
    const struct wire_certificate_row *rows, size_t count,
    const struct card_certs *card)
{
	struct choice_list *list;
	enum err e = ERR_OK;
	size_t i, k;

	for (i = 0; i < LISTS; i++) {
		list = choice_fill(choices, lists[i]);
		if (list == NULL)
			return ERR_NO_MEMORY;
		for (k = 0; e == ERR_OK && k < count; k++)
			if (belongs(lists[i],
			    certificate_state_of(rows[k].state)))
				e = add_portal(list, &rows[k], card);
	}
	list = choices->lists[CHOICE_CERTIFICATES];
	for (k = 0; e == ERR_OK && card != NULL && k < card->count; k++)
		if (!is_listed(&card->list[k], rows, count))
			e = add_card(list, &card->list[k]);
	return e;
}
