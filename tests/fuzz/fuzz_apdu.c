/* links: card base */
/* Any bytes as a command: what is read is inside the bytes and is built again
 * to the same meaning; and what the guard lets through in any stage keeps to
 * its rules.  The last byte says what the holder has typed, and of which
 * family the card is. */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/apdu.h"
#include "card/guard.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

#define PIN "246813"
#define NEW "975310"
#define PUK "86420975"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct secret *pin, *new_pin, *puk;

static void
there_and_back(const uint8_t *bytes, size_t len)
{
	static uint8_t out[7 + APDU_NC_MAX + 2];
	struct apdu c, again;
	size_t out_len;

	if (apdu_parse(bytes, len, &c) != ERR_OK)
		return;
	MUST(c.nc == 0 ||
	    (c.data >= bytes && c.data + c.nc <= bytes + len));
	MUST(apdu_build(&c, out, sizeof(out), &out_len) == ERR_OK);
	MUST(apdu_parse(out, out_len, &again) == ERR_OK);
	MUST(again.nc == c.nc && again.ne == c.ne && again.ins == c.ins);
	MUST(c.nc == 0 || memcmp(again.data, c.data, c.nc) == 0);
}

static bool
has(const uint8_t *bytes, size_t len, const char *digits)
{
	return memmem(bytes, len, digits, strlen(digits)) != NULL;
}

/* The rules on what costs a try, said a second time and differently. */
static void
value_rules(const struct apdu_guard *before, const uint8_t *b, size_t len)
{
	switch (b[1]) {
	case 0x20:
		MUST(b[2] == 0 && b[3] == 0x80);
		if (len == 4)
			MUST(before->rules.tries_by_verify);
		else
			MUST(before->leave == GUARD_VERIFY && has(b, len, PIN));
		break;
	case 0x24:
		MUST(before->leave == GUARD_CHANGE && has(b, len, PIN) &&
		    has(b, len, NEW));
		break;
	case 0x2c:
		MUST(b[3] == 0x80 && len > 5);
		if (b[2] == 0)
			MUST(before->leave == GUARD_PUK && has(b, len, PUK) &&
			    has(b, len, NEW));
		else
			MUST(b[2] == 2 && before->stage == GUARD_ACCEPTED);
		break;
	default:
		MUST(b[1] != 0x09);
		break;
	}
}

static void
rules(struct apdu_guard *g, const uint8_t *bytes, size_t len)
{
	struct apdu_guard before = *g;

	if (apdu_guard(g, bytes, len) != ERR_OK)
		return;
	/* No PIN was accepted here: nothing signs. */
	MUST(len >= 4 && bytes[0] == 0 && bytes[1] != 0x2a);
	value_rules(&before, bytes, len);
	if (bytes[1] == 0x84)
		MUST(before.stage == GUARD_OPEN && !before.rules.mutual);
	if (bytes[1] == 0x82)
		MUST(before.stage == GUARD_CHALLENGED && !before.rules.mutual);
	if (bytes[1] == 0x87)
		MUST(before.rules.mutual && (before.stage == GUARD_OPEN ||
		    before.stage == GUARD_CHALLENGED));
}

static const struct guard_rules families[] = {
	{ .mutual = false },
	{ .mutual = true },
	{ .tries_by_verify = true, .sign_by_authenticate = true },
	{ .puk_of_any_age = true },
};

static void
type(struct apdu_guard *g, uint8_t how)
{
	struct guard_typed t = { .what = (enum guard_leave)(how & 3),
	    .value = pin, .new_pin = new_pin, .tries = how >> 2 & 3,
	    .last_try = (how & 0x10) != 0, .puk = { .driver = true,
	    .type = true, .config = true, .min = 8, .max = 8,
	    .any_age = true } };

	if (t.what == GUARD_PUK)
		t.value = puk;
	if (guard_typed(g, &t) == ERR_OK)
		MUST(t.what != GUARD_NOTHING && t.tries > 0);
	else
		MUST(g->leave == GUARD_NOTHING);
}

static void
prepare(void)
{
	if (pin != NULL)
		return;
	MUST(secret_heap_init() != SECRET_HEAP_NONE);
	pin = secret_new(16);
	new_pin = secret_new(16);
	puk = secret_new(16);
	MUST(pin != NULL && secret_set(pin, PIN, 6) == ERR_OK);
	MUST(new_pin != NULL && secret_set(new_pin, NEW, 6) == ERR_OK);
	MUST(puk != NULL && secret_set(puk, PUK, 8) == ERR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t how = len > 0 ? bytes[len - 1] : 0;
	size_t data_len;
	uint16_t sw;

	prepare();
	there_and_back(bytes, len);
	if (apdu_answer(bytes, len, &data_len, &sw) == ERR_OK)
		MUST(data_len == len - 2);
	for (int stage = GUARD_READ; len > 0 && stage <= GUARD_SPENT;
	    stage++) {
		struct apdu_guard g;

		guard_init(&g, &families[how >> 5 & 3], 0x80);
		guard_limits(&g, 6, 8);
		g.stage = (enum guard_stage)stage;
		type(&g, how);
		rules(&g, bytes, len - 1);
	}
	return 0;
}
