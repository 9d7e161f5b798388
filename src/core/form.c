#include "core/form.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"

#define CHAR_BYTES 4		/* of the longest character in UTF-8 */
#define VALUE_MAX 640		/* bytes of the longest field */

#define EXTRA_MAX 16		/* enough to tell a verification code */

#define IDENTITY_DIGITS 11
#define PHONE_DIGITS 10
#define PASSPORT_MIN 5
#define PASSPORT_MAX 20

static size_t
room_of(const struct block *b)
{
	return (size_t)b->max * CHAR_BYTES;
}

enum err
form_open(struct form *form, const struct screen *screen)
{
	const struct block *b;
	struct form_field *field;
	enum err e = ERR_OK;
	size_t i;

	memset(form, 0, sizeof(*form));
	for (i = 0; i < screen->block_count; i++) {
		b = &screen->blocks[i];
		if (b->kind != BLOCK_FIELD)
			continue;
		if (form->count == FORM_FIELDS || b->max < 1 ||
		    room_of(b) > VALUE_MAX) {
			e = ERR_TOO_BIG;
			goto out;
		}
		field = &form->fields[form->count];
		field->value = secret_new(room_of(b));
		if (field->value == NULL) {
			e = ERR_NO_MEMORY;
			goto out;
		}
		field->block = b;
		form->count++;
	}
out:
	if (e != ERR_OK)
		form_close(form);
	return e;
}

void
form_close(struct form *form)
{
	size_t i;

	for (i = 0; i < form->count; i++)
		secret_free(&form->fields[i].value);
	memset(form, 0, sizeof(*form));
}

struct form_field *
form_find(struct form *form, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < form->count; i++)
		if (strcmp(form->fields[i].block->id, id) == 0)
			return &form->fields[i];
	return NULL;
}

/* The byte at which character `n` of the value begins. */
static size_t
byte_of(const struct form_field *field, int n)
{
	const char *s = (const char *)secret_bytes(field->value);
	size_t len = secret_len(field->value), at = 0, step;
	uint32_t cp;

	while (n-- > 0 && at < len) {
		step = utf8_decode(s + at, len - at, &cp);
		if (step == 0)
			break;
		at += step;
	}
	return at;
}

/* Replace the bytes from `from` to `to` by `len` bytes at `in`. */
static enum err
splice(struct form_field *field, size_t from, size_t to, const char *in,
    size_t len)
{
	char scratch[VALUE_MAX];
	const uint8_t *old = secret_bytes(field->value);
	size_t all = secret_len(field->value);
	enum err e = ERR_TOO_BIG;

	if (all - (to - from) + len > sizeof(scratch))
		return e;
	memcpy(scratch, old, from);
	if (len > 0)
		memcpy(scratch + from, in, len);
	memcpy(scratch + from + len, old + to, all - to);
	e = secret_set(field->value, scratch, all - (to - from) + len);
	secret_wipe_mem(scratch, sizeof(scratch));
	return e;
}

static bool
is_separator(uint32_t cp)
{
	return cp == ' ' || cp == '-' || cp == 0xa0 || cp == 0x2010 ||
	    cp == 0x2011 || cp == 0x2013;
}

/* What a paste may have between the characters that count. */
static bool
is_dropped(enum field_kind kind, uint32_t cp)
{
	switch (kind) {
	case FIELD_WORD:
	case FIELD_TEXT:
		return false;
	case FIELD_EMAIL:
	case FIELD_CONFIRM:
		return cp == ' ' || cp == 0xa0;
	case FIELD_PHONE:
		return is_separator(cp) || (cp < 0x80 && cp != 0 &&
		    strchr("+()./", (int)cp) != NULL);
	default:
		return is_separator(cp);
	}
}

static bool
is_alnum(uint32_t cp)
{
	return cp < 0x80 && (ascii_is_digit((char)cp) ||
	    ascii_is_alpha((char)cp));
}

/* A letter, sign or blank that can be shown: what would not survive
 * utf8_sanitise() is not typed either. */
