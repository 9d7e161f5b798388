/* What a person types on one screen.  Every value, secret or not, lives in a
 * struct secret, so that leaving the screen leaves nothing behind. */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "screen/screen.h"

#define FORM_FIELDS 8
#define FORM_CODE_DIGITS 15	/* of a verification code; never a PIN */

struct secret;

struct form_field {
	const struct block *block;
	struct secret *value;	/* UTF-8 */
	int length;		/* characters in it */
	int cursor;		/* in characters, from 0 to length */
	int extra;		/* of a PIN or word, which cut off would be
				 * another one: characters typed behind the
				 * last place, counted (up to a few), not
				 * kept */
};

struct form {
	struct form_field fields[FORM_FIELDS];
	size_t count;
};

/* Empty fields for every field of a screen.  ERR_TOO_BIG, ERR_NO_MEMORY: the
 * form is empty. */
MUST_CHECK enum err form_open(struct form *form, const struct screen *screen);

/* Wipe and free all values; an empty form is fine. */
void form_close(struct form *form);

/* NULL: there is no such field. */
struct form_field *form_find(struct form *form, const char *id);

/* Type a character at the cursor.  Spaces and dashes of a paste are dropped
 * where the kind of field has none.  ERR_FIELD_CHARACTERS: not one that this
 * field takes.  ERR_FIELD_FULL: it is full, and stays as it is.  A PIN or word
 * is too long from then on until that was erased: ERR_PIN_LENGTH
 * (ERR_CODE_IN_PIN at the 15th digit), ERR_FIELD_LENGTH. */
MUST_CHECK enum err form_type(struct form_field *field, uint32_t cp);

void form_erase(struct form_field *field);	/* the one before the cursor */
void form_clear(struct form_field *field);
void form_move(struct form_field *field, int by);	/* the cursor */

/* Clear what must not stay after it was sent: the secret fields. */
void form_clear_secrets(struct form *form);
void form_clear_all(struct form *form);

/* Whether the value may be sent: ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
 * ERR_IDENTITY_INVALID, ERR_CODE_IN_PIN (a PIN field with 15 digits),
 * ERR_PIN_LENGTH, ERR_FIELD_EMAIL, ERR_FIELD_PHONE, ERR_CONFIRM_WORD. */
MUST_CHECK enum err form_check(const struct form_field *field);

/* A T.C. kimlik no whose two check digits are right, or a passport number: 5
 * to 20 letters and digits, not all of them digits when there are 11. */
bool form_identity_valid(const char *text, size_t len);

/* The ten digits of a Turkish mobile number (5xxxxxxxxx), without the 0 or 90
 * that may stand before them; NULL: it is none. */
const char *form_phone(const char *text, size_t len);

#endif
