/* links: card base */
/* Any bytes as the files of a minidriver: the first byte says which.  What is
 * inflated stays inside what there is room for, whatever the header tells. */
#include <stdlib.h>
#include <string.h>

#include "card/gids_files.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)
#define ROOM 512

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
directory(const uint8_t *bytes, size_t len)
{
	struct gids_file file;
	char name[GIDS_NAME_MAX];

	for (size_t n = 0; n < 4; n++) {
		gids_certificate_name(n, n & 1, name);
		MUST(strlen(name) == 5);
		(void)!gids_file_find(bytes, len, "mscp", name, &file);
	}
	if (gids_file_find(bytes, len, "mscp", "cmapfile", &file) == ERR_OK)
		MUST(len >= 29);
}

static void
containers(const uint8_t *bytes, size_t len)
{
	struct gids_container c;
	size_t n = 0;

	while (gids_container(bytes, len, n, &c) == ERR_OK)
		n++;
	MUST(n <= GIDS_CONTAINERS_MAX);
	MUST(!c.signature && !c.exchange);
}

static void
certificate(const uint8_t *bytes, size_t len)
{
	uint8_t out[ROOM + 1];
	size_t n;

	out[ROOM] = 0xa5;
	if (gids_certificate(bytes, len, out, ROOM, &n) == ERR_OK)
		MUST(n > 0 && n <= ROOM);
	else
		MUST(n == 0);
	MUST(out[ROOM] == 0xa5);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint8_t which = len > 0 ? bytes[0] % 3 : 0;

	if (len < 1)
		return 0;
	bytes++;
	len--;
	if (which == 0)
		directory(bytes, len);
	else if (which == 1)
		containers(bytes, len);
	else
		certificate(bytes, len);
	return 0;
}
