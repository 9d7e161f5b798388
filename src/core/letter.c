#include "core/letter.h"

#include <string.h>

#include "base/secret.h"

#define VALUE_MAX 16		/* bytes of a PIN or PUK */

const char *const letter_values[] = { "letter_pin", "letter_puk", NULL };

enum err
letter_init(struct visit_letter *l)
{
	memset(l, 0, sizeof(*l));
	countdown_stop(&l->shown);
	l->pin = secret_new(VALUE_MAX);
	l->puk = secret_new(VALUE_MAX);
	return l->pin != NULL && l->puk != NULL ? ERR_OK : ERR_NO_MEMORY;
}

void
letter_drop(struct visit_letter *l)
{
	struct secret *pin = l->pin, *puk = l->puk;

	if (pin != NULL)
		secret_clear(pin);
	if (puk != NULL)
		secret_clear(puk);
	secret_wipe_mem(l, sizeof(*l));
	l->pin = pin;
	l->puk = puk;
	countdown_stop(&l->shown);
}

void
letter_free(struct visit_letter *l)
{
	secret_free(&l->pin);
	secret_free(&l->puk);
	secret_wipe_mem(l, sizeof(*l));
}

const struct secret *
letter_value(const struct visit_letter *l, const char *name)
{
	const struct secret *value = NULL;

	if (strcmp(name, "letter_pin") == 0)
		value = l->pin;
	else if (strcmp(name, "letter_puk") == 0)
		value = l->puk;
	return value != NULL && secret_len(value) > 0 ? value : NULL;
}

bool
letter_shown(const struct visit_letter *l)
{
	return countdown_running(&l->shown) && !countdown_over(&l->shown);
}
