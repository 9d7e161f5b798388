#include "base/statement.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"

bool
statement_is_audience(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len >= STATEMENT_AUDIENCE_MAX)
		return false;
	for (; *text != '\0'; text++) {
		if (!ascii_is_alpha(*text) && !ascii_is_digit(*text) &&
		    strchr(".-:[]", *text) == NULL)
			return false;
	}
	return true;
}

enum err
statement_login(const char *audience, const uint8_t *challenge, size_t len,
    char *out, size_t size)
{
	char hex[2 * STATEMENT_CHALLENGE_MAX + 1];
	int n;

	if (!statement_is_audience(audience) || len < STATEMENT_CHALLENGE_MIN ||
	    len > STATEMENT_CHALLENGE_MAX)
		return ERR_ARGUMENT;
	hex_encode(challenge, len, hex, sizeof(hex));
	n = snprintf(out, size, "Cilingir e-imzali giris 1\n"
	    "I log in to this portal, and agree to nothing else.\n"
	    "portal: %s\nchallenge: %s\n", audience, hex);
	return n > 0 && (size_t)n < size ? ERR_OK : ERR_TOO_BIG;
}
