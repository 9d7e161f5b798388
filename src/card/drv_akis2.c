#include "card/drv_akis2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/drv_p15.h"
#include "card/p15.h"
#include "card/x509.h"

/* EF.TokenInfo by its short identifier, 12 (ISO/IEC 7816-15 7.2). */
#define READ_TOKEN_INFO 0x92
#define TOKEN_CHUNK 0x80

/* In the application; the beginning of the file is enough. */
static enum err
read_serial(struct exchange *x, uint8_t serial[static CARD_SERIAL_MAX],
    size_t *len)
{
	struct apdu c = { .ins = APDU_INS_READ_BINARY, .p1 = READ_TOKEN_INFO,
	    .ne = TOKEN_CHUNK };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	if (e != ERR_OK)
		return e;
	if (a.sw != APDU_SW_OK && a.sw != 0x6282)
		return exchange_read_sw(a.sw);
	return p15_token_serial(a.data, a.len, serial, len);
}

static enum err
expect_serial(struct exchange *x, const uint8_t *serial, size_t len)
{
	uint8_t found[CARD_SERIAL_MAX];
	size_t found_len = 0;
	enum err e = read_serial(x, found, &found_len);

	return e == ERR_OK ? driver_expect_serial(found, found_len, serial,
	    len) : e;
}

/* ------------------------------------------------------------ identify ---- */

static bool
commits(const struct driver_certs *certs)
{
	struct card_cert cert;

	for (size_t i = 0; i < certs->count; i++) {
		if (x509_read(certs->list[i].der, certs->list[i].len, &cert) ==
		    ERR_OK && cert.use & CARD_USE_COMMIT)
			return true;
	}
	return false;
}

/* None of its certificates is for signatures: another card of that family. */
static enum err
tell_kind(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	struct driver_certs *certs = malloc(sizeof(*certs));
	enum err e = ERR_NO_MEMORY;

	if (certs != NULL)
		e = drv_p15_certificates(x, type, certs);
	if (e == ERR_OK && !commits(certs))
		snprintf(info->label, sizeof(info->label), "%s",
		    type->label_other);
	free(certs);
	return e;
}

static enum err
akis2_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	enum err e = drv_p15_identify(x, type, info);

	if (e == ERR_OK && type->label_other[0] != '\0')
		e = tell_kind(x, type, info);
	return e == ERR_OK ? drv_p15_go_home(x) : e;
}

/* -------------------------------------------------------------- unlock ---- */

/* What identify() would find, without what it costs where that is known. */
static enum err
learn(struct exchange *x, const struct card_type *type,
    const struct card_known *known, int *tries)
{
	struct card_info info = { .pin_tries = CARD_TRIES_UNKNOWN };
	enum err e;

	if (known != NULL) {
		guard_pin(&x->guard, &known->pin);
		*tries = known->tries;
		return ERR_OK;
	}
	e = drv_p15_identify(x, type, &info);
	*tries = info.pin_tries;
	return e == ERR_OK && !info.operational ? ERR_CARD_PHASE : e;
}

static enum err
akis2_begin(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const struct card_known *known,
    uint8_t challenge[CARD_CHALLENGE_MAX], int *tries)
{
	enum err e;

	*tries = CARD_TRIES_UNKNOWN;
	e = learn(x, type, known, tries);
	if (e == ERR_OK)
		e = expect_serial(x, serial, len);
	if (e == ERR_OK && x->guard.pin.max == 0)
		e = ERR_CARD_UNKNOWN;
	if (e == ERR_OK)
		e = drv_p15_go_home(x);
	if (e == ERR_OK)
		e = drv_iso_challenge(x, type, challenge);
	return e;
}

static enum err
akis2_authenticate(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const uint8_t *cryptogram,
    size_t cryptogram_len, struct card_unlock_result *result)
{
	enum err e = drv_iso_authenticate(x, type, cryptogram, cryptogram_len,
	    result);

	return e == ERR_OK ? expect_serial(x, serial, len) : e;
}

static enum err
akis2_reset(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_unlock_result *result)
{
	const struct guard_pin *p = &x->guard.pin;
	uint8_t bytes[PIN_FORM_MAX];
	size_t n = 0;
	enum err e;

	(void)type;
	if (drv_iso_pin_fits(pin, p->min, p->max))
		n = pin_encode(&p->form, pin, bytes);
	if (n == 0)
		return ERR_PIN_LENGTH;
	e = drv_iso_reset(x, p->reference, bytes, n, result);
	secret_wipe_mem(bytes, sizeof(bytes));
	return e;
}

/* Where the card keeps its tries to itself, its 9000 has to do. */
static enum err
akis2_check(struct exchange *x, const struct card_type *type,
    struct card_unlock_result *result)
{
	enum err e = drv_p15_tries(x, &result->tries_after);

	if (e == ERR_OK && result->tries_after == CARD_TRIES_UNKNOWN &&
	    result->tries_before == CARD_TRIES_UNKNOWN)
		return ERR_OK;
	if (e != ERR_OK || result->tries_after != type->pin_tries)
		return ERR_UNLOCK_UNKNOWN;
	return ERR_OK;
}

const struct card_driver drv_akis2 = {
	.name = "akis2",
	.method = "challenge-response",
	.wants = DRIVER_KEY | DRIVER_FILE,
	.rules = { .pads = CARD_PAD_ALL },
	.tools = &drv_p15_tools,
	.identify = akis2_identify,
	.begin = akis2_begin,
	.authenticate = akis2_authenticate,
	.reset = akis2_reset,
	.check = akis2_check,
};
