/* links: card loop base */
/* A card that answers what it likes (told_card.h); the first block is its ATR.
 * It is read and unlocked; whatever it says, at most one EXTERNAL AUTHENTICATE
 * and one RESET RETRY COUNTER leave, and no value but the PIN. */
#include "told_card.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char cards_text[] =
    "cards:\n"
    "  - name: akis-1.2\n"
    "    label: AKIS\n"
    "    historical: 806755454B4145....318073B3A180\n"
    "    driver: akis\n"
    "    unlock: challenge-response\n"
    "    application: 3D00\n"
    "    serial: {answer: 77, offset: 55, length: 12}\n"
    "    pin: {reference: 80, min: 6, max: 8, tries: 3}\n"
    "    key: {reference: 01, challenge: 16}\n";

static struct { unsigned authentications, resets; } left;
static struct secret *pin;

static void
count(const uint8_t *c, size_t len)
{
	MUST(len >= 4 && c[0] == 0 && c[1] != 0x20 && c[1] != 0x24);
	left.authentications += c[1] == 0x82;
	left.resets += c[1] == 0x2c;
	MUST(c[1] != 0x2c || (c[2] == 2 && c[3] == 0x80));
}

static void
prepare(void)
{
	if (cards != NULL)
		return;
	cards_know(cards_text);
	pin = secret_of("246813");
}

static void
unlock(void)
{
	struct card_msg_begin which = { .serial_len = 12 };
	struct card_msg_challenge challenge;
	struct card_unlock u;
	const uint8_t cryptogram[16] = { 1 };
	enum err e;

	card_unlock_init(&u);
	e = card_unlock_begin(&u, &card.source, cards, &which, NULL, &challenge);
	MUST(e != ERR_OK || challenge.challenge_len == 16);
	e = card_unlock_authenticate(&u, cryptogram, sizeof(cryptogram));
	MUST(e != ERR_OK || left.authentications == 1);
	e = card_unlock_reset(&u, pin);
	MUST(left.resets == (u.result.reset_sent ? 1u : 0u));
	MUST(e != ERR_OK || u.result.authenticated);
	if (card_unlock_check(&u) == ERR_OK)
		MUST(u.result.tries_after == 3 && left.resets == 1);
	MUST(left.authentications <= 1 && left.resets <= 1);
	card_unlock_end(&u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const uint8_t *atr_bytes;
	struct card_info info;
	size_t atr_len;

	prepare();
	memset(&left, 0, sizeof(left));
	card_insert(bytes, len);
	atr_bytes = block(&atr_len);
	card_has_atr(atr_bytes, atr_len);
	card_tell(&info);
	MUST(info.trouble != ERR_OK || info.serial_len == 12);
	unlock();
	return 0;
}
