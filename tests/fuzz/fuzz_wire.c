/* links: wire base */
/* API bodies of both directions.  The first byte says which; what was read
 * must be writable again, and reading that gives the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "wire/wire.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	wire_init();
	return secret_heap_init() == SECRET_HEAP_NONE ? -1 : 0;
}

static void
try_request(enum wire_op op, const uint8_t *data, size_t size)
{
	struct wire_request req = { 0 };
	struct buf body;

	buf_init(&body, WIRE_BODY_MAX);
	if (wire_decode_request(op, data, size, &req) == ERR_OK) {
		if (wire_encode_request(op, &req, &body) != ERR_OK)
			abort();
	}
	wire_request_free(op, &req);
	buf_free(&body);
}

static void
try_reply(enum wire_op op, const uint8_t *data, size_t size)
{
	struct wire_reply reply;
	struct buf body;

	buf_init(&body, WIRE_BODY_MAX);
	if (wire_reply_init(op, &reply) != ERR_OK)
		abort();
	if (wire_decode_reply(op, data, size, &reply) == ERR_OK) {
		if (wire_encode_reply(op, &reply, &body) != ERR_OK)
			abort();
	}
	wire_reply_free(op, &reply);
	buf_free(&body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_problem problem;
	enum wire_op op;

	if (size == 0)
		return 0;
	op = (enum wire_op)((data[0] - '0') % WIRE_OP_COUNT);
	if (data[0] < '0')
		return 0;
	try_request(op, data + 1, size - 1);
	try_reply(op, data + 1, size - 1);
	wire_decode_problem(403, data + 1, size - 1, &problem);
	return 0;
}
