#include "core/view_words.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "core/card_words.h"
#include "core/doctor_text.h"
#include "core/message_text.h"
#include "core/vars.h"

#define TAIL_BYTES 2		/* of the serial: four digits are shown */
#define TEXT_MAX 2048		/* bytes of one text */

const char *const view_variables[] = { "call_centre", "phone", "name",
	"card_label", "serial_tail", "tries", "wait", "length",
	"pin_length", "field", "notice", "reader",
	"version", "terminal", "codes", "certificate_serial",
	"certificate_subject",
	"certificate_issuer", "certificate_from", "certificate_to",
	"certificate_opens", "certificate_revoked", "certificate_fee",
	"certificate_state", "certificate_usage", "certificate_reason",
	"revoke_reason", "receipt_when", "receipt_case", "receipt_what",
	"receipt_serial", "receipt_result", "receipt_code", "receipt_next",
	"letter_serial", "saved_name", "card_serial",
	"card_atr", "card_certificate_a", "card_certificate_b",
	"card_certificate_c", "puk_tries", "signer", "certificate_on_card",
	"question", "email", "address", "operator",
	"new_value", "word_min", "word_max", "approved_since",
	"edevlet_application", "edevlet_address", "edevlet_code",
	"edevlet_page", "edevlet_link", "edevlet_again", "verification_code",
	NULL };

const char *const view_words[] = { "step", "error", "warning", "note",
	"seconds", "minutes", "time-left", "tries-left", "tries-unknown",
	"wait-second", "wait-seconds", "wait-minutes", "wait-unsaid",
	"length-one", "length-range", "length-unknown", "field-unnamed",
	"spoken-seconds", "case", "case-no", "request", "key-help",
	"key-language",
	"key-large", "key-back", "key-leave", "key-refresh", "card-checking",
	"card-none", "card-present", "card-locked-status", "card-reader-none",
	"card-service-none", "card-mute", "card-unknown", "simulated",
	"key-hide", "caps-lock", "keyboard-space", "keyboard-erase",
	"keyboard-done", "keyboard-hint",
	"portal-on", "portal-off", "portal-unknown", "too-small",
	"help-close", "lang-tr", "lang-en", "busy-card", "busy-pad",
	"busy-portal", "busy-save", "stick-read-only", "on-card-same",
	"on-card-differs", "on-card-none",
	"step-waiting", "step-running", "step-done", "step-failed",
	"step-skipped", "picture-hint", "plain-keys", "plain-repeat",
	"plain-menu",
	"plain-command", "plain-choose", "plain-not-there", "plain-default",
	"plain-go-on", "plain-hidden", "plain-secret", "plain-typed",
	"plain-keep", "plain-end", "certificate-waiting", "certificate-active",
	"certificate-suspended", "certificate-held", "certificate-revoked",
	"certificate-expired", "reason-key", "reason-changed",
	"reason-superseded", "reason-cessation", "reason-unspecified",
	"usage-signature", "usage-login", "usage-encryption",
	"receipt-unlock", "receipt-change-pin", "receipt-puk",
	"receipt-activate", "receipt-suspend", "receipt-resume",
	"receipt-revoke", "receipt-done", "receipt-unchanged",
	"receipt-try", "receipt-unknown", "receipt-next", NULL };

void
view_forget(struct session *s)
{
	secret_wipe_mem(s->arena, s->arena_used);
	secret_wipe_mem(s->number, sizeof(s->number));
	s->arena_used = 0;
}

/* "8901" of the card's serial; "": there is none. */
static void
serial_tail(const struct card_info *card, char *out, size_t size)
{
	size_t n = card->serial_len < TAIL_BYTES ? card->serial_len :
	    TAIL_BYTES;

	out[0] = '\0';
	if (card->presence == CARD_PRESENT)
		hex_encode(card->serial + card->serial_len - n, n, out, size);
}

const char *
view_notice(const struct session *s)
{
	const char *own = s->config->notice.in[s->lang];

	return own != NULL && own[0] != '\0' ? own : s->motd;
}

