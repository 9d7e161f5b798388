#include "core/pin_rules.h"

#include <stdbool.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"

#define YEAR_FIRST 1900
#define YEAR_LAST 2099
#define DIGITS_MAX 9		/* in one number; fits an int */

/* Where day, month and year stand in a PIN of a given length; a length of 0
 * means that part is not there. */
struct date_form {
	size_t length;
	size_t day, month, year;
	size_t year_len;
};

static const struct date_form date_forms[] = {
	{ 4, 0, 2, 0, 0 },	/* ddMM */
	{ 4, 2, 0, 0, 0 },	/* MMdd */
	{ 6, 0, 2, 4, 2 },	/* ddMMyy */
	{ 6, 4, 2, 0, 2 },	/* yyMMdd */
	{ 8, 0, 2, 4, 4 },	/* ddMMyyyy */
	{ 8, 6, 4, 0, 4 },	/* yyyyMMdd */
};

static int
number(const char *digits, size_t len)
{
	int n = 0;
	size_t i;

	for (i = 0; i < len && i < DIGITS_MAX; i++)
		n = n * 10 + (digits[i] - '0');
	return n;
}

static bool
all_digits(const char *pin, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!ascii_is_digit(pin[i]))
			return false;
	return true;
}

/* Each digit `step` after the one before it; 9 and 0 are neighbours. */
static bool
is_run(const char *pin, size_t len, int step)
{
	size_t i;

	for (i = 1; i < len; i++)
		if ((pin[i - 1] - '0' + step + 10) % 10 != pin[i] - '0')
			return false;
	return true;
}

static bool
is_year(int year)
{
	return year >= YEAR_FIRST && year <= YEAR_LAST;
}

static bool
matches_form(const char *pin, const struct date_form *form)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	int day = number(pin + form->day, 2);
	int month = number(pin + form->month, 2);

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return form->year_len != 4 || is_year(number(pin + form->year, 4));
}

static bool
is_date(const char *pin, size_t len)
{
	size_t i;

	if (len == 4 && is_year(number(pin, len)))
		return true;
	for (i = 0; i < sizeof(date_forms) / sizeof(date_forms[0]); i++)
		if (date_forms[i].length == len &&
		    matches_form(pin, &date_forms[i]))
			return true;
	return false;
}

static bool
is_part_of(const char *pin, size_t len, const struct secret *identity)
{
	return identity != NULL && secret_len(identity) >= len &&
	    memmem(secret_bytes(identity), secret_len(identity), pin, len) !=
	    NULL;
}

struct pin_limits
pin_limits_narrow(struct pin_limits l, const struct pin_limits *card)
{
	if (card->min > l.min)
		l.min = card->min;
	if (card->max > 0 && (l.max == 0 || card->max < l.max))
		l.max = card->max;
	return l;
}

enum err
pin_rules_check(const struct secret *pin, const struct secret *identity,
    const struct pin_limits *limits)
{
	const char *digits = (const char *)secret_bytes(pin);
	size_t len = secret_len(pin);

	if (!all_digits(digits, len))
		return ERR_FIELD_CHARACTERS;
	if (len == 0 || len < limits->min || len > limits->max)
		return ERR_PIN_LENGTH;
	if (is_run(digits, len, 0))
		return ERR_PIN_SAME_DIGIT;
	if (is_run(digits, len, 1) || is_run(digits, len, -1))
		return ERR_PIN_SEQUENCE;
	if (is_part_of(digits, len, identity))
		return ERR_PIN_IN_IDENTITY;
	if (is_date(digits, len))
		return ERR_PIN_DATE;
	return ERR_OK;
}
