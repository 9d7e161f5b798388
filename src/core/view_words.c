#include "core/view_words.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "core/vars.h"

#define TAIL_BYTES 2		/* of the serial: four digits are shown */
#define TEXT_MAX 2048		/* bytes of one text */

const char *const view_variables[] = { "call_centre", "phone", "name",
	"card_label", "serial_tail", "tries", "seconds", "notice", "reader",
	"version", NULL };

const char *const view_words[] = { "step", "error", "warning", "note",
	"seconds", "minutes", "time-left", "tries-left", "tries-unknown",
	"spoken-seconds", "case", "request", "key-help", "key-language",
	"key-large", "key-back", "key-leave", "key-refresh", "card-none",
	"card-present", "card-locked-status", "card-reader-none",
	"card-service-none", "card-mute", "card-unknown", "simulated",
	"portal-on", "portal-off", "portal-unknown", "too-small",
	"help-close", "lang-tr", "lang-en", "busy-card", "busy-portal",
	"step-waiting", "step-running", "step-done", "step-failed",
	"picture-hint", "plain-keys", "plain-repeat", "plain-menu",
	"plain-command", "plain-choose", "plain-not-there", "plain-default",
	"plain-go-on", "plain-hidden", "plain-typed", "plain-keep",
	"plain-end", NULL };

void
view_forget(struct session *s)
{
	secret_wipe_mem(s->arena, s->arena_used);
	s->arena_used = 0;
}

void
view_serial_tail(const struct card_info *card, char *out, size_t size)
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

/* What the message says to wait for, else the countdown on the screen. */
static int
seconds_said(struct session *s)
{
	const struct screen *screen = s->screen;
	const struct countdown *c = NULL;
	size_t i;

	if (s->message.seconds >= 0)
		return s->message.seconds;
	for (i = 0; i < screen->block_count && c == NULL; i++)
		if (screen->blocks[i].kind == BLOCK_COUNTDOWN)
			c = session_countdown(s, screen->blocks[i].id);
	return c != NULL ? countdown_left(c) : 0;
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

static const char *
lookup(void *arg, const char *name)
{
	struct session *s = arg;

	if (strcmp(name, "call_centre") == 0)
		return s->call_centre[0] != '\0' ? s->call_centre :
		    s->config->call_centre;
	if (strcmp(name, "phone") == 0)
		return s->visit.phone;
	if (strcmp(name, "name") == 0)
		return s->visit.name;
	if (strcmp(name, "card_label") == 0)
		return s->card.label;
	if (strcmp(name, "serial_tail") == 0) {
		view_serial_tail(&s->card, s->number, sizeof(s->number));
		return s->number;
	}
	if (strcmp(name, "tries") == 0)
		return tries_said(s);
	if (strcmp(name, "seconds") == 0)
		return number(s, seconds_said(s));
	if (strcmp(name, "notice") == 0)
		return view_notice(s);
	if (strcmp(name, "reader") == 0)
		return s->card.reader;
	if (strcmp(name, "version") == 0)
		return VERSION;
	return NULL;
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
