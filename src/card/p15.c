#include "card/p15_impl.h"

#include <string.h>

#include "card/drv_iso.h"

#define FID_DIR 0x2f00
#define FID_ODF 0x5031

#define TAG_APPLICATION 0x61	/* EF.DIR */
#define TAG_AID 0x4f
#define TAG_PATH 0x51

#define TAG_LENGTH 0x80		/* of a Path */
#define TAG_TYPE_ATTRIBUTES 0xa1

/* Lists that the ODF names (PKCS15Objects). */
#define LIST_PRIVATE_KEYS 0xa0
#define LIST_CERTIFICATES 0xa4
#define LIST_PINS 0xa8

#define DIR_MAX 512
#define CHUNK 0xf4		/* 244, as OpenSC reads AKİS */

/* ------------------------------------------------------------- reading ---- */

/* The whole file that is selected, with READ BINARY in pieces of at most CHUNK
 * bytes; ERR_TOO_BIG: it goes on behind `size`. */
static enum err
read_selected(struct exchange *x, uint8_t *out, size_t size, size_t *len)
{
	struct answer a;

	for (*len = 0; *len <= 0x7fff;) {
		struct apdu c = { .ins = APDU_INS_READ_BINARY,
		    .p1 = (uint8_t)(*len >> 8), .p2 = (uint8_t)*len,
		    .ne = CHUNK };
		enum err e = exchange_send(x, &c, &a);

		if (e != ERR_OK)
			return e;
		if (a.sw == 0x6b00 && *len > 0)
			return ERR_OK;
		if (a.sw != APDU_SW_OK && a.sw != 0x6282)
			return exchange_read_sw(a.sw);
		if (a.len > size - *len)
			return ERR_TOO_BIG;
		memcpy(out + *len, a.data, a.len);
		*len += a.len;
		if (a.len < CHUNK || a.sw == 0x6282)
			return ERR_OK;
	}
	return ERR_TOO_BIG;
}

enum err
p15_read_file(struct p15 *p, const struct p15_path *at, uint8_t *out,
    size_t size, size_t *len)
{
	enum err e = ERR_CARD_ANSWER;	/* the MF is no file to read */

	*len = 0;
	if (at->len > 0)
		e = drv_iso_select_path(p->x, at->path, at->len);
	if (e == ERR_OK)
		e = read_selected(p->x, out, size, len);
	if (e != ERR_OK)
		return e;
	if (at->offset > *len || at->length > *len - at->offset)
		return ERR_CARD_ANSWER;
	*len = at->length > 0 ? at->length : *len - at->offset;
	memmove(out, out + at->offset, *len);
	return ERR_OK;
}

/* --------------------------------------------------------------- paths ---- */

static enum err
path_add(struct p15_path *p, const uint8_t *bytes, size_t len)
{
	if (len > sizeof(p->path) - p->len)
		return ERR_CARD_ANSWER;
	memcpy(p->path + p->len, bytes, len);
	p->len += len;
	return ERR_OK;
}

enum err
p15_path_set(const struct p15 *p, struct p15_path *out, const uint8_t *bytes,
    size_t len)
{
	out->len = 0;
	if (len == 0 || len % 2 != 0)
		return ERR_CARD_ANSWER;
	if (bytes[0] == 0x3f && bytes[1] == 0x00)
		return path_add(out, bytes + 2, len - 2);
	memcpy(out->path, p->application.path, p->application.len);
	out->len = p->application.len;
	return path_add(out, bytes, len);
}

enum err
p15_number(const struct tlv *t, size_t *value)
{
	*value = 0;
	if (t->len == 0 || t->len > 3 || (t->value[0] & 0x80))
		return ERR_CARD_ANSWER;
	for (size_t i = 0; i < t->len; i++)
		*value = *value << 8 | t->value[i];
	return ERR_OK;
}

enum err
p15_path_read(const struct p15 *p, const struct tlv *path, struct p15_path *out)
{
	struct tlv t;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (tlv_find(path->value, path->len, P15_TAG_OCTETS, &t) != ERR_OK)
		return ERR_CARD_ANSWER;
	e = p15_path_set(p, out, t.value, t.len);
	if (e == ERR_OK &&
	    tlv_find(path->value, path->len, P15_TAG_INTEGER, &t) == ERR_OK)
		e = p15_number(&t, &out->offset);
	if (e == ERR_OK &&
	    tlv_find(path->value, path->len, TAG_LENGTH, &t) == ERR_OK)
		e = p15_number(&t, &out->length);
	return e;
}

/* --------------------------------------------------------------- lists ---- */

