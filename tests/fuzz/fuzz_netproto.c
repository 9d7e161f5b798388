/* links: remote wire loop base */
/* The frames between terminal and network helper, both ways (the first byte
 * says which).  What was read must be writable again, to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "remote/proto.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct secret *token;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return -1;
	token = secret_new(WIRE_TOKEN_MAX);
	return token == NULL ? -1 : 0;
}

static void
same(const struct buf *out, enum err e, const uint8_t *data, size_t size)
{
	if (e != ERR_OK || out->len != size ||
	    memcmp(out->data, data, size) != 0)
		abort();
}

static void
try_call(const uint8_t *data, size_t size)
{
	struct proto_call call;
	struct buf out;

	buf_init(&out, PROTO_MAX);
	if (proto_get_call(data, size, token, &call) == ERR_OK)
		same(&out, proto_put_call(&out, &call), data, size);
	else if (secret_len(token) != 0)
		abort();
	buf_free(&out);
}

static void
try_answer(const uint8_t *data, size_t size)
{
	static struct proto_answer answer;
	struct buf out;

	buf_init(&out, PROTO_MAX);
	if (proto_get_answer(data, size, &answer) == ERR_OK)
		same(&out, proto_put_answer(&out, &answer), data, size);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 2 == 0)
		try_call(data + 1, size - 1);
	else
		try_answer(data + 1, size - 1);
	return 0;
}
