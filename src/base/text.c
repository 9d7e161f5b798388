#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

static bool
is_digit_or_mask(char c)
{
	return ascii_is_digit(c) || c == '*';
}

/* The groups of a number stay together, a masked one's too: "444 5 576",
 * "54* *** ** **". */
static bool
in_number(const char *text, size_t i)
{
	return is_digit_or_mask(text[i - 1]) && is_digit_or_mask(text[i + 1]);
}

/* Bytes up to the last blank at which a line of `fit` bytes may end. */
static size_t
last_blank(const char *text, size_t fit)
{
	for (size_t i = fit; i > 0; i--) {
		if (text[i] == ' ' && !in_number(text, i))
			return i;
	}
	return 0;
}

/* Bytes of the whole characters that fit, never more than a newline allows,
 * and at least one character so that there is always progress. */
static size_t
fitting(const char *text, int width)
{
	size_t fit = utf8_fit(text, width);
	const char *newline = memchr(text, '\n', fit);
	uint32_t cp;

	if (newline != NULL)
		return (size_t)(newline - text);
	if (fit == 0 && text[0] != '\n') {
		fit = utf8_decode(text, strlen(text), &cp);
		if (fit == 0)
			fit = 1;
	}
	return fit;
}

size_t
text_line(const char *text, int width, size_t *next)
{
	size_t len, blank;

	*next = 0;
	if (text[0] == '\0')
		return 0;
	len = fitting(text, width);
	if (text[len] != '\0' && text[len] != '\n') {
		blank = last_blank(text, len);
		if (blank > 0)
			len = blank;
	}
	*next = len;
	if (text[len] == '\n') {
		*next = len + 1;
	} else {
		while (text[*next] == ' ')
			(*next)++;
	}
	while (len > 0 && text[len - 1] == ' ')
		len--;
	return len;
}

int
text_lines(const char *text, int width)
{
	size_t next = 0;
	int lines = 0;

	for (; *text != '\0'; text += next) {
		text_line(text, width, &next);
		lines++;
	}
	return lines;
}
