#include "portal/relay.h"

#include <string.h>

#include <openssl/crypto.h>

#include "base/secret.h"
#include "portal/seal.h"

#define INS_INITIALIZE_UPDATE 0x50
#define INS_EXTERNAL_AUTHENTICATE 0x82
#define INS_GET_DATA 0xca

/* The answer to INITIALIZE UPDATE. */
#define SCP_AT 11		/* behind diversification and key version */
#define CARD_CHALLENGE_AT 13
#define CRYPTOGRAM_AT 21
#define ANSWER_SHORT 29
#define ANSWER_LONG 32		/* with a sequence counter */

/* AKİS: what GET DATA 01 06 answers. */
#define SYSTEM_LEN 77
#define SERIAL_AT 55

static void
put(struct relay_command *c, const uint8_t header[static 4],
    const uint8_t *data, size_t len, bool answers)
{
	memcpy(c->bytes, header, 4);
	c->bytes[4] = (uint8_t)len;
	memcpy(c->bytes + 5, data, len);
	c->bytes[5 + len] = 0;
	c->len = 5 + len + (answers ? 1 : 0);
}

static enum err
initialize(struct relay *r, struct relay_command *c)
{
	static const uint8_t header[4] = { 0x80, INS_INITIALIZE_UPDATE };
	enum err e = seal_random(r->host, sizeof(r->host));

	put(c, header, r->host, sizeof(r->host), true);
	return e;
}

/* Is it the card that has the key?  Then show it that we have it. */
static enum err
authenticate(struct relay *r, const struct secret *key, uint8_t level,
    const uint8_t *answer, size_t len, struct relay_command *c)
{
	const uint8_t header[4] = { 0x80 | SCP03_CLA,
	    INS_EXTERNAL_AUTHENTICATE, level };
	uint8_t data[SCP03_AUTHENTICATE], right[SCP03_CRYPTOGRAM];
	enum err e;

	if ((len != ANSWER_SHORT && len != ANSWER_LONG) ||
	    answer[SCP_AT] != 0x03)
		return ERR_CARD_ANSWER;
	e = scp03_derive(&r->scp, secret_bytes(key), r->host,
	    answer + CARD_CHALLENGE_AT);
	if (e == ERR_OK)
		e = scp03_card_cryptogram(&r->scp, right);
	if (e == ERR_OK && CRYPTO_memcmp(right, answer + CRYPTOGRAM_AT,
	    sizeof(right)) != 0)
		e = ERR_CARD_NOT_KNOWN;
	if (e == ERR_OK)
		e = scp03_authenticate(&r->scp, level, data);
	if (e == ERR_OK)
		put(c, header, data, sizeof(data), false);
	return e;
}

static enum err
ask_serial(struct relay *r, size_t len, struct relay_command *c)
{
	static const uint8_t plain[4] = { 0x80, INS_GET_DATA, 0x01, 0x06 };
	static const uint8_t header[4] = { 0x80 | SCP03_CLA, INS_GET_DATA,
	    0x01, 0x06 };
	uint8_t data[SCP03_DATA_MAX];
	size_t n = 0;
	enum err e = len != 0 ? ERR_CARD_ANSWER :
	    scp03_wrap(&r->scp, plain, NULL, 0, data, &n);

	put(c, header, data, n, true);
	return e;
}

static enum err
check_serial(struct relay *r, const uint8_t *serial, size_t serial_len,
    const uint8_t *answer, size_t len)
{
	uint8_t data[SCP03_ANSWER_MAX];
	size_t n = 0;
	enum err e = scp03_unwrap_answer(&r->scp, answer, len, 0x9000, data,
	    &n);

	if (e == ERR_REFUSED || (e == ERR_OK && n != SYSTEM_LEN))
		return ERR_CARD_ANSWER;
	if (e == ERR_OK && (serial_len > SYSTEM_LEN - SERIAL_AT ||
	    memcmp(data + SERIAL_AT, serial, serial_len) != 0))
		e = ERR_CARD_NOT_KNOWN;
	return e;
}

enum err
relay_next(struct relay *r, const struct secret *key, const uint8_t *serial,
    size_t serial_len, const uint8_t *answer, size_t len,
    struct relay_command *c)
{
	enum err e = ERR_ARGUMENT;

	memset(c, 0, sizeof(*c));
	if (secret_len(key) != SCP03_KEYS || serial_len == 0)
		return e;
	switch (r->done) {
	case 0:
		e = len != 0 ? ERR_CARD_ANSWER : initialize(r, c);
		break;
	case 1:
		e = authenticate(r, key, SCP03_ALL, answer, len, c);
		break;
	case 2:
		e = ask_serial(r, len, c);
		break;
	case 3:
		e = check_serial(r, serial, serial_len, answer, len);
		if (e == ERR_OK)
			e = initialize(r, c);
		break;
	case 4:
		e = authenticate(r, key, SCP03_CLEAR, answer, len, c);
		c->last = true;
		break;
	}
	if (e == ERR_OK)
		r->done++;
	return e;
}
