/* Which fields each request and reply has.  Private to wire/. */
#ifndef WIRE_TABLES_H
#define WIRE_TABLES_H

#include "wire/fields.h"
#include "wire/wire.h"

/* An operation without a JSON body has no fields; the names are the members
 * of struct wire_request and struct wire_reply. */
const struct field *table_request(enum wire_op op, size_t *count);
const struct field *table_reply(enum wire_op op, size_t *count);

#endif