static const char *
number(struct session *s, int n)
{
	snprintf(s->number, sizeof(s->number), "%d", n);
	return s->number;
}

static const char *
tries_said(struct session *s)
{
	if (s->card.pin_tries == CARD_TRIES_UNKNOWN)
		return screens_word(s->parts.screens, "tries-unknown",
		    s->lang);
	return number(s, s->card.pin_tries);
}

/* A day as it is written: "25.11.2026" in Turkish, "2026-11-25" else. */
static const char *
day_said(struct session *s, const char *iso)
{
	if (s->lang != LANG_TR || strlen(iso) != 10)
		return iso;
	snprintf(s->number, sizeof(s->number), "%.2s.%.2s.%.4s", iso + 8,
	    iso + 5, iso);
	return s->number;
}

/* Of the captcha and of the person's data. */
static const char *
lookup_person(struct session *s, const char *name)
{
	const struct visit *v = &s->visit;

	if (strcmp(name, "question") == 0)
		return v->question[s->lang];
	if (strcmp(name, "email") == 0)
		return v->email;
	if (strcmp(name, "address") == 0)
		return v->address;
	if (strcmp(name, "new_value") == 0)
		return (const char *)secret_bytes(v->change);
	if (strcmp(name, "word_min") == 0)
		return number(s, s->word_min);
	if (strcmp(name, "word_max") == 0)
		return number(s, s->word_max);
	if (strcmp(name, "approved_since") == 0)
		return day_said(s, v->approved_since);
	return NULL;
}

/* In groups of five: it is read here and typed a screen further. */
static const char *
verification_said(struct session *s)
{
	const char *digits = (const char *)secret_bytes(s->visit.verification);

	if (strlen(digits) != 15)
		return "";
	snprintf(s->number, sizeof(s->number), "%.5s %.5s %s", digits,
	    digits + 5, digits + 10);
	return s->number;
}

/* Of the door of e-Devlet. */
static const char *
lookup_door(struct session *s, const char *name)
{
	const struct visit_edevlet *d = &s->visit.door;

	if (strcmp(name, "edevlet_application") == 0)
		return d->application;
	if (strcmp(name, "edevlet_address") == 0)
		return d->address;
	if (strcmp(name, "edevlet_code") == 0)
		return d->code;
	if (strcmp(name, "edevlet_page") == 0)
		return d->page;
	if (strcmp(name, "edevlet_link") == 0)
		return d->link[0] != '\0' ? d->link : d->page;
	if (strcmp(name, "edevlet_again") == 0)
		return number(s, d->again);
	if (strcmp(name, "verification_code") == 0)
		return verification_said(s);
	return NULL;
}

/* The field that the message is about, or NULL. */
static const struct block *
message_field(const struct session *s)
{
	const char *id = s->message.field[0] != '\0' ? s->message.field :
	    s->message.at;

	return screen_block(s->screen, BLOCK_FIELD, id);
}

/* Of the message. */
static const char *
lookup_message(struct session *s, const char *name)
{
	const struct screens *screens = s->parts.screens;
	const struct pin_limits now = { .min = s->card.pin_min,
	    .max = s->card.pin_max };
	const struct pin_limits *card = s->message.pin.max > 0 ?
	    &s->message.pin : &now;
	const struct block *field = message_field(s);

	if (strcmp(name, "wait") == 0)
		return message_wait(screens, s->lang, s->message.wait_s,
		    s->message_text);
	if (strcmp(name, "length") == 0)
		return message_length(screens, s->lang, field == NULL ? *card :
		    message_limits(field, s->lang, card), s->message_text);
	if (strcmp(name, "pin_length") == 0)
		return message_length(screens, s->lang, *card,
		    s->message_text);
	if (strcmp(name, "field") == 0)
		return field != NULL ? field->text.in[s->lang] :
		    screens_word(screens, "field-unnamed", s->lang);
	return NULL;
}

static const char *doctor_said(struct session *s);

