/* links: card base */
/* Any bytes as a certificate that came off a card: what is taken of it is
 * terminated text without control characters, and nothing that it says makes
 * a signature of ours fit. */
#include <stdlib.h>
#include <string.h>

#include "card/x509.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
is_text(const char *text, size_t size)
{
	MUST(memchr(text, 0, size) != NULL);
	for (; *text != '\0'; text++)
		MUST((unsigned char)*text >= 0x20 && *text != 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const uint8_t nothing[256];
	uint8_t input[X509_INPUT_MAX];
	size_t input_len = 0;
	char identity[CARD_IDENTITY_MAX];
	struct card_cert cert;

	if (x509_read(bytes, len, &cert) == ERR_OK) {
		is_text(cert.subject, sizeof(cert.subject));
		is_text(cert.issuer, sizeof(cert.issuer));
		is_text(cert.serial, sizeof(cert.serial));
		MUST(!cert.signs);
	}
	x509_identity(bytes, len, identity);
	is_text(identity, sizeof(identity));
	if (x509_input(bytes, len, "text", input, &input_len) == ERR_OK)
		MUST(input_len > 0 && input_len <= sizeof(input));
	MUST(x509_verify(bytes, len, "text", nothing, sizeof(nothing)) !=
	    ERR_OK);
	return 0;
}
