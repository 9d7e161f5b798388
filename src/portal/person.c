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
	if (strlen(national) != 10 || national[0] != '5')
		return ERR_ARGUMENT;
	snprintf(out, PHONE_SIZE, "+90%.10s", national);
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

void
person_mask_name(const char *name, char *out, size_t size)
{
	size_t len = strlen(name), used = 0;
	bool first = true;

	for (size_t at = 0; at < len;) {
		uint32_t cp = 0;
		size_t n = utf8_decode(name + at, len - at, &cp);
		bool space = cp == ' ';
		size_t need = first && !space ? n : 1;

		if (n == 0 || used + need >= size)
			break;
		if (space)
			out[used] = ' ';
		else if (first)
			memcpy(out + used, name + at, n);
		else
			out[used] = '*';
		used += need;
		first = space;
		at += n;
	}
	out[used] = '\0';
}

void
person_mask_serial(const char *serial, char *out, size_t size)
{
	size_t len = strlen(serial);

	snprintf(out, size, "..%s", len > 4 ? serial + len - 4 : "");
}