static const char *
lookup(void *arg, const char *name)
{
	struct session *s = arg;
	const char *said;

	if (strcmp(name, "call_centre") == 0)
		return s->call_centre[0] != '\0' ? s->call_centre :
		    s->config->call_centre;
	if (strcmp(name, "phone") == 0)
		return s->visit.phone;
	if (strcmp(name, "name") == 0)
		return s->visit.name;
	if (strcmp(name, "operator") == 0)
		return s->shift.name;
	if (strcmp(name, "card_label") == 0)
		return s->card.label;
	if (strcmp(name, "serial_tail") == 0) {
		serial_tail(&s->card, s->number, sizeof(s->number));
		return s->number;
	}
	if (strcmp(name, "tries") == 0)
		return tries_said(s);
	if (strcmp(name, "notice") == 0)
		return view_notice(s);
	if (strcmp(name, "reader") == 0)
		return s->card.reader;
	if (strcmp(name, "version") == 0)
		return VERSION;
	if (strcmp(name, "terminal") == 0)
		return s->config->terminal;
	if (strcmp(name, "codes") == 0)
		return doctor_said(s);
	if (strcmp(name, "letter_serial") == 0)
		return s->visit.letter.serial;
	if (strcmp(name, "saved_name") == 0)
		return s->visit.saved;
	said = receipt_say(s, name, lookup);
	if (said == NULL)
		said = card_say(s, name);
	if (said == NULL)
		said = lookup_message(s, name);
	if (said == NULL)
		said = lookup_person(s, name);
	if (said == NULL)
		said = lookup_door(s, name);
	if (said != NULL)
		return said;
	return certificate_say(&s->visit.certificate, &s->visit.choices,
	    s->parts.screens, s->lang, name);
}

static struct doctor_words
doctor_words(struct session *s)
{
	return (struct doctor_words){ .screens = s->parts.screens,
	    .lang = s->lang, .lookup = lookup, .arg = s };
}

static const char *
doctor_said(struct session *s)
{
	struct doctor_words w = doctor_words(s);

	doctor_codes(&w, &s->doctor, s->codes, sizeof(s->codes));
	return s->codes;
}

static const char *
lookup_number(void *arg, const char *name)
{
	struct session *s = arg;

	return strcmp(name, "n") == 0 ? s->number : lookup(arg, name);
}

/* A text that the arena has no room for is cut, never overrun. */
static const char *
expand(struct session *s, const char *text, vars_lookup find)
{
	size_t room = sizeof(s->arena) - s->arena_used;
	char *out = s->arena + s->arena_used;

	if (strchr(text, '{') == NULL)
		return text;
	if (room < 2)
		return "";
	vars_expand(text, find, s, out, room < TEXT_MAX ? room : TEXT_MAX);
	s->arena_used += strlen(out) + 1;
	return out;
}

const char *
view_text(struct session *s, const struct text *text)
{
	const char *in = text->in[s->lang];

	return in != NULL ? expand(s, in, lookup) : NULL;
}

const char *
view_word(struct session *s, const char *id)
{
	return expand(s, screens_word(s->parts.screens, id, s->lang), lookup);
}

const char *
view_number(struct session *s, const char *id, int n)
{
	number(s, n);
	return expand(s, screens_word(s->parts.screens, id, s->lang),
	    lookup_number);
}

const char *
view_copy(struct session *s, const uint8_t *bytes, size_t len)
{
	size_t room = sizeof(s->arena) - s->arena_used;
	char *out = s->arena + s->arena_used;

	if (len >= room)
		return "";
	memcpy(out, bytes, len);
	out[len] = '\0';
	s->arena_used += len + 1;
	return out;
}

const char *
view_doctor_hint(struct session *s, const char *step)
{
	struct doctor_words w = doctor_words(s);
	char text[DOCTOR_HINT];

	doctor_hint(&w, &s->doctor, step, text, sizeof(text));
	return view_copy(s, (const uint8_t *)text, strlen(text));
}

const char *
view_doctor_advice(struct session *s, const struct doctor_finding *finding)
{
	struct doctor_words w = doctor_words(s);
	char text[1024];

	doctor_advice(&w, finding, text, sizeof(text));
	return view_copy(s, (const uint8_t *)text, strlen(text));
}
