/* What is true at the moment, for the `when:` of screens. */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include <stdbool.h>

#include "screen/screen.h"

/* X(constant, name in the YAML) */
#define FACT_LIST(X) \
	X(FACT_CARD_PRESENT, "card-present")	/* and readable */ \
	X(FACT_CARD_TROUBLE, "card-trouble")	/* reader or card unusable */ \
	X(FACT_CARD_LOCKED, "card-locked")	/* no PIN try is left */ \
	X(FACT_SIMULATED, "simulated") \
	X(FACT_EXPIRED, "expired")	/* a countdown shown here is at 0 */ \
	X(FACT_PICTURE, "picture")	/* the captcha has arrived */ \
	X(FACT_LOGGED_IN, "logged-in") \
	X(FACT_NOTICE, "notice")	/* there is one to show */ \
	X(FACT_EXIT_ALLOWED, "exit-allowed") \
	X(FACT_RECOVERING, "recovering")	/* an unlock was cut off */ \
	X(FACT_BUSY, "busy")		/* an action is under way */

enum fact {
#define FACT_ENUM(constant, name) constant,
	FACT_LIST(FACT_ENUM)
#undef FACT_ENUM
	FACT_COUNT
};

/* A set has one bit for each fact. */
unsigned facts_with(unsigned set, enum fact fact, bool value);

/* NULL is true, "!" in front negates; a fact that does not exist is false,
 * negated or not (the checker refuses screens that name one). */
bool facts_hold(unsigned set, condition when);

/* Ends with NULL. */
extern const char *const fact_names[];

#endif
