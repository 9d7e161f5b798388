#include "vcard/gids_files.h"

#include <string.h>

#include <zlib.h>

#include "card/tlv.h"
#include "vcard/type.h"

#define EF_APPLET 0x3fff
#define EF_SYSTEM 0xa000
#define EF_USER 0xa010
#define EF_ADMIN 0xa012
#define TAG_PIN_STATUS 0x7f71
#define TAG_TRIES 0x97
#define TAG_LIMIT 0x93

static void
pin_status_write(struct vcard *card)
{
	struct vcard_now *now = &card->now;
	uint8_t tries = (uint8_t)card->state.pin_tries, limit = GIDS_PIN_TRIES;

	vcard_rest_object(now, TAG_TRIES, &tries, 1);
	vcard_rest_object(now, TAG_LIMIT, &limit, 1);
}

static void
card_id_write(struct vcard *card)
{
	vcard_rest_add(&card->now, card->state.serial,
	    card->state.type->serial_len);
}

/* Versions of cache, PIN, containers and files. */
static void
cache_write(struct vcard *card)
{
	static const uint8_t cache[6];

	vcard_rest_add(&card->now, cache, sizeof(cache));
}

static void
applications_write(struct vcard *card)
{
	vcard_rest_add(&card->now, "mscp\0\0\0\0", 8);
}

/* One container: name in UTF-16, flags (valid, default), bits of a signing
 * key and of an exchange key. */
static void
containers_write(struct vcard *card)
{
	static const char name[] = "Imza";
	uint8_t record[86] = { 0 };

	for (size_t i = 0; name[i] != '\0'; i++)
		record[2 * i] = (uint8_t)name[i];
	record[80] = 0x03;
	record[85] = 2048 >> 8;
	vcard_rest_add(&card->now, record, sizeof(record));
}

static void
key_map_write(struct vcard *card)
{
	static const uint8_t map[] = { 0x01, 0x01, 0x00, 0x00, 0x00, 0x57,
	    0x9a, 0x81, 0x00, 0xff, 0xff };

	vcard_rest_add(&card->now, map, sizeof(map));
}

/* As minidrivers keep one: 01 00, its length, and a zlib stream. */
static void
certificate_write(struct vcard *card)
{
	const struct vstate_pair *p = &card->state.pair[0];
	uint8_t head[] = { 0x01, 0x00, (uint8_t)p->certificate_len,
	    (uint8_t)(p->certificate_len >> 8) };
	uint8_t stream[VSTATE_CERTIFICATE_MAX];
	uLongf len = sizeof(stream);

	if (compress2(stream, &len, p->certificate, p->certificate_len,
	    Z_BEST_COMPRESSION) != Z_OK)
		return;
	vcard_rest_add(&card->now, head, sizeof(head));
	vcard_rest_add(&card->now, stream, len);
}

static void directory_write(struct vcard *card);

static const struct gids_file {
	uint16_t ef, object;
	const char *directory, *name;	/* name NULL: in no directory */
	void (*write)(struct vcard *card);
} gids_files[] = {
	{ EF_APPLET, TAG_PIN_STATUS, NULL, NULL, pin_status_write },
	{ EF_SYSTEM, 0xdf1f, NULL, NULL, directory_write },
	{ EF_SYSTEM, 0xdf20, NULL, NULL, key_map_write },
	{ EF_ADMIN, 0xdf20, "", "cardid", card_id_write },
	{ EF_USER, 0xdf21, "", "cardapps", applications_write },
	{ EF_USER, 0xdf22, "", "cardcf", cache_write },
	{ EF_USER, 0xdf23, "mscp", "cmapfile", containers_write },
	{ EF_USER, 0xdf24, "mscp", "kxc00", certificate_write },
};

#define FILE_COUNT (sizeof(gids_files) / sizeof(gids_files[0]))

/* The list of the files: 01, then records of names and numbers, these in
 * little-endian order. */
static void
directory_write(struct vcard *card)
{
	static const uint8_t version = 0x01;

	vcard_rest_add(&card->now, &version, 1);
	for (size_t i = 0; i < FILE_COUNT; i++) {
		const struct gids_file *f = &gids_files[i];
		uint8_t record[28] = { 0 };

		if (f->name == NULL)
			continue;
		memcpy(record, f->directory, strlen(f->directory));
		memcpy(record + 9, f->name, strlen(f->name));
		record[20] = (uint8_t)f->object;
		record[21] = (uint8_t)(f->object >> 8);
		record[24] = (uint8_t)f->ef;
		record[25] = (uint8_t)(f->ef >> 8);
		vcard_rest_add(&card->now, record, sizeof(record));
	}
}

uint16_t
vcard_gids_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	unsigned ef = (unsigned)(c->p1 << 8 | c->p2), object;
	struct tlv list;
	size_t i = 0;

	if (!card->now.selected)
		return SW_INS;
	if (tlv_find(c->data, c->nc, 0x5c, &list) != ERR_OK || list.len != 2)
		return SW_DATA;
	object = (unsigned)(list.value[0] << 8 | list.value[1]);
	while (i < FILE_COUNT && (gids_files[i].ef != ef ||
	    gids_files[i].object != object))
		i++;
	if (i == FILE_COUNT)
		return SW_REFERENCE;
	gids_files[i].write(card);
	vcard_rest_wrap(&card->now, 0, object);
	return vcard_rest_give(card, c->ne, a);
}
