#include "card/drv_akis.h"

#include <string.h>

#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/tlv.h"

#define DATA_LIFE_CYCLE 0x04
#define DATA_SERIAL 0x06

#define LIFE_CYCLE_LEN 10
#define LIFE_CYCLE_AT 6
#define LIFE_CYCLE_OPERATION 0xa5
#define LIFE_CYCLE_ADMINISTRATION 0xa0
#define LIFE_CYCLE_DEAD 0xaf	/* our reading: drv_akis.h */

#define TAG_FCI 0x6f
#define TAG_SECURITY 0x90

/* Bits of the first byte of tag 90.  Nothing public says how a locked card
 * shows; both bits together are what the virtual card does, and the only
 * value that is left. */
#define SECURITY_WRONG_ONCE 0x40
#define SECURITY_LAST_TRY 0x80
#define SECURITY_TRIES (SECURITY_WRONG_ONCE | SECURITY_LAST_TRY)

static enum err
get_data(struct exchange *x, uint8_t what, size_t len, struct answer *a)
{
	struct apdu c = { .ins = APDU_INS_GET_DATA, .p1 = 0x01, .p2 = what,
	    .ne = len };
	enum err e = drv_iso_read(x, &c, a);

	/* A cut answer can end in 90 00 by pcscd's account: count. */
	return e == ERR_OK && a->len != len ? ERR_CARD_ANSWER : e;
}

static enum err
read_serial(struct exchange *x, const struct card_type *type,
    uint8_t serial[CARD_SERIAL_MAX])
{
	struct answer a;
	enum err e = get_data(x, DATA_SERIAL, type->serial_answer, &a);

	if (e == ERR_OK)
		memcpy(serial, a.data + type->serial_offset, type->serial_len);
	return e;
}

enum err
drv_akis_expect(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len)
{
	uint8_t found[CARD_SERIAL_MAX];
	enum err e = read_serial(x, type, found);

	return e == ERR_OK ? driver_expect_serial(found, type->serial_len,
	    serial, len) : e;
}

/* ERR_CARD_DEAD: for good. */
static enum err
read_life_cycle(struct exchange *x, uint8_t *phase)
{
	struct answer a;
	enum err e = get_data(x, DATA_LIFE_CYCLE, LIFE_CYCLE_LEN, &a);

	*phase = e == ERR_OK ? a.data[LIFE_CYCLE_AT] : 0;
	return *phase == LIFE_CYCLE_DEAD ? ERR_CARD_DEAD : e;
}

/* Tries out of the FCI that SELECT answers: free, unlike an empty VERIFY. */
static enum err
tries_of_fci(const struct answer *a, int *tries)
{
	struct tlv fci, security;
	enum err e = tlv_find(a->data, a->len, TAG_FCI, &fci);

	if (e == ERR_OK)
		e = tlv_find(fci.value, fci.len, TAG_SECURITY, &security);
	if (e != ERR_OK || security.len == 0)
		return ERR_CARD_ANSWER;
	switch (security.value[0] & SECURITY_TRIES) {
	case 0:
		*tries = 3;
		break;
	case SECURITY_WRONG_ONCE:
		*tries = 2;
		break;
	case SECURITY_LAST_TRY:
		*tries = 1;
		break;
	default:
		*tries = 0;
		break;
	}
	return ERR_OK;
}

static enum err
read_tries(struct exchange *x, const struct card_type *type, int *tries)
{
	uint8_t file[2] = { (uint8_t)(type->application >> 8),
	    (uint8_t)(type->application & 0xff) };
	struct apdu c = { .ins = APDU_INS_SELECT, .data = file,
	    .nc = sizeof(file), .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e = drv_iso_read(x, &c, &a);

	*tries = CARD_TRIES_UNKNOWN;
	return e == ERR_OK ? tries_of_fci(&a, tries) : e;
}

enum err
drv_akis_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	uint8_t phase;
	enum err e = read_serial(x, type, info->serial);

	if (e != ERR_OK)
		return e;
	info->serial_len = type->serial_len;
	e = read_life_cycle(x, &phase);
	if (e != ERR_OK)
		return e;
	info->operational = phase == LIFE_CYCLE_OPERATION;
	/* What the file says in a phase that nobody has described is unknown
	 * as well. */
	if (!info->operational && phase != LIFE_CYCLE_ADMINISTRATION)
		return ERR_OK;
	e = read_tries(x, type, &info->pin_tries);
	/* A card out of its operation phase need not have the file. */
	if (!info->operational &&
	    (e == ERR_CARD_REFUSED || e == ERR_CARD_MEMORY))
		e = ERR_OK;
	return e;
}

enum err
drv_akis_look(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const struct card_known *known,
    int *tries)
{
	uint8_t phase = LIFE_CYCLE_OPERATION;
	enum err e;

	*tries = CARD_TRIES_UNKNOWN;
	e = drv_akis_expect(x, type, serial, len);
	if (e == ERR_OK && known == NULL)
		e = read_life_cycle(x, &phase);
	if (e == ERR_OK && phase != LIFE_CYCLE_OPERATION)
		e = ERR_CARD_PHASE;
	return e == ERR_OK ? read_tries(x, type, tries) : e;
}

static enum err
akis_begin(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const struct card_known *known,
    uint8_t challenge[CARD_CHALLENGE_MAX], int *tries)
{
	enum err e = drv_akis_look(x, type, serial, len, known, tries);

	return e == ERR_OK ? drv_iso_challenge(x, type, challenge) : e;
}

static enum err
akis_authenticate(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const uint8_t *cryptogram,
    size_t cryptogram_len, struct card_unlock_result *result)
{
	enum err e = drv_iso_authenticate(x, type, cryptogram, cryptogram_len,
	    result);

	return e == ERR_OK ? drv_akis_expect(x, type, serial, len) : e;
}

enum err
drv_akis_check(struct exchange *x, const struct card_type *type,
    struct card_unlock_result *result)
{
	enum err e = read_tries(x, type, &result->tries_after);

	if (e != ERR_OK || result->tries_after != type->pin_tries)
		return ERR_UNLOCK_UNKNOWN;
	return ERR_OK;
}

const struct card_driver drv_akis = {
	.name = "akis",
	.method = "challenge-response",
	.wants = DRIVER_KEY | DRIVER_FILE | DRIVER_SERIAL,
	.rules = { .pads = DRV_AKIS_PADS },
	.tools = &drv_akis_tools,
	.identify = drv_akis_identify,
	.begin = akis_begin,
	.authenticate = akis_authenticate,
	.reset = drv_iso_reset_typed,
	.check = drv_akis_check,
};
