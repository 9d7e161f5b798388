#include "card/p15.h"

#include <string.h>

#include "card/tlv.h"

#define FID_DIR 0x2f00
#define FID_ODF 0x5031

#define TAG_APPLICATION 0x61	/* EF.DIR */
#define TAG_AID 0x4f
#define TAG_PATH 0x51

#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_SEQUENCE 0x30
#define TAG_LENGTH 0x80		/* of a Path */
#define TAG_TYPE_ATTRIBUTES 0xa1

/* Lists that the ODF names (PKCS15Objects). */
#define LIST_PRIVATE_KEYS 0xa0
#define LIST_CERTIFICATES 0xa4

#define LISTS_MAX 4		/* of one kind */
#define KEYS_MAX 16
#define LIST_MAX 2048		/* bytes of one list */
#define DIR_MAX 512

/* Where something lies: a file, and what of it. */
struct p15_path {
	uint8_t path[P15_PATH_MAX];
	size_t len;
	size_t offset, length;	/* length 0: to the end */
};

struct p15 {
	struct exchange *x;
	const struct p15_family *family;
	struct p15_path application;
	struct p15_path lists[2][LISTS_MAX];	/* keys, certificates */
	size_t list_count[2];
	struct driver_key keys[KEYS_MAX];
	size_t key_count;
	struct driver_certs *certs;
};

enum { KEYS, CERTIFICATES };

/* ------------------------------------------------------------- reading ---- */

/* The link is gone; anything else is one file that cannot be had. */
static bool
is_lost(enum err e)
{
	return e == ERR_CARD_GONE || e == ERR_CARD_MUTE || e == ERR_REFUSED ||
	    e == ERR_IO || e == ERR_TIMEOUT;
}

enum err
p15_read(struct exchange *x, uint8_t *out, size_t size, size_t *len)
{
	struct answer a;

	for (*len = 0; *len <= 0x7fff;) {
		struct apdu c = { .ins = APDU_INS_READ_BINARY,
		    .p1 = (uint8_t)(*len >> 8), .p2 = (uint8_t)*len,
		    .ne = P15_CHUNK };
		enum err e = exchange_send(x, &c, &a);

		if (e != ERR_OK)
			return e == ERR_CARD_ANSWER ? e : ERR_CARD_GONE;
		if (a.sw == 0x6b00 && *len > 0)
			return ERR_OK;
		if (a.sw != APDU_SW_OK && a.sw != 0x6282)
			return ERR_CARD_REFUSED;
		if (a.len > size - *len)
			return ERR_TOO_BIG;
		memcpy(out + *len, a.data, a.len);
		*len += a.len;
		if (a.len < P15_CHUNK || a.sw == 0x6282)
			return ERR_OK;
	}
	return ERR_TOO_BIG;
}