static bool
is_printable(uint32_t cp)
{
	char bytes[CHAR_BYTES], shown[CHAR_BYTES + 1];
	size_t len = utf8_encode(cp, bytes);
	bool same;

	utf8_sanitise(bytes, len, shown, sizeof(shown));
	same = len > 0 && strlen(shown) == len &&
	    memcmp(shown, bytes, len) == 0;
	secret_wipe_mem(bytes, sizeof(bytes));
	secret_wipe_mem(shown, sizeof(shown));
	return same;
}

static bool
takes(enum field_kind kind, uint32_t cp)
{
	switch (kind) {
	case FIELD_DIGITS:
	case FIELD_PIN:
	case FIELD_PHONE:
		return cp < 0x80 && ascii_is_digit((char)cp);
	case FIELD_EMAIL:
		return cp > ' ' && cp < 0x7f;
	case FIELD_IDENTITY:
	case FIELD_CAPTCHA:
		return is_alnum(cp);
	case FIELD_WORD:
	case FIELD_TEXT:
	case FIELD_CONFIRM:
		return is_printable(cp);
	}
	return false;
}

/* Passport numbers are written in capitals. */
static uint32_t
as_kept(enum field_kind kind, uint32_t cp)
{
	if (kind == FIELD_IDENTITY && cp >= 'a' && cp <= 'z')
		return cp - 'a' + 'A';
	return cp;
}

/* Of a PIN or a word only its holder knows how long it is: what is cut off is
 * another one, and would spend a try.  All else is as long as the screen says,
 * or has a rule of its own. */
static enum err
type_behind(struct form_field *field)
{
	enum field_kind kind = field->block->field;

	if (kind != FIELD_PIN && kind != FIELD_WORD && kind != FIELD_CONFIRM)
		return ERR_FIELD_FULL;
	if (field->extra < EXTRA_MAX)
		field->extra++;
	if (kind == FIELD_PIN &&
	    field->length + field->extra == FORM_CODE_DIGITS)
		return ERR_CODE_IN_PIN;
	return kind == FIELD_PIN ? ERR_PIN_LENGTH : ERR_FIELD_LENGTH;
}

enum err
form_type(struct form_field *field, uint32_t cp)
{
	enum field_kind kind = field->block->field;
	char bytes[CHAR_BYTES];
	size_t len, at;
	enum err e;

	if (is_dropped(kind, cp))
		return ERR_OK;
	if (!takes(kind, cp))
		return ERR_FIELD_CHARACTERS;
	if (field->length >= field->block->max)
		return type_behind(field);
	len = utf8_encode(as_kept(kind, cp), bytes);
	at = byte_of(field, field->cursor);
	e = splice(field, at, at, bytes, len);
	secret_wipe_mem(bytes, sizeof(bytes));
	if (e != ERR_OK)
		return e;
	field->length++;
	field->cursor++;
	return ERR_OK;
}

void
form_erase(struct form_field *field)
{
	size_t from, to;

	if (field->extra > 0) {
		field->extra--;
		return;
	}
	if (field->cursor == 0)
		return;
	from = byte_of(field, field->cursor - 1);
	to = byte_of(field, field->cursor);
	if (splice(field, from, to, NULL, 0) != ERR_OK)
		return;			/* shorter always fits */
	field->length--;
	field->cursor--;
}

void
form_clear(struct form_field *field)
{
	secret_clear(field->value);
	field->length = field->cursor = field->extra = 0;
}

void
form_move(struct form_field *field, int by)
{
	int to = field->cursor + by;

	if (to >= 0 && to <= field->length)
		field->cursor = to;
}

void
form_clear_secrets(struct form *form)
{
	size_t i;

	for (i = 0; i < form->count; i++)
		if (form->fields[i].block->secret)
			form_clear(&form->fields[i]);
}

void
form_clear_all(struct form *form)
{
	size_t i;

	for (i = 0; i < form->count; i++)
		form_clear(&form->fields[i]);
}

static bool
is_digits(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!ascii_is_digit(text[i]))
			return false;
	return true;
}

/* Digit 10 is (7 * (d1+d3+d5+d7+d9) - (d2+d4+d6+d8)) mod 10, digit 11 is the
 * sum of the ten before it mod 10, and the first one is never 0. */
