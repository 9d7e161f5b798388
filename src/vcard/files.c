#include "vcard/files.h"

#include <stdlib.h>
#include <string.h>

#include "vcard/object.h"
#include "vcard/vcard.h"

/* SELECT P1 (OpenSC's driver uses 00, 02, 04 and 08). */
#define BY_DIRECTORY_ID 0x00
#define BY_FILE_ID 0x02
#define BY_NAME 0x04
#define BY_PATH_FROM_MF 0x08
#define BY_PATH_FROM_CURRENT 0x09

/* SELECT P2 */
#define WANT_FCI 0x00
#define WANT_NOTHING 0x0c

/* FCI tag 90.  OpenSC's driver takes bit 04 of an elementary file the other
 * way round than that of a directory: where it is missing the PIN is needed.
 * Every file of ours is free to read. */
#define STATUS_DIRECTORY 0x12		/* valid, read */
#define STATUS_FILE 0x16
#define STATUS_TWO_LEFT 0x40
#define STATUS_ONE_LEFT 0x80
#define STATUS_LOCKED 0xc0

#define LIST_ENTRY 20
#define LIST_FILE 0x2f
#define LIST_DIRECTORY 0x3d

#define TAG_PHASE 0x04
#define TAG_SYSTEM 0x06
#define PHASE_LEN 10
#define PHASE_AT 6
#define SYSTEM_LEN 77
#define SERIAL_AT 55

static enum err
file_add(struct vfiles *files, const struct vfile *file)
{
	if (files->count == VFILE_MAX)
		return ERR_TOO_BIG;
	files->file[files->count++] = *file;
	return ERR_OK;
}

enum err
vfiles_add_directory(struct vfiles *files, size_t parent, uint16_t fid,
    const uint8_t *name, size_t name_len, size_t *at)
{
	struct vfile file = { .fid = fid, .parent = parent,
	    .directory = true, .name_len = name_len };

	if (name_len > sizeof(file.name))
		return ERR_TOO_BIG;
	if (name_len > 0)
		memcpy(file.name, name, name_len);
	*at = files->count;
	return file_add(files, &file);
}

enum err
vfiles_add(struct vfiles *files, size_t parent, uint16_t fid,
    const uint8_t *content, size_t len)
{
	struct vfile file = { .fid = fid, .parent = parent, .len = len };
	enum err e;

	if (len == 0 || len > VFILE_CONTENT_MAX)
		return ERR_TOO_BIG;
	file.content = malloc(len);
	if (file.content == NULL)
		return ERR_NO_MEMORY;
	memcpy(file.content, content, len);
	e = file_add(files, &file);
	if (e != ERR_OK)
		free(file.content);
	return e;
}

void
vfiles_free(struct vfiles *files)
{
	while (files->count > 0)
		free(files->file[--files->count].content);
}

size_t
vfiles_child(const struct vfiles *files, size_t parent, uint16_t fid)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		if (files->file[i].parent == parent &&
		    files->file[i].fid == fid)
			return i;
	return VFILE_NONE;
}

