#include "portal/audit.h"

#include <string.h>

#include <openssl/evp.h>

#include "portal/store.h"

#define COLUMNS "seq, at, who, terminal, step, outcome, detail, hash, case_no,"\
	" operator"

/* An entry as the database has it. */
struct row {
	int64_t seq, at;
	struct buf who;
	char terminal[64], step[64], outcome[64], detail[160];
	char case_no[CASE_NO_SIZE];
	char operator[WIRE_ACCOUNT];
	uint8_t hash[HASH_BYTES];
};

/* ---- The chain ---- */

static void
put_number(uint8_t out[8], uint64_t value)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(value >> (56 - 8 * i));
}

/* Each field with its length in front, so that no two entries look alike. */
static int
add_field(EVP_MD_CTX *ctx, const void *bytes, size_t len)
{
	uint8_t front[8];

	put_number(front, len);
	return EVP_DigestUpdate(ctx, front, sizeof(front)) == 1 &&
	    (len == 0 || EVP_DigestUpdate(ctx, bytes, len) == 1);
}

static int
add_number(EVP_MD_CTX *ctx, int64_t value)
{
	uint8_t bytes[8];

	put_number(bytes, (uint64_t)value);
	return EVP_DigestUpdate(ctx, bytes, sizeof(bytes)) == 1;
}

static const char *
text_of(const char *text)
{
	return text != NULL ? text : "";
}

/* What came later: an entry without a case number, and one without an
 * operator, has the hash that it had before there were any.  Behind an
 * operator's entry there are always both. */
static bool
add_later(EVP_MD_CTX *ctx, const struct audit_entry *en)
{
	const char *case_no = text_of(en->case_no);
	const char *operator = text_of(en->operator);

	if (case_no[0] == '\0' && operator[0] == '\0')
		return true;
	return add_field(ctx, case_no, strlen(case_no)) &&
	    (operator[0] == '\0' ||
	    add_field(ctx, operator, strlen(operator)));
}

