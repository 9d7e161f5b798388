#include "card/drv_gids.h"

#include <string.h>

#include "card/gids_files.h"
#include "card/tlv.h"

#define EF_DIRECTORY 0xa000
#define OBJECT_DIRECTORY 0xdf1f
#define FOLDER "mscp"
#define HEADER_MAX 5			/* DF xx 82 and two bytes */

struct reading {
	struct exchange *x;
	struct driver_certs *certs;
	uint8_t directory[CARD_CERT_MAX], list[CARD_CERT_MAX];
	size_t directory_len, list_len;
};

/* What is in a file, without the header of the object that it is. */
static enum err
read_file(struct exchange *x, const struct gids_file *file, uint8_t *out,
    size_t size, size_t *len)
{
	uint8_t bytes[HEADER_MAX + CARD_CERT_MAX];
	uint8_t list[GIDS_TAG_LIST];
	struct apdu c = gids_get_data(file->ef, file->object, list);
	size_t got;
	struct tlv t;
	enum err e = exchange_object(x, &c, bytes, sizeof(bytes), &got);

	*len = 0;
	if (e != ERR_OK)
		return e;
	if (tlv_find(bytes, got, file->object, &t) != ERR_OK)
		return ERR_CARD_ANSWER;
	if (t.len > size)
		return ERR_TOO_BIG;
	memcpy(out, t.value, t.len);
	*len = t.len;
	return ERR_OK;
}

static enum err
read_named(struct reading *r, const char *name, uint8_t *out, size_t size,
    size_t *len)
{
	struct gids_file file;
	enum err e = gids_file_find(r->directory, r->directory_len, FOLDER,
	    name, &file);

	*len = 0;
	return e != ERR_OK ? e : read_file(r->x, &file, out, size, len);
}

/* ERR_OK also where a key has no certificate, and for one that is left out. */
static enum err
take_certificate(struct reading *r, size_t n, bool exchange)
{
	struct driver_certs *all = r->certs;
	struct driver_cert *cert = &all->list[all->count];
	uint8_t packed[CARD_CERT_MAX];
	char name[GIDS_NAME_MAX];
	size_t len;
	enum err e;

	if (all->count == CARD_CERTS_MAX) {
		all->more = true;
		return ERR_OK;
	}
	memset(cert, 0, sizeof(*cert));
	gids_certificate_name(n, exchange, name);
	e = read_named(r, name, packed, sizeof(packed), &len);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e == ERR_OK)
		e = gids_certificate(packed, len, cert->der,
		    sizeof(cert->der), &cert->len);
	if (e == ERR_OK)
		all->count++;
	else
		all->more = true;
	return exchange_is_over(r->x, e) ? e : ERR_OK;
}

static enum err
take_containers(struct reading *r)
{
	struct gids_container c;
	enum err e = ERR_OK;

	for (size_t n = 0; e == ERR_OK && gids_container(r->list, r->list_len,
	    n, &c) == ERR_OK; n++) {
		if (c.signature)
			e = take_certificate(r, n, false);
		if (e == ERR_OK && c.exchange)
			e = take_certificate(r, n, true);
	}
	return e;
}

/* A card without the files of a minidriver has no certificates; one whose
 * files cannot be read may have some. */
enum err
gids_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	static const struct gids_file directory = { EF_DIRECTORY,
	    OBJECT_DIRECTORY };
	struct reading r = { .x = x, .certs = certs };
	enum err e;

	(void)type;
	certs->count = 0;
	certs->more = false;
	e = read_file(x, &directory, r.directory, sizeof(r.directory),
	    &r.directory_len);
	if (e == ERR_OK)
		e = read_named(&r, "cmapfile", r.list, sizeof(r.list),
		    &r.list_len);
	if (e == ERR_OK)
		return take_containers(&r);
	return driver_no_certificate(x, e, certs);
}
