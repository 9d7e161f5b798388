#include "base/case_no.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

/* Without 0 O Q, 1 I L and U.  Their number is a prime, so that the weights
 * of the check find each single mistake. */
static const char alphabet[] = "23456789ABCDEFGHJKMNPRSTVWXYZ";

#define LETTERS 29
#define DIGITS 8		/* with the check */
#define HYPHEN 4		/* of them stand before it */

_Static_assert(sizeof(alphabet) - 1 == LETTERS, "a prime");
_Static_assert(CASE_NO_SIZE == DIGITS + 2, "a hyphen and the end");

static int
weighted(const int values[static DIGITS])
{
	int sum = 0;

	for (int i = 0; i < DIGITS; i++)
		sum += (i + 1) * values[i];
	return sum % LETTERS;
}

static void
write_out(const int values[static DIGITS], char out[static CASE_NO_SIZE])
{
	int at = 0;

	for (int i = 0; i < DIGITS; i++) {
		if (i == HYPHEN)
			out[at++] = '-';
		out[at++] = alphabet[values[i]];
	}
	out[at] = '\0';
}

/* Bytes that would favour some letters are thrown away. */
static enum err
random_values(int values[static DIGITS])
{
	uint8_t byte;
	int count = 0;

	while (count < DIGITS - 1) {
		if (getrandom(&byte, 1, 0) != 1)
			return ERR_IO;
		if (byte < 256 / LETTERS * LETTERS)
			values[count++] = byte % LETTERS;
	}
	return ERR_OK;
}

enum err
case_no_make(char out[static CASE_NO_SIZE])
{
	int values[DIGITS] = { 0 };
	enum err e = random_values(values);

	out[0] = '\0';
	if (e != ERR_OK)
		return e;
	while (weighted(values) != 0)
		values[DIGITS - 1]++;
	write_out(values, out);
	return ERR_OK;
}

enum err
case_no_read(const char *typed, char out[static CASE_NO_SIZE])
{
	int values[DIGITS], count = 0;
	const char *letter;
	char c;

	out[0] = '\0';
	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		c = *typed >= 'a' && *typed <= 'z' ?
		    (char)(*typed - 'a' + 'A') : *typed;
		letter = strchr(alphabet, c);
		if (letter == NULL || count == DIGITS)
			return ERR_SYNTAX;
		values[count++] = (int)(letter - alphabet);
	}
	if (count != DIGITS || weighted(values) != 0)
		return ERR_SYNTAX;
	write_out(values, out);
	return ERR_OK;
}

bool
case_no_valid(const char *text)
{
	char out[CASE_NO_SIZE];

	return case_no_read(text, out) == ERR_OK && strcmp(text, out) == 0;
}