/* EF.DIR: the first application that calls itself PKCS#15. */
static enum err
find_application(struct p15 *p, uint16_t fallback)
{
	static const char name[] = "PKCS-15";
	const struct p15_path dir = { .path = { FID_DIR >> 8,
	    FID_DIR & 0xff }, .len = 2 };
	uint8_t bytes[DIR_MAX];
	size_t len;
	struct tlv_walk w;
	struct tlv app, aid, path;
	enum err e = p15_read_file(p, &dir, bytes, sizeof(bytes), &len);

	p->application = (struct p15_path){ .path = {
	    (uint8_t)(fallback >> 8), (uint8_t)fallback }, .len = 2 };
	if (e != ERR_OK)
		return exchange_is_over(p->x, e) ? e : ERR_OK;
	tlv_walk_init(&w, bytes, len);
	while (tlv_next(&w, &app) == ERR_OK) {
		if (app.tag != TAG_APPLICATION ||
		    tlv_find(app.value, app.len, TAG_AID, &aid) != ERR_OK ||
		    memmem(aid.value, aid.len, name, sizeof(name) - 1) == NULL)
			continue;
		if (tlv_find(app.value, app.len, TAG_PATH, &path) != ERR_OK)
			return ERR_OK;
		p->application.len = 0;
		return p15_path_set(p, &p->application, path.value, path.len);
	}
	return ERR_OK;
}

static void
note_list(struct p15 *p, enum p15_kind kind, const struct tlv *entry)
{
	size_t *count = &p->list_count[kind];
	struct tlv path;

	if (*count < P15_LISTS_MAX &&
	    tlv_find(entry->value, entry->len, P15_TAG_SEQUENCE, &path) ==
	    ERR_OK && p15_path_read(p, &path, &p->lists[kind][*count]) ==
	    ERR_OK)
		(*count)++;
}

static enum err
read_odf(struct p15 *p)
{
	static const uint8_t fid[] = { FID_ODF >> 8, FID_ODF & 0xff };
	struct p15_path odf = { .len = 0 };
	uint8_t bytes[P15_LIST_MAX];
	size_t len;
	struct tlv_walk w;
	struct tlv t;
	enum err e = p15_path_set(p, &odf, fid, sizeof(fid));

	if (e == ERR_OK)
		e = p15_read_file(p, &odf, bytes, sizeof(bytes), &len);
	if (e != ERR_OK)
		return e;
	tlv_walk_init(&w, bytes, len);
	while (tlv_next(&w, &t) == ERR_OK) {
		if (t.tag == LIST_PRIVATE_KEYS)
			note_list(p, P15_KEYS, &t);
		else if (t.tag == LIST_CERTIFICATES)
			note_list(p, P15_CERTIFICATES, &t);
		else if (t.tag == LIST_PINS)
			note_list(p, P15_PINS, &t);
	}
	return ERR_OK;
}

/* ERR_SYNTAX: something else. */
static enum err
object_parts(const struct tlv *object, struct p15_object *o)
{
	struct tlv_walk w;
	int sequences = 0;
	struct tlv t;

	memset(o, 0, sizeof(*o));
	tlv_walk_init(&w, object->value, object->len);
	while (tlv_next(&w, &t) == ERR_OK) {
		if (t.tag == P15_TAG_SEQUENCE && ++sequences == 1)
			o->common = t;
		else if (t.tag == P15_TAG_SEQUENCE && sequences == 2)
			o->class = t;
		else if (t.tag == TAG_TYPE_ATTRIBUTES)
			o->type = t;
	}
	return o->class.value != NULL && o->type.value != NULL ? ERR_OK :
	    ERR_SYNTAX;
}

static enum err
read_list(struct p15 *p, const struct p15_path *at,
    enum err (*take)(struct p15 *p, const struct p15_object *o))
{
	uint8_t bytes[P15_LIST_MAX];
	size_t len;
	struct tlv_walk w;
	struct p15_object o;
	struct tlv object;
	enum err e = p15_read_file(p, at, bytes, sizeof(bytes), &len);

	if (e != ERR_OK) {
		p->incomplete = true;
		return exchange_is_over(p->x, e) ? e : ERR_OK;
	}
	tlv_walk_init(&w, bytes, len);
	while (e == ERR_OK && tlv_next(&w, &object) == ERR_OK) {
		if (object_parts(&object, &o) == ERR_OK)
			e = take(p, &o);
	}
	return e;
}

enum err
p15_each(struct p15 *p, enum p15_kind kind,
    enum err (*take)(struct p15 *p, const struct p15_object *o))
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < p->list_count[kind]; i++)
		e = read_list(p, &p->lists[kind][i], take);
	return e;
}

enum err
p15_open(struct p15 *p, uint16_t fallback)
{
	enum err e = find_application(p, fallback);

	return e == ERR_OK ? read_odf(p) : e;
}
