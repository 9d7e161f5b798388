/* A new PIN on a form, typed twice: the fields new_pin and new_pin_again. */
#ifndef CORE_NEW_PIN_H
#define CORE_NEW_PIN_H

#include "base/err.h"
#include "core/pin_rules.h"

struct form;
struct secret;

/* May it be sent to a card?  `card`: the lengths that the card takes, 0 where
 * they are not known; they narrow those of the field.  `identity` may be NULL.
 * *at is the field that an error is about: ERR_PIN_REPEAT, ERR_FIELD_EMPTY,
 * those of pin_rules_check() and form_check(). */
MUST_CHECK enum err new_pin_check(struct form *form,
    const struct secret *identity, const struct pin_limits *card,
    const char **at);

#endif