static uint16_t
fid_at(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* A directory is found from where one stands: itself, its parent, a child,
 * and the MF from everywhere. */
static size_t
find_directory(const struct vcard *card, uint16_t fid)
{
	const struct vfiles *files = &card->files;
	size_t here = card->now.df, parent = files->file[here].parent, at;

	if (fid == FID_MF)
		return 0;
	if (fid == files->file[here].fid)
		return here;
	at = vfiles_child(files, here, fid);
	if (at == VFILE_NONE && parent != VFILE_NONE)
		at = fid == files->file[parent].fid ? parent :
		    vfiles_child(files, parent, fid);
	return at != VFILE_NONE && files->file[at].directory ? at : VFILE_NONE;
}

static size_t
find_path(const struct vcard *card, size_t from, const uint8_t *path,
    size_t len)
{
	size_t at = from, i;

	if (len == 0 || len % 2 != 0)
		return VFILE_NONE;
	for (i = 0; i < len && at != VFILE_NONE; i += 2) {
		/* OpenSC writes the MF in front, the standard leaves it out. */
		if (i == 0 && from == 0 && fid_at(path) == FID_MF)
			continue;
		at = vfiles_child(&card->files, at, fid_at(path + i));
	}
	return at;
}

static size_t
find_name(const struct vcard *card, const uint8_t *name, size_t len)
{
	size_t i;

	for (i = 0; i < card->files.count; i++) {
		const struct vfile *f = &card->files.file[i];

		if (f->name_len > 0 && f->name_len == len &&
		    memcmp(f->name, name, len) == 0)
			return i;
	}
	return VFILE_NONE;
}

static uint16_t
find(const struct vcard *card, const struct apdu *c, size_t *at)
{
	switch (c->p1) {
	case BY_DIRECTORY_ID:
	case BY_FILE_ID:
		if (c->nc == 0 && c->p1 == BY_DIRECTORY_ID) {
			*at = 0;
			return APDU_SW_OK;
		}
		if (c->nc != 2)
			return SW_LENGTH;
		*at = c->p1 == BY_DIRECTORY_ID ?
		    find_directory(card, fid_at(c->data)) :
		    vfiles_child(&card->files, card->now.df, fid_at(c->data));
		if (c->p1 == BY_FILE_ID && *at != VFILE_NONE &&
		    card->files.file[*at].directory)
			*at = VFILE_NONE;
		break;
	case BY_NAME:
		*at = find_name(card, c->data, c->nc);
		break;
	case BY_PATH_FROM_MF:
		*at = find_path(card, 0, c->data, c->nc);
		break;
	case BY_PATH_FROM_CURRENT:
		*at = find_path(card, card->now.df, c->data, c->nc);
		break;
	default:
		return SW_P1_P2;
	}
	return *at == VFILE_NONE ? SW_FILE_NOT_FOUND : APDU_SW_OK;
}

static uint8_t
status_byte(const struct vcard *card, const struct vfile *f)
{
	static const uint8_t tries[VSTATE_PIN_TRIES + 1] = {
		STATUS_LOCKED, STATUS_ONE_LEFT, STATUS_TWO_LEFT, 0
	};

	return (uint8_t)((f->directory ? STATUS_DIRECTORY : STATUS_FILE) |
	    tries[card->state.pin_tries]);
}

static void
put(struct vanswer *a, const void *bytes, size_t len)
{
	memcpy(a->data + a->len, bytes, len);
	a->len += len;
}

/* 6F { 80 size, 82 kind, 83 FID, 84 name, 90 status } */
static void
fci_write(const struct vcard *card, const struct vfile *f, struct vanswer *a)
{
	uint8_t head[] = { 0x6f, 0 };
	uint8_t size[] = { 0x80, 2, (uint8_t)(f->len >> 8), (uint8_t)f->len };
	uint8_t kind[] = { 0x82, 1, f->directory ? 0x38 : 0x01 };
	uint8_t fid[] = { 0x83, 2, (uint8_t)(f->fid >> 8), (uint8_t)f->fid };
	uint8_t name[] = { 0x84, (uint8_t)f->name_len };
	uint8_t status[] = { 0x90, 1, status_byte(card, f) };

	put(a, head, sizeof(head));
	if (!f->directory)
		put(a, size, sizeof(size));
	put(a, kind, sizeof(kind));
	put(a, fid, sizeof(fid));
	if (f->name_len > 0) {
		put(a, name, sizeof(name));
		put(a, f->name, f->name_len);
	}
	put(a, status, sizeof(status));
	a->data[1] = (uint8_t)(a->len - sizeof(head));
}

uint16_t
vcard_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	size_t at = VFILE_NONE;
	uint16_t sw;

	if (c->p2 != WANT_FCI && c->p2 != WANT_NOTHING)
		return SW_P1_P2;
	sw = find(card, c, &at);
	if (sw != APDU_SW_OK)
		return sw;
	if (card->files.file[at].directory) {
		card->now.df = at;
		card->now.ef = VFILE_NONE;
	} else {
		card->now.df = card->files.file[at].parent;
		card->now.ef = at;
	}
	if (c->p2 == WANT_FCI)
		fci_write(card, &card->files.file[at], a);
	return APDU_SW_OK;
}

/* One entry a child: kind, FID, and what our source does not describe. */
uint16_t
vcard_list(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	size_t i;

	if (c->p1 != 0 || c->p2 != 0)
		return SW_P1_P2;
	if (c->nc != 0 || c->ne != APDU_NE_SHORT)
		return SW_LENGTH;
	for (i = 0; i < card->files.count; i++) {
		const struct vfile *f = &card->files.file[i];
		uint8_t entry[LIST_ENTRY] = { LIST_FILE };

		if (f->parent != card->now.df)
			continue;
		if (f->directory)
			entry[0] = LIST_DIRECTORY;
		entry[1] = (uint8_t)(f->fid >> 8);
		entry[2] = (uint8_t)f->fid;
		put(a, entry, sizeof(entry));
	}
	return APDU_SW_OK;
}

uint16_t
vcard_read(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	size_t offset = (size_t)(c->p1 << 8 | c->p2), left;
	const struct vfile *f;

	if (c->p1 & 0x80)	/* short file identifier: there are none */
		return SW_FILE_NOT_FOUND;
	if (c->nc != 0 || c->ne == 0)
		return SW_LENGTH;
	if (card->now.ef == VFILE_NONE)
		return SW_NO_CURRENT_EF;
	f = &card->files.file[card->now.ef];
	if (offset > f->len)
		return SW_OFFSET;
	left = f->len - offset;
	put(a, f->content + offset, left < c->ne ? left : c->ne);
	return left < c->ne && c->ne < APDU_NE_SHORT ? SW_END_OF_FILE :
	    APDU_SW_OK;
}

static uint8_t
phase_byte(const struct vcard *card)
{
	if (vcard_is_dead(card))
		return VCARD_PHASE_DEAD;
	return card->state.phase == VSTATE_ADMINISTRATION ?
	    VCARD_PHASE_ADMINISTRATION : VCARD_PHASE_OPERATION;
}

uint16_t
vcard_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint8_t data[SYSTEM_LEN] = { 0 };
	size_t len = c->p2 == TAG_PHASE ? PHASE_LEN : SYSTEM_LEN;

	if (c->p1 != 0x01 || (c->p2 != TAG_PHASE && c->p2 != TAG_SYSTEM))
		return c->p1 == 0x01 ? SW_REFERENCE : SW_P1_P2;
	if (c->nc != 0 || c->ne == 0)
		return SW_LENGTH;
	if (c->ne < len)
		return (uint16_t)(SW_LE | len);
	if (c->p2 == TAG_PHASE)
		data[PHASE_AT] = phase_byte(card);
	else
		memcpy(data + SERIAL_AT, card->state.serial, VSTATE_SERIAL);
	put(a, data, len);
	return APDU_SW_OK;
}
