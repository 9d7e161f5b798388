/* links: tui core screen base */
/* Any bytes from a keyboard: no more presses than bytes, every character a
 * printable code point, nothing pressed or moved inside a bracketed paste,
 * and after a pause the decoder is as new. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool promise)
{
	if (!promise)
		abort();
}

static void
check(enum press press, uint32_t cp, bool pasting)
{
	struct request r;

	if (press == PRESS_NONE)
		return;
	if (press == PRESS_CHAR) {
		must(cp >= 0x20 && cp != 0x7f && cp <= 0x10ffff);
		must(cp < 0x80 || cp >= 0xa0);
		must(cp < 0xd800 || cp > 0xdfff);
	} else {
		must(!pasting);
	}
	r = keys_request(press, cp, true);
	must(r.kind <= REQ_KEY && r.kind != REQ_NUMBER);
	must(r.kind == REQ_CHAR || r.value == 0);
	r = keys_request(press, cp, false);
	must(r.kind != REQ_CHAR && r.kind != REQ_ERASE);
	must(r.kind != REQ_NUMBER || r.value <= 9);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keys k;
	uint32_t cp = 0;
	bool pasting;

	keys_init(&k, false);
	for (size_t i = 0; i < size; i++) {
		pasting = k.pasting;
		check(keys_feed(&k, data[i], &cp), cp, pasting);
		must(k.len < sizeof(k.seq));
	}
	check(keys_timeout(&k), 0, false);
	must(!keys_waiting(&k));
	must(keys_feed(&k, 'x', &cp) == PRESS_CHAR && cp == 'x');
	return 0;
}
