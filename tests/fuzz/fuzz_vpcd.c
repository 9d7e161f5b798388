/* links: vcard card loop base */
/* Bytes from the reader as they may come: the first byte says how many arrive
 * at a time, the rest goes through the framing to a card with a fault at some
 * commands.  Every reply is a whole frame or nothing.  The same bytes are
 * also read as a state file and as an order for a fault. */
#include "vcard_card.h"

#include "vcard/slot.h"
#include "vcard/vpcd.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct slot slot;
static struct vpcd_input input;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	card_make();
	slot.card = card;
	slot.log.fd = -1;
	return 0;
}

static void
faults_order(void)
{
	static const char *const orders[] = { "truncate@+2", "short@+4",
	    "empty@+6", "late-sw6581@+8", "mute@+10", "lost@+12" };
	size_t i;

	slot.commands = 0;
	slot.faults.count = 0;
	for (i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		must(slot_order(&slot, orders[i]) == ERR_OK);
}

static void
messages_run(void)
{
	uint8_t reply[VPCD_REPLY_MAX];
	enum slot_then then;
	size_t len;

	while (vpcd_input_next(&input, &slot, &then, reply, &len)) {
		must(len != 1 && len <= sizeof(reply));
		if (len > 0)
			must((size_t)(reply[0] << 8 | reply[1]) == len - 2);
		if (then != SLOT_ANSWER)
			must(len == 0);
	}
}

static void
stream_run(const uint8_t *data, size_t size, size_t step)
{
	memset(&input, 0, sizeof(input));
	while (size > 0) {
		size_t room, n = size < step ? size : step;
		uint8_t *at = vpcd_input_room(&input, &room);

		must(room > 0);
		if (n > room)
			n = room;
		memcpy(at, data, n);
		vpcd_input_added(&input, n);
		messages_run();
		data += n;
		size -= n;
	}
}

static void
text_run(const uint8_t *data, size_t size)
{
	struct vstate s;
	struct fault fault;
	char error[100], *text = malloc(size + 1);

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	if (fault_parse(text, 0, &fault) == ERR_OK)
		must(fault.at > 0);
	free(text);
	text = malloc(size == 0 ? 1 : size);	/* not terminated */
	must(text != NULL);
	memcpy(text, data, size);
	if (vstate_parse(text, size, &s, error, sizeof(error)) == ERR_OK)
		vstate_free(&s);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	text_run(data, size);
	if (size == 0)
		return 0;
	card_renew();
	faults_order();
	stream_run(data + 1, size - 1, (size_t)data[0] + 1);
	return 0;
}
