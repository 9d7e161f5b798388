/* JSON objects as tables of fields: one table says how a struct is written and
 * how it is read, so the two sides cannot drift apart.  Private to wire/. */
#ifndef WIRE_FIELDS_H
#define WIRE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define FIELDS_DEPTH 16		/* objects and lists inside each other */

enum field_kind {
	FIELD_TEXT,	/* char[size] in the struct */
	FIELD_SECRET,	/* struct secret * in the struct, `size` bytes */
	FIELD_INT,	/* int in the struct, from `low` to `high` */
	FIELD_HEX,	/* uint8_t[size], its length a size_t at `length` */
	FIELD_LIST	/* structs of `size` bytes one behind the other, at
			 * most `high`, their number a size_t at `length`; no
			 * secrets in them */
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	size_t size;		/* bytes of room, the closing zero included */
	size_t length;		/* FIELD_HEX, FIELD_LIST: offset of it */
	int low, high;		/* FIELD_INT; FIELD_LIST: high */
	const struct field *items;	/* FIELD_LIST: of each struct */
	size_t item_count;
	bool optional;		/* may be absent, and then is an empty text, -1,
				 * no bytes, or a secret that is NULL or empty;
				 * these are not written.  An empty text may be
				 * read */
};

/* Add the object to `body`.  ERR_ARGUMENT: a value is out of its bounds. */
MUST_CHECK enum err fields_encode(const struct field *table, size_t count,
    const void *base, struct buf *body);

/* Read an object into the struct at `base`.  A FIELD_SECRET is made when its
 * pointer is NULL, and filled; the caller frees it, also after a failure.
 * ERR_SYNTAX: not such an object.  Members that no field names are ignored. */
MUST_CHECK enum err fields_decode(const struct field *table, size_t count,
    const uint8_t *body, size_t len, void *base);

/* Free the FIELD_SECRETs and set their pointers to NULL. */
void fields_free(const struct field *table, size_t count, void *base);

#endif
