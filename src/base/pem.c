#include "base/pem.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#define LINE 48			/* bytes; 64 characters */

size_t
pem_encode(const char *label, const uint8_t *der, size_t len, char *out,
    size_t size)
{
	unsigned char line[LINE / 3 * 4 + 1];
	size_t at = 0;

	if (strlen(label) > 32 || size < PEM_SIZE(len))
		return 0;
	at += (size_t)snprintf(out, size, "-----BEGIN %s-----\n", label);
	for (size_t i = 0; i < len; i += LINE) {
		size_t n = len - i < LINE ? len - i : LINE;

		EVP_EncodeBlock(line, der + i, (int)n);
		at += (size_t)snprintf(out + at, size - at, "%s\n",
		    (const char *)line);
	}
	at += (size_t)snprintf(out + at, size - at, "-----END %s-----\n",
	    label);
	return at;
}
