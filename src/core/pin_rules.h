/* What a new PIN must not be.  The rules that DigiDoc4 has, without knowing
 * the birth date: whatever reads like one is refused. */
#ifndef CORE_PIN_RULES_H
#define CORE_PIN_RULES_H

#include <stddef.h>

#include "base/err.h"

struct secret;

struct pin_limits {
	size_t min, max;	/* digits */
};

/* Those of `l` as far as `card` takes them; of zeros nothing is known. */
struct pin_limits pin_limits_narrow(struct pin_limits l,
    const struct pin_limits *card);

/* ERR_FIELD_CHARACTERS: not digits only.  ERR_PIN_LENGTH.
 * ERR_PIN_SAME_DIGIT: 0000.  ERR_PIN_SEQUENCE: 1234, 4321, 8901.
 * ERR_PIN_IN_IDENTITY: part of the identity number (may be NULL).
 * ERR_PIN_DATE: yyyy, ddMM, MMdd, ddMMyy, yyMMdd, ddMMyyyy or yyyyMMdd. */
MUST_CHECK enum err pin_rules_check(const struct secret *pin,
    const struct secret *identity, const struct pin_limits *limits);

#endif
