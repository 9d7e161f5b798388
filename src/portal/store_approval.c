#include "portal/store_approval.h"

#include "portal/store.h"

enum err
approval_read(struct store *store, int64_t person, int64_t *given)
{
	struct sqlite3_stmt *row;
	enum err e;

	*given = 0;
	e = store_row(store, &row, "SELECT given FROM approval WHERE person ="
	    " ?", "i", person);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	*given = store_int(row, 0);
	store_done(row);
	return ERR_OK;
}

enum err
approval_give(struct store *store, int64_t person, int64_t now)
{
	return store_run(store, "INSERT OR IGNORE INTO approval (person,"
	    " given) VALUES (?, ?)", "ii", person, now);
}

enum err
approval_withdraw(struct store *store, int64_t person)
{
	return store_run(store, "DELETE FROM approval WHERE person = ?", "i",
	    person);
}
