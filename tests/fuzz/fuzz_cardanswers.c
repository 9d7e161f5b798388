/* links: card loop base */
/* A card that answers what it likes.  The input is blocks, each with a 16-bit
 * little-endian length before it: the first is the ATR, the others are what
 * the card says, one after the other (the form of OpenSC's corpus).  The card
 * is read and unlocked; whatever it says, at most one EXTERNAL AUTHENTICATE
 * and one RESET RETRY COUNTER leave, and no value but the PIN. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/link.h"
#include "card/read.h"
#include "card/source.h"
#include "card/unlock.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

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

static struct {
	struct link link;
	struct source source;
	const uint8_t *at;
	size_t left;
	uint8_t atr[CARD_ATR_MAX];
	size_t atr_len;
	unsigned authentications, resets;
} card;

static struct cards *cards;
static struct secret *pin;

/* The next block; none is an answer of no bytes. */
static const uint8_t *
block(size_t *len)
{
	const uint8_t *bytes;

	*len = 0;
	if (card.left < 2)
		return NULL;
	*len = (size_t)card.at[0] | (size_t)card.at[1] << 8;
	card.at += 2;
	card.left -= 2;
	if (*len > card.left)
		*len = card.left;
	bytes = card.at;
	card.at += *len;
	card.left -= *len;
	return bytes;
}

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	size_t n;
	const uint8_t *bytes = block(&n);

	(void)link;
	MUST(len >= 4 && command[0] == 0 && command[1] != 0x20 &&
	    command[1] != 0x24);
	card.authentications += command[1] == 0x82;
	card.resets += command[1] == 0x2c;
	MUST(command[1] != 0x2c || (command[2] == 2 && command[3] == 0x80));
	*answer_len = 0;
	if (n > size)
		return ERR_TOO_BIG;
	if (n < 2)
		return ERR_CARD_GONE;
	memcpy(answer, bytes, n);
	*answer_len = n;
	return ERR_OK;
}

static enum err
begin(struct link *link)
{
	(void)link;
	return ERR_OK;
}

static void
end(struct link *link, bool reset)
{
	(void)link;
	(void)reset;
}

static uint32_t
insertion(struct link *link)
{
	(void)link;
	return 1;
}

static const uint8_t *
atr(struct link *link, size_t *len)
{
	(void)link;
	*len = card.atr_len;
	return card.atr;
}

static void
close_link(struct link **link)
{
	*link = NULL;
}

static void
look(struct source *source, struct source_state *now)
{
	(void)source;
	memset(now, 0, sizeof(*now));
	now->presence = CARD_PRESENT;
	now->insertion = 1;
	memcpy(now->atr, card.atr, card.atr_len);
	now->atr_len = card.atr_len;
}

static enum err
open_link(struct source *source, const char *reader, struct link **link)
{
	(void)source;
	(void)reader;
	*link = &card.link;
	return ERR_OK;
}

static const struct link_ops link_ops = { transmit, begin, end, insertion,
    atr, close_link };
static const struct source_ops source_ops = { .look = look,
    .open = open_link };

static void
prepare(void)
{
	char error[200];

	if (cards != NULL)
		return;
	MUST(secret_heap_init() != SECRET_HEAP_NONE);
	MUST(cards_read_text("cards", cards_text, sizeof(cards_text) - 1,
	    &cards, error, sizeof(error)) == ERR_OK);
	pin = secret_new(16);
	MUST(pin != NULL && secret_set(pin, "246813", 6) == ERR_OK);
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
	MUST(e != ERR_OK || card.authentications == 1);
	e = card_unlock_reset(&u, pin);
	MUST(card.resets == (u.result.reset_sent ? 1u : 0u));
	MUST(e != ERR_OK || u.result.authenticated);
	if (card_unlock_check(&u) == ERR_OK)
		MUST(u.result.tries_after == 3 && card.resets == 1);
	MUST(card.authentications <= 1 && card.resets <= 1);
	card_unlock_end(&u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const uint8_t *first;
	struct source_state at;
	struct card_info info;

	prepare();
	memset(&card, 0, sizeof(card));
	card.link.ops = &link_ops;
	card.source.ops = &source_ops;
	card.at = bytes;
	card.left = len;
	first = block(&card.atr_len);
	if (card.atr_len > sizeof(card.atr))
		card.atr_len = sizeof(card.atr);
	if (card.atr_len > 0)
		memcpy(card.atr, first, card.atr_len);
	look(&card.source, &at);
	card_read(&card.source, &at, cards, &info, NULL);
	MUST(info.trouble != ERR_OK || info.serial_len == 12);
	unlock();
	return 0;
}
