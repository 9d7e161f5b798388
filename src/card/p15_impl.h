/* The inside of the reading of PKCS#15, which is in three files: p15.c (files,
 * paths, the list of lists), p15_certs.c (keys and certificates), p15_pin.c
 * (the PIN and the card's own description). */
#ifndef CARD_P15_IMPL_H
#define CARD_P15_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/driver.h"
#include "card/p15.h"
#include "card/tlv.h"

#define P15_TAG_INTEGER 0x02
#define P15_TAG_BITS 0x03
#define P15_TAG_OCTETS 0x04
#define P15_TAG_ENUMERATED 0x0a
#define P15_TAG_SEQUENCE 0x30

#define P15_LISTS_MAX 4		/* of one kind */
#define P15_KEYS_MAX 16
#define P15_LIST_MAX 2048	/* bytes of one list */

enum p15_kind { P15_KEYS, P15_CERTIFICATES, P15_PINS, P15_KINDS };

struct p15 {
	struct exchange *x;
	struct p15_path application;
	struct p15_path lists[P15_KINDS][P15_LISTS_MAX];
	size_t list_count[P15_KINDS];
	bool incomplete;		/* a list could not be read */
	struct driver_key keys[P15_KEYS_MAX];
	size_t key_count;
	struct driver_certs *certs;
};

/* EF.DIR and the ODF: where the lists are. */
MUST_CHECK enum err p15_open(struct p15 *p, uint16_t fallback);

/* A file, or the part of it that the path names, at the start of `out`. */
MUST_CHECK enum err p15_read_file(struct p15 *p, const struct p15_path *at,
    uint8_t *out, size_t size, size_t *len);

/* From the MF on, or from the application on. */
MUST_CHECK enum err p15_path_set(const struct p15 *p, struct p15_path *out,
    const uint8_t *bytes, size_t len);

/* The content of a Path: the file, and where in it. */
MUST_CHECK enum err p15_path_read(const struct p15 *p, const struct tlv *path,
    struct p15_path *out);

MUST_CHECK enum err p15_number(const struct tlv *t, size_t *value);

/* The parts of an object: CommonObjectAttributes, then what its class has,
 * then (tagged) what its type has. */
struct p15_object {
	struct tlv common, class, type;
};

/* Each object of each list of that kind.  An error of `take` ends it. */
MUST_CHECK enum err p15_each(struct p15 *p, enum p15_kind kind,
    enum err (*take)(struct p15 *p, const struct p15_object *o));

#endif
