/* links: card base */
/* A card whose PKCS#15 files hold what they like.  The input is those files,
 * one behind the other: file identifier (2 bytes), length (2 bytes, big
 * endian), content.  They are walked as a card's are; only SELECT and READ
 * BINARY leave, and what is taken lies within its bounds. */
#include <stdlib.h>
#include <string.h>

#include "card/link.h"
#include "card/p15.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct {
	struct link link;
	const uint8_t *files;
	size_t len;
	const uint8_t *at;		/* the chosen file */
	size_t left;
	unsigned commands;
} card;

static bool
choose(const uint8_t *fid)
{
	const uint8_t *at = card.files;
	size_t left = card.len;

	while (left >= 4) {
		size_t n = (size_t)(at[2] << 8 | at[3]);

		if (n > left - 4)
			n = left - 4;
		if (memcmp(at, fid, 2) == 0) {
			card.at = at + 4;
			card.left = n;
			return true;
		}
		at += 4 + n;
		left -= 4 + n;
	}
	return false;
}

static size_t
say(uint8_t *answer, size_t len, uint16_t sw)
{
	answer[len] = (uint8_t)(sw >> 8);
	answer[len + 1] = (uint8_t)sw;
	return len + 2;
}

static size_t
read_binary(const uint8_t *c, uint8_t *answer)
{
	size_t offset = (size_t)(c[2] << 8 | c[3]), n = c[4] ? c[4] : 256;

	if (offset > card.left)
		return say(answer, 0, 0x6b00);
	if (n > card.left - offset)
		n = card.left - offset;
	memcpy(answer, card.at + offset, n);
	return say(answer, n, 0x9000);
}

static enum err
transmit(struct link *link, const uint8_t *c, size_t len, uint8_t *answer,
    size_t size, size_t *answer_len)
{
	(void)link;
	MUST(len >= 5 && c[0] == 0x00 && size >= 258);
	MUST(++card.commands < 1000);
	if (c[1] == 0xb0) {
		MUST(len == 5);
		*answer_len = read_binary(c, answer);
		return ERR_OK;
	}
	MUST(c[1] == 0xa4 && c[4] >= 2 && len >= 5u + c[4]);
	*answer_len = say(answer, 0, choose(c + 5 + c[4] - 2) ? 0x9000 :
	    0x6a82);
	return ERR_OK;
}

static const struct link_ops link_ops = { .transmit = transmit };

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct guard_rules nothing;
	static struct driver_certs certs;
	struct p15_facts facts;
	struct exchange x;

	memset(&card, 0, sizeof(card));
	card.link.ops = &link_ops;
	card.files = bytes;
	card.len = len;
	exchange_init(&x, &card.link, &nothing, 0x80);
	if (p15_read_facts(&x, 0x3d00, &facts) == ERR_OK) {
		MUST(facts.serial_len >= 4 &&
		    facts.serial_len <= CARD_SERIAL_MAX);
		MUST(facts.pin.form.stored <= PIN_FORM_MAX);
		MUST(facts.pin.home_len <= GUARD_HOME_MAX);
	}
	if (p15_certificates(&x, 0x3d00, &certs) != ERR_OK)
		return 0;
	MUST(certs.count <= CARD_CERTS_MAX);
	for (size_t i = 0; i < certs.count; i++) {
		MUST(certs.list[i].len > 0 &&
		    certs.list[i].len <= CARD_CERT_MAX);
		MUST(certs.list[i].key.id_len <= DRIVER_KEY_ID);
	}
	return 0;
}
