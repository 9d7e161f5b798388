/* As akis1, but for unlocking: what opens RESET RETRY COUNTER is a secure
 * channel of GlobalPlatform, SCP03 (base/scp03.h), with keys of this card:
 *
 *   - INITIALIZE UPDATE 80 50 gives 10 bytes (the serial's last), key version
 *     01, SCP 03 with random challenges, the challenge and the cryptogram;
 *   - EXTERNAL AUTHENTICATE 84 82: ten wrong ones in a row and this way is
 *     closed (6983);
 *   - with MACs (P1 = 01, 03, 11, 13, 33) GET DATA may come wrapped; any plain
 *     command closes the channel;
 *   - without (P1 = 00) the card knows that its issuer is there, and takes one
 *     plain RESET RETRY COUNTER with P1 = 02.
 *
 * The issuer's plain PIN thus never has to pass through whoever has the keys.
 * The key in the state file is both keys, ENC and MAC, of 16 bytes each. */
#include <string.h>

#include <openssl/rand.h>

#include "base/scp03.h"
#include "base/secret.h"
#include "vcard/type_akis.h"
#include "vcard/vcard.h"

#define DIVERSIFICATION 10
#define KEY_VERSION 0x01
#define SCP_ID 0x03
#define SCP_OPTIONS 0x00	/* random challenge, no counter */

static uint16_t
initialize(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t info[] = { KEY_VERSION, SCP_ID, SCP_OPTIONS };
	struct vcard_now *now = &card->now;
	const struct vstate *s = &card->state;
	uint8_t challenge[SCP03_CHALLENGE], *at = a->data;

	scp03_close(&now->scp);
	now->administrator = now->scp_waits = false;
	if ((c->p1 != 0x00 && c->p1 != KEY_VERSION) || c->p2 != 0x00)
		return SW_REFERENCE;
	if (c->nc != SCP03_CHALLENGE)
		return SW_LENGTH;
	if (s->auth_tries == 0)
		return SW_BLOCKED;
	if (RAND_bytes(challenge, sizeof(challenge)) != 1 ||
	    scp03_derive(&now->scp, secret_bytes(s->unlock_key), c->data,
	    challenge) != ERR_OK)
		return SW_UNKNOWN;
	memcpy(at, s->serial + VCARD_SERIAL - DIVERSIFICATION,
	    DIVERSIFICATION);
	at += DIVERSIFICATION;
	memcpy(at, info, sizeof(info));
	at += sizeof(info);
	memcpy(at, challenge, sizeof(challenge));
	at += sizeof(challenge);
	if (scp03_card_cryptogram(&now->scp, at) != ERR_OK)
		return SW_UNKNOWN;
	a->len = (size_t)(at - a->data) + SCP03_CRYPTOGRAM;
	now->scp_waits = true;
	return APDU_SW_OK;
}

static uint16_t
authenticate(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	uint8_t right[SCP03_AUTHENTICATE];
	uint16_t sw = SW_UNKNOWN;

	(void)a;
	if (!now->scp_waits)
		return SW_CONDITIONS;
	now->scp_waits = false;
	if ((c->p1 & ~SCP03_ALL) != 0 || c->p2 != 0x00)
		return SW_P1_P2;
	if (c->nc != sizeof(right))
		return SW_LENGTH;
	if (scp03_authenticate(&now->scp, c->p1, right) == ERR_OK)
		sw = vcard_try(card, &card->state.auth_tries,
		    VCARD_AUTH_TRIES, right, sizeof(right), c->data, c->nc);
	secret_wipe_mem(right, sizeof(right));
	if (sw != APDU_SW_OK)
		scp03_close(&now->scp);
	now->administrator = sw == APDU_SW_OK && c->p1 == SCP03_CLEAR;
	return sw;
}

/* GET DATA under the channel. */
static uint16_t
wrapped_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	const uint8_t header[4] = { 0x80, c->ins, c->p1, c->p2 };
	struct apdu plain = { .ins = c->ins, .p1 = c->p1, .p2 = c->p2 };
	struct scp03 *scp = &card->now.scp;
	uint8_t data[SCP03_DATA_MAX];
	struct vanswer inner = { .len = 0 };
	uint16_t sw;

	if (scp03_unwrap(scp, header, c->data, c->nc, data, &plain.nc) !=
	    ERR_OK)
		return SW_SECURITY;
	plain.data = data;
	/* How much is wanted is for the plain answer to say, not for Le. */
	plain.ne = APDU_NE_SHORT;
	sw = vcard_get_data(card, &plain, &inner);
	if (scp03_wrap_answer(scp, inner.data, inner.len, sw, a->data,
	    &a->len) != ERR_OK)
		return SW_UNKNOWN;
	return sw;
}

static const struct vcommand commands[] = {
	{ CLA_WRAPPED, APDU_INS_GET_DATA, false, VCOMMAND_BLOCKED,
	    wrapped_get_data },
	{ 0x80, APDU_INS_INITIALIZE_UPDATE, false, VCOMMAND_BLOCKED,
	    initialize },
	{ CLA_WRAPPED, APDU_INS_EXT_AUTH, false, VCOMMAND_BLOCKED,
	    authenticate },
};

const struct vtype vtype_akis_scp = {
	.name = "akis-scp",
	/* Historical bytes "CILINGIR SCP": no card of this world has them. */
	.atr = "3b9c968131fe45" "43494c494e474952" "20534350" "7c",
	.key_min = SCP03_KEYS,
	.key_max = SCP03_KEYS,
	.commands = VCOMMANDS(commands),
	VTYPE_AKIS
};
