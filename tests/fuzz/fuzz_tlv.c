/* links: card base */
/* Any bytes as BER-TLV, three levels down, and as an ATR: everything that is
 * pointed at lies inside. */
#include <stdlib.h>

#include "card/atr.h"
#include "card/tlv.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
walk(const uint8_t *bytes, size_t len, int depth)
{
	struct tlv_walk w;
	struct tlv t;
	size_t objects = 0;

	tlv_walk_init(&w, bytes, len);
	while (tlv_next(&w, &t) == ERR_OK) {
		MUST(t.value >= bytes && t.value + t.len <= bytes + len);
		MUST(++objects <= len);
		if (depth > 0)
			walk(t.value, t.len, depth - 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const uint8_t *historical;
	size_t count;
	struct tlv t;

	walk(bytes, len, 3);
	if (tlv_find(bytes, len, 0x6f, &t) == ERR_OK)
		MUST(t.tag == 0x6f);
	if (atr_historical(bytes, len, &historical, &count) == ERR_OK)
		MUST(count <= 15 && historical + count <= bytes + len);
	return 0;
}
