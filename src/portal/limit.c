#include "portal/limit.h"

#include <stdio.h>

#include "portal/store.h"

enum err
limit_count(struct store *store, const char *what, const char *who, int most,
    int64_t now, int *wait)
{
	struct sqlite3_stmt *row;
	char bucket[128];
	int64_t count;
	enum err e;

	snprintf(bucket, sizeof(bucket), "%s %s", what, who);
	e = store_row(store, &row, "INSERT INTO rate (bucket, minute, count)"
	    " VALUES (?, ?, 1) ON CONFLICT (bucket, minute) DO UPDATE"
	    " SET count = count + 1 RETURNING count", "ti", bucket, now / 60);
	if (e != ERR_OK)
		return e;
	count = store_int(row, 0);
	store_done(row);
	if (count <= most)
		return ERR_OK;
	*wait = (int)(60 - now % 60);
	return ERR_PORTAL_BUSY;
}
