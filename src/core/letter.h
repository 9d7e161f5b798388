/* The PIN letter that a visit has read: its two secrets, and what is known
 * about it.  It lives as long as somebody is on a screen that holds it
 * (holds_letter); the values are shown for LETTER_SHOWN_S seconds at a time. */
#ifndef CORE_LETTER_H
#define CORE_LETTER_H

#include <stdbool.h>

#include "base/err.h"
#include "core/countdown.h"
#include "wire/wire.h"

#define LETTER_SHOWN_S 30
#define LETTER_PUK_YEAR 2010	/* the last year of cards with a PUK */

struct secret;

struct visit_letter {
	char id[WIRE_ID];		/* "": none was read */
	char serial[WIRE_SERIAL_HEX];	/* clean */
	struct secret *pin, *puk;	/* made with the visit */
	int year;
	bool out_of_date;
	bool several;			/* the person has more of them */
	struct countdown shown;		/* runs while the values are shown */
};

MUST_CHECK enum err letter_init(struct visit_letter *letter);

/* Wiped, as after letter_init(). */
void letter_drop(struct visit_letter *letter);
void letter_free(struct visit_letter *letter);

/* The value of that name ("letter_pin", "letter_puk"); NULL: there is none.
 * It may be seen only while letter_shown() says so. */
const struct secret *letter_value(const struct visit_letter *letter,
    const char *name);
bool letter_shown(const struct visit_letter *letter);

/* By letter_value()'s names; ends with NULL. */
extern const char *const letter_values[];

#endif