/* A file, or the part of it that the path names, at the start of `out`. */
static enum err
read_file(struct p15 *p, const struct p15_path *at, uint8_t *out, size_t size,
    size_t *len)
{
	enum err e = ERR_CARD_ANSWER;	/* the MF is no file to read */

	*len = 0;
	if (at->len > 0)
		e = p->family->select(p->x, at->path, at->len);
	if (e == ERR_OK)
		e = p15_read(p->x, out, size, len);
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

/* From the MF on, or from the application on. */
static enum err
path_set(const struct p15 *p, struct p15_path *out, const uint8_t *bytes,
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

static enum err
number(const struct tlv *t, size_t *value)
{
	*value = 0;
	if (t->len == 0 || t->len > 3 || (t->value[0] & 0x80))
		return ERR_CARD_ANSWER;
	for (size_t i = 0; i < t->len; i++)
		*value = *value << 8 | t->value[i];
	return ERR_OK;
}

/* The content of a Path: the file, and where in it. */
static enum err
path_read(const struct p15 *p, const struct tlv *path, struct p15_path *out)
{
	struct tlv t;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (tlv_find(path->value, path->len, TAG_OCTETS, &t) != ERR_OK)
		return ERR_CARD_ANSWER;
	e = path_set(p, out, t.value, t.len);
	if (e == ERR_OK &&
	    tlv_find(path->value, path->len, TAG_INTEGER, &t) == ERR_OK)
		e = number(&t, &out->offset);
	if (e == ERR_OK &&
	    tlv_find(path->value, path->len, TAG_LENGTH, &t) == ERR_OK)
		e = number(&t, &out->length);
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
	enum err e = read_file(p, &dir, bytes, sizeof(bytes), &len);

	p->application = (struct p15_path){ .path = {
	    (uint8_t)(fallback >> 8), (uint8_t)fallback }, .len = 2 };
	if (e != ERR_OK)
		return is_lost(e) ? e : ERR_OK;
	tlv_walk_init(&w, bytes, len);
	while (tlv_next(&w, &app) == ERR_OK) {
		if (app.tag != TAG_APPLICATION ||
		    tlv_find(app.value, app.len, TAG_AID, &aid) != ERR_OK ||
		    memmem(aid.value, aid.len, name, sizeof(name) - 1) == NULL)
			continue;
		if (tlv_find(app.value, app.len, TAG_PATH, &path) != ERR_OK)
			return ERR_OK;
		p->application.len = 0;
		return path_set(p, &p->application, path.value, path.len);
	}
	return ERR_OK;
}

static void
note_list(struct p15 *p, int kind, const struct tlv *entry)
{
	size_t *count = &p->list_count[kind];
	struct tlv path;

	if (*count < LISTS_MAX &&
	    tlv_find(entry->value, entry->len, TAG_SEQUENCE, &path) ==
	    ERR_OK && path_read(p, &path, &p->lists[kind][*count]) == ERR_OK)
		(*count)++;
}

static enum err
read_odf(struct p15 *p)
{
	static const uint8_t fid[] = { FID_ODF >> 8, FID_ODF & 0xff };
	struct p15_path odf = { .len = 0 };
	uint8_t bytes[LIST_MAX];
	size_t len;
	struct tlv_walk w;
	struct tlv t;
	enum err e = path_set(p, &odf, fid, sizeof(fid));

	if (e == ERR_OK)
		e = read_file(p, &odf, bytes, sizeof(bytes), &len);
	if (e != ERR_OK)
		return e;
	tlv_walk_init(&w, bytes, len);
	while (tlv_next(&w, &t) == ERR_OK) {
		if (t.tag == LIST_PRIVATE_KEYS)
			note_list(p, KEYS, &t);
		else if (t.tag == LIST_CERTIFICATES)
			note_list(p, CERTIFICATES, &t);
	}
	return ERR_OK;
}

/* The parts of an object: CommonObjectAttributes, then what its class has,
 * then (tagged) what its type has.  ERR_SYNTAX: something else. */
static enum err
object_parts(const struct tlv *object, struct tlv *class, struct tlv *type)
{
	struct tlv_walk w;
	int sequences = 0;
	struct tlv t;

	memset(class, 0, sizeof(*class));
	memset(type, 0, sizeof(*type));
	tlv_walk_init(&w, object->value, object->len);
	while (tlv_next(&w, &t) == ERR_OK) {
		if (t.tag == TAG_SEQUENCE && ++sequences == 2)
			*class = t;
		else if (t.tag == TAG_TYPE_ATTRIBUTES)
			*type = t;
	}
	return class->value != NULL && type->value != NULL ? ERR_OK :
	    ERR_SYNTAX;
}

static enum err
object_id(const struct tlv *class, struct driver_key *key)
{
	struct tlv id;

	*key = (struct driver_key){ .id_len = 0 };
	if (tlv_find(class->value, class->len, TAG_OCTETS, &id) != ERR_OK ||
	    id.len == 0 || id.len > sizeof(key->id))
		return ERR_SYNTAX;
	memcpy(key->id, id.value, id.len);
	key->id_len = id.len;
	return ERR_OK;
}

/* -------------------------------------------------------------- objects --- */

static enum err
take_key(struct p15 *p, const struct tlv *class, const struct tlv *type)
{
	struct driver_key key;
	struct tlv reference;

	(void)type;
	if (p->key_count < KEYS_MAX && object_id(class, &key) == ERR_OK &&
	    tlv_find(class->value, class->len, TAG_INTEGER, &reference) ==
	    ERR_OK && reference.len > 0) {
		key.reference = reference.value[reference.len - 1];
		p->keys[p->key_count++] = key;
	}
	return ERR_OK;
}

/* The length that a certificate tells of itself: files are often longer. */
static enum err
trim(struct driver_cert *cert)
{
	struct tlv_walk w;
	struct tlv t;

	tlv_walk_init(&w, cert->der, cert->len);
	if (cert->len == 0 || tlv_next(&w, &t) != ERR_OK ||
	    t.tag != TAG_SEQUENCE)
		return ERR_CARD_ANSWER;
	cert->len = (size_t)(t.value - cert->der) + t.len;
	return ERR_OK;
}

static void
join_key(const struct p15 *p, struct driver_cert *cert)
{
	const struct driver_key *wanted = &cert->key, *k = p->keys;

	for (; k < p->keys + p->key_count; k++) {
		if (k->id_len == wanted->id_len &&
		    memcmp(k->id, wanted->id, k->id_len) == 0) {
			cert->key = *k;
			return;
		}
	}
	cert->key.id_len = 0;
}

/* ERR_OK also for one that is left out; else the card is gone. */
static enum err
take_certificate(struct p15 *p, const struct tlv *class,
    const struct tlv *type)
{
	struct driver_certs *all = p->certs;
	struct driver_cert *cert = &all->list[all->count];
	struct p15_path at;
	struct tlv sequence, path;
	enum err e = ERR_SYNTAX;

	if (all->count == CARD_CERTS_MAX) {
		all->more = true;
		return ERR_OK;
	}
	if (object_id(class, &cert->key) == ERR_OK &&
	    tlv_find(type->value, type->len, TAG_SEQUENCE, &sequence) ==
	    ERR_OK && tlv_find(sequence.value, sequence.len, TAG_SEQUENCE,
	    &path) == ERR_OK)
		e = path_read(p, &path, &at);
	if (e == ERR_OK)
		e = read_file(p, &at, cert->der, sizeof(cert->der),
		    &cert->len);
	if (e == ERR_OK)
		e = trim(cert);
	if (e == ERR_OK) {
		join_key(p, cert);
		all->count++;
	} else {
		all->more = true;
	}
	return is_lost(e) ? e : ERR_OK;
}

static enum err
read_list(struct p15 *p, const struct p15_path *at, enum err (*take)(
    struct p15 *p, const struct tlv *class, const struct tlv *type))
{
	uint8_t bytes[LIST_MAX];
	size_t len;
	struct tlv_walk w;
	struct tlv object, class, type;
	enum err e = read_file(p, at, bytes, sizeof(bytes), &len);

	if (e != ERR_OK) {
		p->certs->more = true;
		return is_lost(e) ? e : ERR_OK;
	}
	tlv_walk_init(&w, bytes, len);
	while (e == ERR_OK && tlv_next(&w, &object) == ERR_OK) {
		if (object_parts(&object, &class, &type) == ERR_OK)
			e = take(p, &class, &type);
	}
	return e;
}

static enum err
read_lists(struct p15 *p, int kind, enum err (*take)(struct p15 *p,
    const struct tlv *class, const struct tlv *type))
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < p->list_count[kind]; i++)
		e = read_list(p, &p->lists[kind][i], take);
	return e;
}

enum err
p15_certificates(struct exchange *x, const struct p15_family *family,
    uint16_t fallback, struct driver_certs *certs)
{
	struct p15 p = { .x = x, .family = family, .certs = certs };
	enum err e;

	certs->count = 0;
	certs->more = false;
	e = find_application(&p, fallback);
	if (e == ERR_OK)
		e = read_odf(&p);
	if (e == ERR_OK)
		e = read_lists(&p, KEYS, take_key);
	if (e == ERR_OK)
		e = read_lists(&p, CERTIFICATES, take_certificate);
	return e;
}
