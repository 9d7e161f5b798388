/* links: save loop base */
/* Frames of cilingir-save in both directions, and lines of mountinfo.  The
 * first byte says which; what was read must be writable again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "save/proto.h"
#include "save/sticks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_ask(const uint8_t *data, size_t size)
{
	struct save_ask a;
	struct buf out;

	buf_init(&out, SAVE_PROTO_MAX);
	if (save_get_ask(data, size, &a) == ERR_OK &&
	    (save_put_ask(&out, &a) != ERR_OK || out.len != size ||
	    memcmp(out.data, data, size) != 0))
		abort();
	buf_free(&out);
}

static void
try_result(const uint8_t *data, size_t size)
{
	struct save_result r;
	struct buf out;

	buf_init(&out, SAVE_PROTO_MAX);
	if (save_get_result(data, size, &r) == ERR_OK &&
	    (save_put_result(&out, &r) != ERR_OK || out.len != size ||
	    memcmp(out.data, data, size) != 0))
		abort();
	buf_free(&out);
}

static void
try_mount(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);
	static struct mount m;

	if (line == NULL)
		return;
	memcpy(line, data, size);
	line[size] = '\0';
	if (mount_parse(line, &m) && m.path[0] != '/')
		abort();
	free(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] == 'a')
		try_ask(data + 1, size - 1);
	else if (data[0] == 'r')
		try_result(data + 1, size - 1);
	else if (data[0] == 'm')
		try_mount(data + 1, size - 1);
	return 0;
}
