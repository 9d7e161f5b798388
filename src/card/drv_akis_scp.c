/* Cards that read as AKİS v1.x does and are unlocked by their issuer itself,
 * through a secure channel of GlobalPlatform whose commands the portal makes
 * (card/relay.h).  The last of them opens a channel without secure messaging;
 * the card takes the new PIN in it, in one plain RESET RETRY COUNTER. */
#include "card/drv_akis.h"

#include <string.h>

#include "card/cards.h"
#include "card/drv_iso.h"

static enum err
scp_begin(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const struct card_known *known,
    uint8_t challenge[CARD_CHALLENGE_MAX], int *tries)
{
	(void)challenge;	/* the portal takes it, in the relay */
	return drv_akis_look(x, type, serial, len, known, tries);
}

static enum err
scp_relay(struct exchange *x, const uint8_t *command, size_t len,
    struct answer *a)
{
	struct apdu c;
	enum err e;

	a->sw = 0;
	a->len = 0;
	if (apdu_parse(command, len, &c) != ERR_OK || !guard_may_relay(&c))
		return ERR_REFUSED;
	e = exchange_send(x, &c, a);
	if (e != ERR_OK)
		return e;
	return drv_iso_key_error(a->sw, c.ins == APDU_INS_EXT_AUTH ?
	    ERR_AUTH_REFUSED : ERR_CARD_REFUSED);
}

static enum err
scp_authenticate(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const uint8_t *cryptogram,
    size_t cryptogram_len, struct card_unlock_result *result)
{
	struct answer a;
	enum err e = scp_relay(x, cryptogram, cryptogram_len, &a);

	result->sw = a.sw;
	/* A command that opens nothing was the last one by mistake. */
	if (e == ERR_OK && x->guard.stage != GUARD_ACCEPTED)
		e = ERR_REFUSED;
	if (e != ERR_OK)
		return e;
	result->authenticated = true;
	return drv_akis_expect(x, type, serial, len);
}

const struct card_driver drv_akis_scp = {
	.name = "akis-scp",
	.method = "apdu-relay",
	.wants = DRIVER_FILE | DRIVER_SERIAL,
	.rules = { .relay = true, .pads = DRV_AKIS_PADS },
	.tools = &drv_akis_tools,
	.identify = drv_akis_identify,
	.begin = scp_begin,
	.relay = scp_relay,
	.authenticate = scp_authenticate,
	.reset = drv_iso_reset_typed,
	.check = drv_akis_check,
};
