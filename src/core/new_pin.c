#include "core/new_pin.h"

#include "base/secret.h"
#include "core/form.h"

enum err
new_pin_check(struct form *form, const struct secret *identity,
    const struct pin_limits *card, const char **at)
{
	struct form_field *pin = form_find(form, "new_pin");
	struct form_field *again = form_find(form, "new_pin_again");
	struct pin_limits limits;
	enum err e;

	*at = "new_pin";
	if (pin == NULL || again == NULL)
		return ERR_INTERNAL;
	e = form_check(pin);
	if (e == ERR_OK) {
		limits = pin_limits_narrow((struct pin_limits){
		    .min = (size_t)pin->block->min,
		    .max = (size_t)pin->block->max }, card);
		e = pin_rules_check(pin->value, identity, &limits);
	}
	if (e != ERR_OK)
		return e;
	*at = "new_pin_again";
	e = form_check(again);
	if (e == ERR_FIELD_EMPTY || e == ERR_CODE_IN_PIN)
		return e;
	return again->extra > 0 || !secret_equal(pin->value, again->value) ?
	    ERR_PIN_REPEAT : ERR_OK;
}
