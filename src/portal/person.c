#include "portal/person.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* The last two of eleven digits are made from the others. */
static bool
check_digits_fit(const char *id)
{
	int odd = 0, even = 0, sum = 0, d[11];

	for (int i = 0; i < 11; i++)
		d[i] = id[i] - '0';
	for (int i = 0; i < 9; i++) {
		if (i % 2 == 0)
			odd += d[i];
		else
			even += d[i];
	}
	for (int i = 0; i < 10; i++)
		sum += d[i];
	return d[0] != 0 && (odd * 7 - even + 100) % 10 == d[9] &&
	    sum % 10 == d[10];
}

static bool
is_identity(const char *text, size_t len)
{
	size_t letters = 0;

	if (len < 5 || len > 20)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_alpha(text[i]) && !ascii_is_digit(text[i]))
			return false;
		letters += ascii_is_alpha(text[i]) ? 1 : 0;
	}
	return letters > 0 || (len == 11 && check_digits_fit(text));
}

enum err
person_identity(const char *text, char out[static IDENTITY_SIZE])
{
	size_t len = strlen(text);

	out[0] = '\0';
	if (!is_identity(text, len))
		return ERR_IDENTITY_INVALID;
	for (size_t i = 0; i < len; i++) {
		bool lower = text[i] >= 'a' && text[i] <= 'z';

		out[i] = (char)(lower ? text[i] - 'a' + 'A' : text[i]);
	}
	out[len] = '\0';
	return ERR_OK;
}

/* Digits only, and whether a "+" stood in front. */
static enum err
phone_digits(const char *text, char out[static PHONE_SIZE], bool *plus)
{
	size_t len = 0;

	*plus = text[0] == '+';
	for (const char *p = text + (*plus ? 1 : 0); *p != '\0'; p++) {
		if (strchr(" -()", *p) != NULL)
			continue;
		if (!ascii_is_digit(*p) || len >= 15)
			return ERR_ARGUMENT;
		out[len++] = *p;
	}
	out[len] = '\0';
	return len >= 8 ? ERR_OK : ERR_ARGUMENT;
}

enum err
person_phone(const char *text, char out[static PHONE_SIZE])
{
	char digits[PHONE_SIZE];
	const char *national = digits;
	bool plus;
	enum err e;

	out[0] = '\0';
	e = phone_digits(text, digits, &plus);
	if (e != ERR_OK)
		return e;
	if (plus) {
		snprintf(out, PHONE_SIZE, "+%.*s", PHONE_SIZE - 2, digits);
		return ERR_OK;
	}
	if (digits[0] == '0')
		national++;
	else if (strlen(digits) == 12 && strncmp(digits, "90", 2) == 0)
		national += 2;
	if (strlen(national) != 10 || national[0] != '5')
		return ERR_ARGUMENT;
	snprintf(out, PHONE_SIZE, "+90%.10s", national);
	return ERR_OK;
}

/* ---- Mail ---- */

static bool
is_atom(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) ||
	    (c != '\0' && strchr("!#$%&'*+/=?^_`{|}~-", c) != NULL);
}

/* Dots only between other letters. */
static bool
is_local(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? i == 0 || i + 1 == len ||
		    text[i - 1] == '.' : !is_atom(text[i]))
			return false;
	}
	return len >= 1 && len <= 64;
}

