/* links: card loop base */
/* A card of a family that is told by its application (PIV, GIDS, OpenPGP, PKCS#15) and
 * answers what it likes; the form of the input is that of fuzz_cardanswers.c.
 * It is read, its certificates are read, its PIN is changed, it is unlocked by
 * the PUK and by the portal.  Whatever it says: what was typed leaves once
 * each, and no other value. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/link.h"
#include "card/read.h"
#include "card/source.h"
#include "card/tool.h"
#include "card/unlock.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const char cards_text[] =
    "cards:\n"
    "  - name: piv\n"
    "    label: PIV\n"
    "    aid: A000000308\n"
    "    driver: piv\n"
    "    unlock: none\n"
    "    pin: {reference: 80, min: 6, max: 8, tries: 3}\n"
    "    puk: {allowed: true, min: 8, max: 8}\n"
    "  - name: gids\n"
    "    label: GIDS\n"
    "    aid: A00000039742544659\n"
    "    driver: gids\n"
    "    unlock: gids-admin\n"
    "    pin: {reference: 80, min: 4, max: 15, tries: 3}\n"
    "    key: {reference: 80, challenge: 32}\n"
    "  - name: openpgp\n"
    "    label: OpenPGP\n"
    "    aid: D27600012401\n"
    "    driver: openpgp\n"
    "    unlock: none\n"
    "    pin: {reference: 81, min: 6, max: 12, tries: 3}\n"
    "    puk: {allowed: true, min: 8, max: 16}\n"
    "  - name: akis2\n"
    "    label: AKIS\n"
    "    label-other: other\n"
    "    aid: A000000063504B43532D3135\n"
    "    driver: akis2\n"
    "    unlock: challenge-response\n"
    "    application: 3D00\n"
    "    pin: {reference: 01, min: 4, max: 16, tries: 3}\n"
    "    puk: {allowed: true, min: 4, max: 16}\n"
    "    key: {reference: 01, challenge: 16}\n";

static const uint8_t atr_bytes[] = { 0x3b, 0x01, 0x20 };

static struct {
	struct link link;
	struct source source;
	const uint8_t *at;
	size_t left;
	unsigned verifies, changes, puks, resets, proofs;
} card;

static struct cards *cards;
static struct secret *pin, *puk;

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

static void
count(const uint8_t *c, size_t len)
{
	MUST(len >= 4 && c[0] == 0x00);
	card.verifies += c[1] == 0x20 && len > 5;
	card.changes += c[1] == 0x24;
	card.puks += c[1] == 0x2c && c[2] == 0x00;
	card.resets += c[1] == 0x2c && c[2] == 0x02;
	card.proofs += (c[1] == 0x87 && len > 40) || c[1] == 0x82;
	MUST(c[1] != 0x2c || c[2] == 0x00 || c[2] == 0x02);
}

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	size_t n;
	const uint8_t *bytes = block(&n);

	(void)link;
	count(command, len);
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
	*len = sizeof(atr_bytes);
	return atr_bytes;
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
	memcpy(now->atr, atr_bytes, sizeof(atr_bytes));
	now->atr_len = sizeof(atr_bytes);
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
	puk = secret_new(16);
	MUST(pin != NULL && secret_set(pin, "246813", 6) == ERR_OK);
	MUST(puk != NULL && secret_set(puk, "87654321", 8) == ERR_OK);
}

static void
use_tools(const struct card_info *info)
{
	struct card_tool_env env = { &card.source, cards, true };
	struct card_msg_typed m = { .last_try = true, .value = puk,
	    .new_pin = pin };
	struct card_try_result result;
	struct card_certs certs;

	if (card_tool_certificates(&env, &certs) != ERR_OK)
		MUST(certs.count == 0);
	MUST(certs.count <= CARD_CERTS_MAX);
	MUST(card.verifies + card.changes + card.puks == 0);
	m.card.serial_len = info->serial_len;
	memcpy(m.card.serial, info->serial, info->serial_len);
	if (card_tool_puk(&env, &m, &result) == ERR_OK)
		MUST(result.sent);
	MUST(card.puks == (result.sent ? 1u : 0u));
	if (card_tool_change(&env, &m, &result) == ERR_OK)
		MUST(result.sent);
	MUST(card.changes == (result.sent ? 1u : 0u) && card.puks <= 1);
}

static void
unlock(const struct card_info *info)
{
	const uint8_t answer[72] = { 1 };
	struct card_msg_challenge challenge;
	struct card_msg_begin which;
	struct card_unlock u;
	enum err e;

	memcpy(which.serial, info->serial, info->serial_len);
	which.serial_len = info->serial_len;
	card_unlock_init(&u);
	e = card_unlock_begin(&u, &card.source, cards, &which, NULL, &challenge);
	MUST(e != ERR_OK || challenge.challenge_len == 32 ||
	    challenge.challenge_len == 16);
	e = card_unlock_authenticate(&u, answer, sizeof(answer));
	MUST(e != ERR_OK || card.proofs == 1);
	e = card_unlock_reset(&u, pin);
	MUST(card.resets == (u.result.reset_sent ? 1u : 0u));
	if (card_unlock_check(&u) == ERR_OK)
		MUST(card.resets == 1 && (u.result.tries_after == 3 ||
		    (u.result.tries_before == CARD_TRIES_UNKNOWN &&
		    u.result.tries_after == CARD_TRIES_UNKNOWN)));
	MUST(card.proofs <= 1);
	card_unlock_end(&u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct source_state at;
	struct card_info info;

	prepare();
	memset(&card, 0, sizeof(card));
	card.link.ops = &link_ops;
	card.source.ops = &source_ops;
	card.at = bytes;
	card.left = len;
	look(&card.source, &at);
	card_read(&card.source, &at, cards, &info, NULL);
	MUST(info.serial_len <= CARD_SERIAL_MAX);
	MUST(info.pin_tries >= CARD_TRIES_UNKNOWN && info.pin_tries <= 15);
	MUST(card.verifies + card.changes + card.puks + card.resets == 0);
	use_tools(&info);
	unlock(&info);
	return 0;
}
