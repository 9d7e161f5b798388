#include "core/message_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/vars.h"

#define SECONDS_MOST 120	/* above it is said in minutes */

bool
message_is_news(enum err about)
{
	return about == ERR_DONE_UNREPORTED || about == ERR_LETTER_HIDDEN;
}

static const char *
lookup_n(void *arg, const char *name)
{
	return strcmp(name, "n") == 0 ? arg : NULL;
}

const char *
message_wait(const struct screens *screens, enum lang lang, int seconds,
    char out[static MESSAGE_TEXT])
{
	bool minutes = seconds > SECONDS_MOST;
	const char *word = seconds < 1 ? "wait-unsaid" :
	    seconds == 1 ? "wait-second" :
	    minutes ? "wait-minutes" : "wait-seconds";
	char n[16];

	/* Never less than the portal said. */
	snprintf(n, sizeof(n), "%d", minutes ? (seconds - 1) / 60 + 1 :
	    seconds);
	vars_expand(screens_word(screens, word, lang), lookup_n, n, out,
	    MESSAGE_TEXT);
	return out;
}

struct pin_limits
message_limits(const struct block *field, enum lang lang,
    const struct pin_limits *card)
{
	struct pin_limits l = { .min = (size_t)field->min,
	    .max = (size_t)field->max };

	if (field->field == FIELD_CONFIRM)
		l.min = l.max = (size_t)utf8_cells(field->value.in[lang]);
	/* Of a PUK the card has not said. */
	if (field->field == FIELD_PIN && strcmp(field->id, "puk") != 0)
		l = pin_limits_narrow(l, card);
	return l;
}

/* {n} and {to} of a range. */
struct range {
	char n[16], to[16];
};

static const char *
lookup_range(void *arg, const char *name)
{
	const struct range *r = arg;

	return strcmp(name, "n") == 0 ? r->n :
	    strcmp(name, "to") == 0 ? r->to : NULL;
}

const char *
message_length(const struct screens *screens, enum lang lang,
    struct pin_limits limits, char out[static MESSAGE_TEXT])
{
	const char *word = limits.max == 0 ? "length-unknown" :
	    limits.min == limits.max ? "length-one" : "length-range";
	struct range range;

	snprintf(range.n, sizeof(range.n), "%zu", limits.min);
	snprintf(range.to, sizeof(range.to), "%zu", limits.max);
	vars_expand(screens_word(screens, word, lang), lookup_range, &range,
	    out, MESSAGE_TEXT);
	return out;
}
