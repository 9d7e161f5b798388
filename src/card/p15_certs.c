#include "card/p15_impl.h"

#include <string.h>

static enum err
object_id(const struct tlv *class, struct driver_key *key)
{
	struct tlv id;

	*key = (struct driver_key){ .id_len = 0 };
	if (tlv_find(class->value, class->len, P15_TAG_OCTETS, &id) != ERR_OK ||
	    id.len == 0 || id.len > sizeof(key->id))
		return ERR_SYNTAX;
	memcpy(key->id, id.value, id.len);
	key->id_len = id.len;
	return ERR_OK;
}

static enum err
take_key(struct p15 *p, const struct p15_object *o)
{
	struct driver_key key;
	struct tlv reference;

	if (p->key_count < P15_KEYS_MAX &&
	    object_id(&o->class, &key) == ERR_OK && tlv_find(o->class.value,
	    o->class.len, P15_TAG_INTEGER, &reference) == ERR_OK &&
	    reference.len > 0) {
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
	    t.tag != P15_TAG_SEQUENCE)
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
take_certificate(struct p15 *p, const struct p15_object *o)
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
	if (object_id(&o->class, &cert->key) == ERR_OK &&
	    tlv_find(o->type.value, o->type.len, P15_TAG_SEQUENCE, &sequence) ==
	    ERR_OK && tlv_find(sequence.value, sequence.len, P15_TAG_SEQUENCE,
	    &path) == ERR_OK)
		e = p15_path_read(p, &path, &at);
	if (e == ERR_OK)
		e = p15_read_file(p, &at, cert->der, sizeof(cert->der),
		    &cert->len);
	if (e == ERR_OK)
		e = trim(cert);
	if (e == ERR_OK) {
		join_key(p, cert);
		all->count++;
	} else {
		all->more = true;
	}
	return exchange_is_over(p->x, e) ? e : ERR_OK;
}

enum err
p15_certificates(struct exchange *x, uint16_t fallback,
    struct driver_certs *certs)
{
	struct p15 p = { .x = x, .certs = certs };
	enum err e;

	certs->count = 0;
	certs->more = false;
	e = p15_open(&p, fallback);
	if (e == ERR_OK)
		e = p15_each(&p, P15_KEYS, take_key);
	if (e == ERR_OK)
		e = p15_each(&p, P15_CERTIFICATES, take_certificate);
	certs->more |= p.incomplete;
	return e;
}
