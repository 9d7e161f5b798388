#include "portal/store_certificate.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/seal.h"
#include "portal/store.h"
#include "portal/store_sealed.h"

#define SEALED_SIZE 512
#define PLACE_SIZE (CERTIFICATE_ID + 32)

#define COLUMNS "id, person, card, serial, subject_sealed, issuer," \
	" starts, ends, usage, fingerprint, state, by_holder, reason, changed"

static const char *const states[CERTIFICATE_STATES] = {
	[CERTIFICATE_WAITING] = "waiting", [CERTIFICATE_ACTIVE] = "active",
	[CERTIFICATE_SUSPENDED] = "suspended",
	[CERTIFICATE_REVOKED] = "revoked", [CERTIFICATE_EXPIRED] = "expired",
};

const char *
certificate_state_name(enum certificate_state state)
{
	return states[state];
}

enum certificate_state
certificate_state_of(const char *name)
{
	int i;

	for (i = 0; i < CERTIFICATE_STATES; i++)
		if (strcmp(states[i], name) == 0)
			break;
	return (enum certificate_state)i;
}

bool
certificate_reason_known(const char *reason)
{
	static const char *const reasons[] = { "unspecified",
	    "keyCompromise", "affiliationChanged", "superseded",
	    "cessationOfOperation" };

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i], reason) == 0)
			return true;
	return false;
}

enum certificate_state
certificate_state_at(const struct certificate *c, int64_t now)
{
	return c->state != CERTIFICATE_REVOKED && c->x509.to <= now ?
	    CERTIFICATE_EXPIRED : c->state;
}

/* A name that was moved to another certificate's row does not open there. */
static void
subject_place(const char *id, char out[static PLACE_SIZE])
{
	snprintf(out, PLACE_SIZE, "certificate.subject %s", id);
}

/* ---- Writing ---- */

static enum err
insert(struct store *store, const struct certificate *c,
    const struct buf *subject, int64_t now)
{
	const struct x509_facts *x = &c->x509;

	return store_run(store, "INSERT INTO certificate (" COLUMNS ")"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (id) DO NOTHING", "tittbtiitttiti",
	    c->id, c->person, c->card, x->serial,
	    (const void *)subject->data, subject->len, x->issuer, x->from,
	    x->to, x->usage, x->fingerprint, states[c->state],
	    (int64_t)c->by_holder, c->reason, now);
}

enum err
certificate_add(struct store *store, const struct keys *keys,
    struct certificate *c, int64_t now)
{
	char place[PLACE_SIZE];
	struct buf sealed;
	enum err e;

	memcpy(c->id, c->x509.fingerprint, CERTIFICATE_ID - 1);
	c->id[CERTIFICATE_ID - 1] = '\0';
	c->changed = now;
	subject_place(c->id, place);
	buf_init(&sealed, SEALED_SIZE);
	e = seal_bytes(keys->seal, place, c->x509.subject,
	    strlen(c->x509.subject), &sealed);
	if (e == ERR_OK)
		e = insert(store, c, &sealed, now);
	if (e == ERR_OK && store_changes(store) != 1)
		e = ERR_REFUSED;
	buf_free(&sealed);
	return e;
}

enum err
certificate_change(struct store *store, const struct certificate *c,
    int64_t now)
{
	enum err e;

	e = store_run(store, "UPDATE certificate SET state = ?, by_holder = ?,"
	    " reason = ?, changed = ? WHERE id = ?", "titit",
	    states[c->state], (int64_t)c->by_holder, c->reason, now, c->id);
	return e == ERR_OK && store_changes(store) != 1 ? ERR_NOT_FOUND : e;
}

/* ---- Reading ---- */

static enum err
open_subject(const struct keys *keys, struct sqlite3_stmt *row,
    struct certificate *c)
{
	char place[PLACE_SIZE];

	subject_place(c->id, place);
	return store_sealed_text(row, 4, keys, place, c->x509.subject,
	    sizeof(c->x509.subject));
}

static enum err
read_row(const struct keys *keys, struct sqlite3_stmt *row,
    struct certificate *c)
{
	const struct {
		int column;
		char *out;
		size_t size;
	} texts[] = {
		{ 0, c->id, sizeof(c->id) },
		{ 2, c->card, sizeof(c->card) },
		{ 3, c->x509.serial, sizeof(c->x509.serial) },
		{ 5, c->x509.issuer, sizeof(c->x509.issuer) },
		{ 8, c->x509.usage, sizeof(c->x509.usage) },
		{ 9, c->x509.fingerprint, sizeof(c->x509.fingerprint) },
		{ 12, c->reason, sizeof(c->reason) },
	};
	char state[16];
	enum err e = ERR_OK;

	memset(c, 0, sizeof(*c));
	for (size_t i = 0; e == ERR_OK &&
	    i < sizeof(texts) / sizeof(texts[0]); i++)
		e = store_text(row, texts[i].column, texts[i].out,
		    texts[i].size);
	if (e == ERR_OK)
		e = store_text(row, 10, state, sizeof(state));
	if (e != ERR_OK)
		return e;
	c->person = store_int(row, 1);
	c->x509.from = store_int(row, 6);
	c->x509.to = store_int(row, 7);
	c->state = certificate_state_of(state);
	c->by_holder = store_int(row, 11) != 0;
	c->changed = store_int(row, 13);
	return c->state == CERTIFICATE_STATES ? ERR_IO :
	    open_subject(keys, row, c);
}

enum err
certificate_find(struct store *store, const struct keys *keys, const char *id,
    struct certificate *c)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT " COLUMNS " FROM certificate"
	    " WHERE id = ?", "t", id);
	if (e != ERR_OK)
		return e;
	e = read_row(keys, row, c);
	store_done(row);
	return e;
}

enum err
certificate_list(struct store *store, const struct keys *keys, int64_t person,
    struct certificate *out, size_t most, size_t *count)
{
	struct sqlite3_stmt *row;
	enum err e;

	*count = 0;
	e = store_row(store, &row, "SELECT " COLUMNS " FROM certificate"
	    " WHERE person = ? ORDER BY ends DESC, id LIMIT ?", "ii", person,
	    (int64_t)most);
	while (e == ERR_OK) {
		e = read_row(keys, row, &out[*count]);
		if (e != ERR_OK) {
			store_done(row);
			return e;
		}
		++*count;
		e = store_next(store, row);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err
certificate_others_until(struct store *store, const struct certificate *c,
    int64_t now, int64_t *until)
{
	struct sqlite3_stmt *row;
	enum err e;

	*until = 0;
	e = store_row(store, &row, "SELECT max(ends) FROM certificate"
	    " WHERE person = ? AND id <> ? AND ends > ?"
	    " AND state IN ('active', 'suspended')", "iti", c->person, c->id,
	    now);
	if (e != ERR_OK)
		return e;
	*until = store_int(row, 0);
	store_done(row);
	return ERR_OK;
}
