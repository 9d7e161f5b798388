#include "card/gids_files.h"

#include <stdio.h>
#include <string.h>

#include <zlib.h>

#define DIRECTORY_VERSION 0x01
#define RECORD 28			/* of the directory */
#define RECORD_NAME 9
#define RECORD_OBJECT 20		/* both four bytes, the lowest first */
#define RECORD_EF 24

#define CONTAINER 86			/* bytes of a record of the list */
#define CONTAINER_FLAGS 80
#define CONTAINER_VALID 0x01
#define CONTAINER_SIGNATURE 82		/* bits of the key, the lowest first */
#define CONTAINER_EXCHANGE 84

#define HEAD 4				/* of a compressed certificate */
#define DER_SEQUENCE 0x30

static uint16_t
number(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

static bool
is_name(const uint8_t *at, const char *name)
{
	size_t len = strlen(name);

	return len < GIDS_NAME_MAX && memcmp(at, name, len) == 0 &&
	    at[len] == '\0';
}

enum err
gids_file_find(const uint8_t *directory, size_t len, const char *folder,
    const char *name, struct gids_file *file)
{
	if (len < 1 || directory[0] != DIRECTORY_VERSION)
		return ERR_SYNTAX;
	for (size_t at = 1; len - at >= RECORD; at += RECORD) {
		const uint8_t *record = directory + at;

		if (!is_name(record, folder) ||
		    !is_name(record + RECORD_NAME, name))
			continue;
		file->object = number(record + RECORD_OBJECT);
		file->ef = number(record + RECORD_EF);
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

enum err
gids_container(const uint8_t *list, size_t len, size_t n,
    struct gids_container *container)
{
	const uint8_t *record;
	bool valid;

	*container = (struct gids_container){ .signature = false };
	if (n >= GIDS_CONTAINERS_MAX || len / CONTAINER <= n)
		return ERR_NOT_FOUND;
	record = list + n * CONTAINER;
	valid = (record[CONTAINER_FLAGS] & CONTAINER_VALID) != 0;
	container->signature = valid &&
	    number(record + CONTAINER_SIGNATURE) != 0;
	container->exchange = valid &&
	    number(record + CONTAINER_EXCHANGE) != 0;
	return ERR_OK;
}

void
gids_certificate_name(size_t n, bool exchange, char name[static GIDS_NAME_MAX])
{
	snprintf(name, GIDS_NAME_MAX, "%s%02X", exchange ? "kxc" : "ksc",
	    (unsigned)n & 0xff);
}

/* The whole stream, and exactly `wanted` bytes. */
static enum err
inflate_all(const uint8_t *in, size_t len, uint8_t *out, size_t wanted)
{
	uLongf got = (uLongf)wanted;
	uLong used = (uLong)len;

	if (uncompress2(out, &got, in, &used) != Z_OK || got != wanted ||
	    used != len)
		return ERR_SYNTAX;
	return ERR_OK;
}

enum err
gids_certificate(const uint8_t *file, size_t len, uint8_t *out, size_t size,
    size_t *out_len)
{
	bool plain = len > 0 && file[0] == DER_SEQUENCE;
	size_t wanted;
	enum err e = ERR_OK;

	*out_len = 0;
	if (!plain && (len < HEAD || number(file) != 1))
		return ERR_SYNTAX;
	wanted = plain ? len : number(file + 2);
	if (wanted == 0)
		return ERR_SYNTAX;
	if (wanted > size)
		return ERR_TOO_BIG;
	if (plain)
		memcpy(out, file, len);
	else
		e = inflate_all(file + HEAD, len - HEAD, out, wanted);
	if (e == ERR_OK)
		*out_len = wanted;
	return e;
}