static enum err
link_hash(const uint8_t previous[HASH_BYTES], int64_t seq,
    const struct audit_entry *en, size_t who_len, uint8_t out[HASH_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	enum err e = ERR_INTERNAL;

	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		goto out;
	if (EVP_DigestUpdate(ctx, previous, HASH_BYTES) == 1 &&
	    add_number(ctx, seq) && add_number(ctx, en->at) &&
	    add_field(ctx, en->who, who_len) &&
	    add_field(ctx, en->terminal, strlen(en->terminal)) &&
	    add_field(ctx, en->step, strlen(en->step)) &&
	    add_field(ctx, en->outcome, strlen(en->outcome)) &&
	    add_field(ctx, en->detail, strlen(en->detail)) &&
	    add_later(ctx, en) &&
	    EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		e = ERR_OK;
out:
	EVP_MD_CTX_free(ctx);
	return e;
}

enum err
audit_read_head(struct store *store, struct audit_head *head)
{
	struct sqlite3_stmt *row;
	enum err e;

	memset(head, 0, sizeof(*head));
	e = store_row(store, &row,
	    "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", "");
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	head->seq = store_int(row, 0);
	e = store_blob(row, 1, head->hash, sizeof(head->hash));
	store_done(row);
	return e;
}

enum err
audit_add(struct store *store, const struct audit_entry *en)
{
	size_t who_len = en->who == NULL ? 0 : HASH_BYTES;
	uint8_t hash[HASH_BYTES];
	struct audit_head head;
	enum err e;

	e = audit_read_head(store, &head);
	if (e == ERR_OK)
		e = link_hash(head.hash, head.seq + 1, en, who_len, hash);
	if (e != ERR_OK)
		return e;
	return store_run(store,
	    "INSERT INTO audit (seq, at, who, terminal, step, outcome, detail,"
	    " hash, case_no, operator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    "iibttttbtt",
	    head.seq + 1, en->at, who_len == 0 ? (const void *)"" :
	    (const void *)en->who, who_len, en->terminal, en->step, en->outcome,
	    en->detail, (const void *)hash, sizeof(hash),
	    text_of(en->case_no), text_of(en->operator));
}

/* ---- Walking it ---- */

/* A field that does not fit was not written by audit_add. */
static enum err
read_row(struct sqlite3_stmt *from, struct row *r)
{
	enum err e;

	buf_clear(&r->who);
	r->seq = store_int(from, 0);
	r->at = store_int(from, 1);
	e = store_blob_buf(from, 2, &r->who);
	if (e == ERR_OK)
		e = store_text(from, 3, r->terminal, sizeof(r->terminal));
	if (e == ERR_OK)
		e = store_text(from, 4, r->step, sizeof(r->step));
	if (e == ERR_OK)
		e = store_text(from, 5, r->outcome, sizeof(r->outcome));
	if (e == ERR_OK)
		e = store_text(from, 6, r->detail, sizeof(r->detail));
	if (e == ERR_OK)
		e = store_blob(from, 7, r->hash, sizeof(r->hash));
	if (e == ERR_OK)
		e = store_text(from, 8, r->case_no, sizeof(r->case_no));
	if (e == ERR_OK)
		e = store_text(from, 9, r->operator, sizeof(r->operator));
	return e;
}

static struct audit_entry
entry_of(const struct row *r)
{
	return (struct audit_entry){ .at = r->at,
	    .who = r->who.len == HASH_BYTES ? r->who.data : NULL,
	    .terminal = r->terminal, .step = r->step, .outcome = r->outcome,
	    .detail = r->detail, .case_no = r->case_no,
	    .operator = r->operator };
}

static const char *
check_row(struct row *r, const struct audit_head *last)
{
	const struct audit_entry en = { .at = r->at, .who = r->who.data,
	    .terminal = r->terminal, .step = r->step, .outcome = r->outcome,
	    .detail = r->detail, .case_no = r->case_no,
	    .operator = r->operator };
	uint8_t hash[HASH_BYTES];

	if (r->seq != last->seq + 1)
		return "an entry is missing before it";
	if (link_hash(last->hash, r->seq, &en, r->who.len, hash) != ERR_OK)
		return "its hash cannot be computed";
	if (!seal_equal(hash, r->hash))
		return "its content does not fit its hash";
	return NULL;
}

static enum err
walk(struct store *store, const struct audit_head *known,
    struct audit_head *last, const char **why)
{
	struct sqlite3_stmt *from;
	struct row r = { 0 };
	enum err e;

	buf_init(&r.who, HASH_BYTES);
	e = store_row(store, &from, "SELECT " COLUMNS
	    " FROM audit ORDER BY seq", "");
	while (e == ERR_OK) {
		*why = "its fields have a wrong size";
		if (read_row(from, &r) == ERR_OK)
			*why = check_row(&r, last);
		if (*why == NULL && known != NULL && known->seq == r.seq &&
		    !seal_equal(known->hash, r.hash))
			*why = "it is not the entry that was written down";
		if (*why != NULL) {
			store_done(from);
			e = ERR_REFUSED;
			break;
		}
		last->seq = r.seq;
		memcpy(last->hash, r.hash, sizeof(r.hash));
		e = store_next(store, from);
	}
	buf_free(&r.who);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
count_guards(struct store *store, int64_t *count)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT count(*) FROM sqlite_schema"
	    " WHERE type = 'trigger' AND name IN"
	    " ('audit_no_update', 'audit_no_delete')", "");
	if (e != ERR_OK)
		return e;
	*count = store_int(row, 0);
	store_done(row);
	return ERR_OK;
}

enum err
audit_verify(struct store *store, const struct audit_head *known,
    struct audit_head *last, int64_t *broken, const char **why)
{
	int64_t guards = 0;
	enum err e;

	memset(last, 0, sizeof(*last));
	*why = NULL;
	e = walk(store, known, last, why);
	*broken = last->seq + 1;
	if (e == ERR_OK && known != NULL && known->seq > last->seq) {
		*why = "it was written down but is gone";
		e = ERR_REFUSED;
	}
	if (e == ERR_OK)
		e = count_guards(store, &guards);
	if (e == ERR_OK && guards != 2) {
		*why = "the triggers that keep the audit append-only are gone";
		e = ERR_REFUSED;
	}
	return e;
}

/* ---- Looking into it ---- */

enum err
audit_case(struct store *store, const char *case_no, audit_call call,
    void *arg)
{
	struct sqlite3_stmt *from;
	struct row r = { 0 };
	struct audit_entry en;
	enum err e;

	buf_init(&r.who, HASH_BYTES);
	e = store_row(store, &from, "SELECT " COLUMNS
	    " FROM audit WHERE case_no = ? ORDER BY seq", "t", case_no);
	while (e == ERR_OK) {
		e = read_row(from, &r);
		if (e != ERR_OK) {
			store_done(from);
			break;
		}
		en = entry_of(&r);
		call(arg, r.seq, &en);
		e = store_next(store, from);
	}
	buf_free(&r.who);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
