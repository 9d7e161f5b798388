#include "portal/store_sealed.h"

#include <string.h>

#include "base/buf.h"
#include "portal/keys.h"
#include "portal/seal.h"
#include "portal/store.h"

#define SEALED_SIZE 1024

enum err
store_sealed_text(struct sqlite3_stmt *row, int column,
    const struct keys *keys, const char *place, char *out, size_t size)
{
	struct buf sealed, plain;
	enum err e;

	buf_init(&sealed, SEALED_SIZE);
	buf_init(&plain, SEALED_SIZE);
	e = store_blob_buf(row, column, &sealed);
	if (e == ERR_OK)
		e = seal_open(keys->seal, place, sealed.data, sealed.len,
		    &plain);
	if (e == ERR_OK && plain.len >= size)
		e = ERR_IO;
	if (e == ERR_OK && plain.len > 0)
		memcpy(out, plain.data, plain.len);
	out[e == ERR_OK ? plain.len : 0] = '\0';
	buf_free(&sealed);
	buf_free(&plain);
	return e;
}