static bool
kimlik_no_valid(const char *d)
{
	int odd = 0, even = 0, i;

	for (i = 0; i < 9; i += 2)
		odd += d[i] - '0';
	for (i = 1; i < 8; i += 2)
		even += d[i] - '0';
	/* 80 keeps the left side of % positive: even is at most 36. */
	return d[0] != '0' && (7 * odd - even + 80) % 10 == d[9] - '0' &&
	    (odd + even + d[9] - '0') % 10 == d[10] - '0';
}

static bool
is_alnums(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_alnum((unsigned char)text[i]))
			return false;
	return true;
}

bool
form_identity_valid(const char *text, size_t len)
{
	if (len == IDENTITY_DIGITS && is_digits(text, len))
		return kimlik_no_valid(text);
	return len >= PASSPORT_MIN && len <= PASSPORT_MAX &&
	    is_alnums(text, len);
}

static enum err
check_length(const struct form_field *field)
{
	bool pin = field->block->field == FIELD_PIN;

	if (pin && field->length + field->extra == FORM_CODE_DIGITS)
		return ERR_CODE_IN_PIN;
	if (field->extra > 0 || field->length < field->block->min)
		return pin ? ERR_PIN_LENGTH : ERR_FIELD_LENGTH;
	return ERR_OK;
}

static bool
is_one_of(char c, const char *others)
{
	return c != '\0' && strchr(others, c) != NULL;
}

/* letters, digits and - between dots; at least one dot, none at an end or
 * behind another. */
static bool
is_domain(const char *text, size_t len)
{
	size_t i, dots = 0;

	for (i = 0; i < len; i++) {
		if (text[i] == '.') {
			dots++;
			if (i == 0 || i + 1 == len || text[i - 1] == '.')
				return false;
		} else if (!is_alnum((unsigned char)text[i]) &&
		    text[i] != '-') {
			return false;
		}
	}
	return dots > 0;
}

/* one@two.three, of ASCII without blanks. */
static bool
email_valid(const char *text, size_t len)
{
	const char *at = memchr(text, '@', len);
	size_t local = at == NULL ? 0 : (size_t)(at - text), i;

	for (i = 0; i < local; i++)
		if (!is_alnum((unsigned char)text[i]) &&
		    !is_one_of(text[i], "!#$%&'*+-/=?^_`{|}~."))
			return false;
	return local > 0 && text[0] != '.' && text[local - 1] != '.' &&
	    is_domain(at + 1, len - local - 1);
}

const char *
form_phone(const char *text, size_t len)
{
	size_t before = len == PHONE_DIGITS + 1 && text[0] == '0' ? 1 :
	    len == PHONE_DIGITS + 2 && memcmp(text, "90", 2) == 0 ? 2 : 0;

	if (len - before != PHONE_DIGITS || !is_digits(text, len) ||
	    text[before] != '5')
		return NULL;
	return text + before;
}

static bool
is_blank(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != ' ')
			return false;
	return true;
}

/* The word of either language: a person may have changed it meanwhile. */
static bool
is_the_word(const struct text *word, const char *text, size_t len)
{
	int i;

	for (i = 0; i < LANG_COUNT; i++)
		if (word->in[i] != NULL && utf8_same_word(text, len,
		    word->in[i], strlen(word->in[i])))
			return true;
	return false;
}

/* Of these only their own rule speaks: "11 digits or a passport number" says
 * more than "too short". */
static enum err
check_shape(const struct form_field *field)
{
	const char *text = (const char *)secret_bytes(field->value);
	size_t len = secret_len(field->value);

	switch (field->block->field) {
	case FIELD_IDENTITY:
		return form_identity_valid(text, len) ? ERR_OK :
		    ERR_IDENTITY_INVALID;
	case FIELD_EMAIL:
		return email_valid(text, len) ? ERR_OK :
		    ERR_FIELD_EMAIL;
	case FIELD_PHONE:
		return form_phone(text, len) != NULL ? ERR_OK :
		    ERR_FIELD_PHONE;
	case FIELD_CONFIRM:
		return field->extra == 0 && is_the_word(&field->block->value,
		    text, len) ? ERR_OK : ERR_CONFIRM_WORD;
	case FIELD_TEXT:
		return is_blank(text, len) ? ERR_FIELD_EMPTY :
		    check_length(field);
	default:
		return check_length(field);
	}
}

enum err
form_check(const struct form_field *field)
{
	return field->length == 0 ? ERR_FIELD_EMPTY : check_shape(field);
}
