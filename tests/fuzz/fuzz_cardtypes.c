/* links: card loop base */
/* A card of a family that is told by its application (PIV, GIDS, OpenPGP,
 * PKCS#15) and answers what it likes (told_card.h).  It is read, its
 * certificates are read, its PIN is changed, it is unlocked by the PUK and by
 * the portal.  Whatever it says: what was typed leaves once each, and no other
 * value. */
#include "told_card.h"

#include "card/tool.h"

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

/* No type is known by it. */
static const uint8_t atr_of_none[] = { 0x3b, 0x01, 0x20 };

static struct { unsigned verifies, changes, puks, resets, proofs; } left;
static struct secret *pin, *puk;

static void
count(const uint8_t *c, size_t len)
{
	MUST(len >= 4 && c[0] == 0x00);
	left.verifies += c[1] == 0x20 && len > 5;
	left.changes += c[1] == 0x24;
	left.puks += c[1] == 0x2c && c[2] == 0x00;
	left.resets += c[1] == 0x2c && c[2] == 0x02;
	left.proofs += (c[1] == 0x87 && len > 40) || c[1] == 0x82;
	MUST(c[1] != 0x2c || c[2] == 0x00 || c[2] == 0x02);
}

static void
prepare(void)
{
	if (cards != NULL)
		return;
	cards_know(cards_text);
	pin = secret_of("246813");
	puk = secret_of("87654321");
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
	MUST(left.verifies + left.changes + left.puks == 0);
	m.card.serial_len = info->serial_len;
	memcpy(m.card.serial, info->serial, info->serial_len);
	if (card_tool_puk(&env, &m, &result) == ERR_OK)
		MUST(result.sent);
	MUST(left.puks == (result.sent ? 1u : 0u));
	if (card_tool_change(&env, &m, &result) == ERR_OK)
		MUST(result.sent);
	MUST(left.changes == (result.sent ? 1u : 0u) && left.puks <= 1);
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
	MUST(e != ERR_OK || left.proofs == 1);
	e = card_unlock_reset(&u, pin);
	MUST(left.resets == (u.result.reset_sent ? 1u : 0u));
	if (card_unlock_check(&u) == ERR_OK)
		MUST(left.resets == 1 && (u.result.tries_after == 3 ||
		    (u.result.tries_before == CARD_TRIES_UNKNOWN &&
		    u.result.tries_after == CARD_TRIES_UNKNOWN)));
	MUST(left.proofs <= 1);
	card_unlock_end(&u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct card_info info;

	prepare();
	memset(&left, 0, sizeof(left));
	card_insert(bytes, len);
	card_has_atr(atr_of_none, sizeof(atr_of_none));
	card_tell(&info);
	MUST(info.serial_len <= CARD_SERIAL_MAX);
	MUST(info.pin_tries >= CARD_TRIES_UNKNOWN && info.pin_tries <= 15);
	MUST(left.verifies + left.changes + left.puks + left.resets == 0);
	use_tools(&info);
	unlock(&info);
	return 0;
}