static bool
is_domain(const char *text)
{
	size_t label = 0, dots = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '.') {
			if (label == 0 || p[-1] == '-')
				return false;
			label = 0;
			dots++;
			continue;
		}
		if (!ascii_is_alpha(*p) && !ascii_is_digit(*p) &&
		    (*p != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return dots > 0 && label >= 2;
}

enum err
person_email(const char *text, char out[static EMAIL_SIZE])
{
	const char *at = strrchr(text, '@');
	size_t len = strlen(text);

	out[0] = '\0';
	if (at == NULL || len >= EMAIL_SIZE || !is_domain(at + 1) ||
	    !is_local(text, (size_t)(at - text)))
		return ERR_FIELD_EMAIL;
	memcpy(out, text, len + 1);
	return ERR_OK;
}

/* ---- Texts ---- */

/* How many letters, or 0 where it is not one line of UTF-8. */
static size_t
letters_of(const char *text, size_t len)
{
	size_t count = 0;
	uint32_t cp;

	for (size_t at = 0; at < len; count++) {
		size_t n = utf8_decode(text + at, len - at, &cp);

		if (n == 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return 0;
		at += n;
	}
	return count;
}

enum err
person_address(const char *text, char out[static ADDRESS_SIZE])
{
	size_t len = strlen(text), letters = letters_of(text, len);

	out[0] = '\0';
	if (len >= ADDRESS_SIZE || letters < 10 || letters > 160)
		return ERR_ADDRESS_INVALID;
	memcpy(out, text, len + 1);
	return ERR_OK;
}

static bool
is_one_letter(const char *word, size_t len)
{
	uint32_t first, cp;
	size_t at = utf8_decode(word, len, &first);

	for (size_t n = 1; at < len && n > 0; at += n) {
		n = utf8_decode(word + at, len - at, &cp);
		if (cp != first)
			return false;
	}
	return true;
}

enum err
person_word(const char *word, size_t len, const char *identity, int min,
    int max)
{
	size_t letters = letters_of(word, len);

	if (letters == 0 || len >= WORD_SIZE)
		return len == 0 || len >= WORD_SIZE ? ERR_WORD_LENGTH :
		    ERR_FIELD_CHARACTERS;
	if (letters < (size_t)min || letters > (size_t)max)
		return ERR_WORD_LENGTH;
	if (is_one_letter(word, len) || (identity[0] != '\0' &&
	    memmem(word, len, identity, strlen(identity)) != NULL))
		return ERR_WORD_EASY;
	return ERR_OK;
}

enum err
person_serial(const char *text, char out[static SERIAL_SIZE])
{
	size_t len = strlen(text);

	out[0] = '\0';
	if (len < 2 || len % 2 != 0 || len >= SERIAL_SIZE)
		return ERR_ARGUMENT;
	for (size_t i = 0; i < len; i++) {
		char c = ascii_lower(text[i]);

		if (!ascii_is_digit(c) && (c < 'a' || c > 'f'))
			return ERR_ARGUMENT;
		out[i] = c;
	}
	out[len] = '\0';
	return ERR_OK;
}

void
person_mask_phone(const char *phone, char *out, size_t size)
{
	if (strncmp(phone, "+90", 3) == 0 && strlen(phone) == 13)
		snprintf(out, size, "%.2s* *** ** **", phone + 3);
	else
		snprintf(out, size, "+%.2s*** *** ***", phone[0] == '+' ?
		    phone + 1 : phone);
}

/* One letter and so many stars as letters follow it. */
static size_t
mask_part(const char *from, size_t len, char *out, size_t size)
{
	size_t n = len < size ? len : size - 1;

	for (size_t i = 0; i < n; i++)
		out[i] = i == 0 ? from[0] : '*';
	out[n] = '\0';
	return n;
}

void
person_mask_email(const char *email, char *out, size_t size)
{
	const char *at = strrchr(email, '@');
	const char *end = strrchr(email, '.');
	size_t used;

	out[0] = '\0';
	if (at == NULL || end == NULL || end < at)
		return;
	used = mask_part(email, (size_t)(at - email), out, size);
	used += (size_t)snprintf(out + used, size - used, "@");
	if (used >= size)
		return;
	used += mask_part(at + 1, (size_t)(end - at - 1), out + used,
	    size - used);
	snprintf(out + used, size - used, "%s", end);
}

void
person_mask_serial(const char *serial, char *out, size_t size)
{
	size_t len = strlen(serial);

	snprintf(out, size, "..%s", len > 4 ? serial + len - 4 : "");
}
