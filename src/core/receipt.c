#include "core/receipt.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/hex.h"
#include "core/state.h"

#define SERIAL_BYTES 2		/* shown of a card's serial number */
#define SERIAL_DIGITS 4		/* … of a certificate's */

static void
begin(struct session *s, const char *what, enum err outcome,
    const char *case_no)
{
	struct receipt *r = &s->visit.receipt;
	time_t now = (time_t)clock_wall_s();
	char rfc3339[32] = "";
	struct tm utc;

	memset(r, 0, sizeof(*r));
	r->what = what;
	r->outcome = outcome;
	snprintf(r->case_no, sizeof(r->case_no), "%s",
	    case_no[0] != '\0' ? case_no : s->case_no);
	if (gmtime_r(&now, &utc) == NULL || strftime(rfc3339, sizeof(rfc3339),
	    "%Y-%m-%dT%H:%M:%SZ", &utc) == 0 || !when_time(rfc3339, r->when))
		r->when[0] = '\0';
}

void
receipt_note(struct session *s, const char *what, enum err outcome,
    const uint8_t *serial, size_t serial_len, const char *case_no)
{
	size_t n = serial_len < SERIAL_BYTES ? serial_len : SERIAL_BYTES;
	char digits[2 * SERIAL_BYTES + 1] = "";

	begin(s, what, outcome, case_no);
	hex_encode(serial + serial_len - n, n, digits, sizeof(digits));
	if (n > 0)
		snprintf(s->visit.receipt.tail, sizeof(s->visit.receipt.tail),
		    "\u2026%s", digits);
}

void
receipt_note_certificate(struct session *s, const char *what,
    const char *serial)
{
	size_t len = strlen(serial);

	begin(s, what, ERR_OK, "");
	if (len > SERIAL_DIGITS)
		snprintf(s->visit.receipt.tail, sizeof(s->visit.receipt.tail),
		    "\u2026%s", serial + len - SERIAL_DIGITS);
}

static bool
is_done(enum err outcome)
{
	return outcome == ERR_OK || outcome == ERR_DONE_UNREPORTED;
}

static const char *
result_word(enum err outcome)
{
	switch (outcome) {
	case ERR_OK:
	case ERR_DONE_UNREPORTED:
		return "receipt-done";
	case ERR_UNLOCK_UNKNOWN:
	case ERR_UNLOCK_UNTOLD:
	case ERR_CHANGE_UNKNOWN:
	case ERR_PUK_UNKNOWN:
		return "receipt-unknown";
	case ERR_PIN_WRONG:
	case ERR_PIN_LOCKED:
	case ERR_PUK_WRONG:
	case ERR_PIN_BLOCKED:
		return "receipt-try";
	default:
		return "receipt-unchanged";
	}
}

static const char *
say_next(struct session *s, vars_lookup lookup)
{
	struct receipt *r = &s->visit.receipt;
	const struct message *m = screens_message(s->parts.screens,
	    r->outcome);
	const char *text = NULL;

	if (is_done(r->outcome))
		text = screens_word(s->parts.screens, "receipt-next", s->lang);
	else if (m != NULL)
		text = m->next.in[s->lang];
	vars_expand(text != NULL ? text : "", lookup, s, r->next,
	    sizeof(r->next));
	return r->next;
}

const char *
receipt_say(struct session *s, const char *name, vars_lookup lookup)
{
	struct receipt *r = &s->visit.receipt;
	const struct screens *screens = s->parts.screens;
	const struct message *m = screens_message(screens, r->outcome);

	if (strncmp(name, "receipt_", 8) != 0)
		return NULL;
	if (r->what == NULL)
		return "";
	if (strcmp(name, "receipt_when") == 0)
		return r->when;
	if (strcmp(name, "receipt_case") == 0)
		return r->case_no;
	if (strcmp(name, "receipt_what") == 0)
		return screens_word(screens, r->what, s->lang);
	if (strcmp(name, "receipt_serial") == 0)
		return r->tail;
	if (strcmp(name, "receipt_result") == 0)
		return screens_word(screens, result_word(r->outcome), s->lang);
	if (strcmp(name, "receipt_code") == 0)
		return is_done(r->outcome) || m == NULL ? "" : m->code;
	return strcmp(name, "receipt_next") == 0 ? say_next(s, lookup) : NULL;
}
