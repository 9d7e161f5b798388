/* links: vcard card loop base */
/* Bytes of a virtual machine's reader as they may come: the first byte says how
 * many arrive at a time; every message lies within what has arrived. */
#include <stdlib.h>
#include <string.h>

#include "vcard/vscard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct vscard_input input;

static void
must(int holds)
{
	if (!holds)
		abort();
}

/* False: hang up. */
static int
messages_run(void)
{
	struct vscard_message m;
	enum err e;

	for (;;) {
		size_t before = input.len;

		e = vscard_input_look(&input, &m);
		if (e != ERR_OK)
			break;
		must(m.len <= VSCARD_BODY_MAX);
		must(m.body + m.len <= input.bytes + input.len);
		vscard_input_drop(&input, &m);
		must(input.len + VSCARD_HEADER + m.len == before);
	}
	must(e == ERR_NOT_FOUND || e == ERR_TOO_BIG);
	return e == ERR_NOT_FOUND;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t step;

	if (size == 0)
		return 0;
	step = (size_t)*data++ + 1;
	size--;
	memset(&input, 0, sizeof(input));
	while (size > 0 && messages_run()) {
		size_t n = size < step ? size : step;

		must(input.len < sizeof(input.bytes));
		if (n > sizeof(input.bytes) - input.len)
			n = sizeof(input.bytes) - input.len;
		memcpy(input.bytes + input.len, data, n);
		input.len += n;
		data += n;
		size -= n;
	}
	return 0;
}
