/* links: card base */
/* Any bytes as a command: what is read is inside the bytes and is built again
 * to the same meaning; and what the guard lets through in any stage keeps to
 * its rules. */
#include <stdlib.h>
#include <string.h>

#include "card/apdu.h"
#include "card/guard.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

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

/* The rules, said a second time and differently. */
static void
rules(struct apdu_guard *g, const uint8_t *bytes, size_t len)
{
	enum guard_stage before = g->stage;
	bool typed = g->typed;

	if (apdu_guard(g, bytes, len) != ERR_OK)
		return;
	MUST(len >= 4 && bytes[0] == 0);
	MUST(bytes[1] != 0x24 && bytes[1] != 0x09);
	if (bytes[1] == 0x2c)
		MUST(before == GUARD_ACCEPTED && bytes[2] == 2 &&
		    bytes[3] == 0x80 && len > 5);
	if (bytes[1] == 0x20)
		MUST(typed && bytes[3] == 0x80 && len > 5);
	if (bytes[1] == 0x82)
		MUST(before == GUARD_CHALLENGED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	size_t data_len;
	uint16_t sw;

	there_and_back(bytes, len);
	for (int stage = GUARD_READ; stage <= GUARD_SPENT; stage++) {
		struct apdu_guard g;

		guard_init(&g, 0x80);
		g.stage = (enum guard_stage)stage;
		if (len > 0 && bytes[len - 1] & 1)
			guard_typed(&g);
		rules(&g, bytes, len);
	}
	if (apdu_answer(bytes, len, &data_len, &sw) == ERR_OK)
		MUST(data_len == len - 2);
	return 0;
}
