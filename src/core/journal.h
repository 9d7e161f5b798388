/* What must survive a power cut: unlocks that a card may have carried out and
 * the portal has not heard of.  One small text file without secrets; every
 * change is a new file, synced, renamed over the old one, its folder synced.
 * A change that could not be written is undone in memory too, unless said
 * otherwise. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/case_no.h"
#include "base/err.h"
#include "card/card.h"
#include "wire/wire.h"

#define JOURNAL_RECORDS 4
#define JOURNAL_KEPT_S (24 * 3600)	/* a report that nobody takes */

enum journal_state {
	JOURNAL_INTENT,		/* the card may authenticate; no PIN sent */
	JOURNAL_WRITING,	/* the PIN may have been sent */
	JOURNAL_DONE,		/* the card has the new PIN: tell the portal */
	JOURNAL_UNCHANGED,	/* the card is as before: tell the portal */
	JOURNAL_UNKNOWN,	/* nobody can say: tell the portal */
	JOURNAL_STATES
};

struct journal_record {
	char unlock[WIRE_ID];
	char key[WIRE_ID];	/* idempotency key of the report */
	uint8_t serial[CARD_SERIAL_MAX];
	size_t serial_len;
	int before, after;	/* PIN tries; CARD_TRIES_UNKNOWN */
	enum journal_state state;
	enum err reason;	/* for the report */
	char case_no[CASE_NO_SIZE];	/* of that visit, or "" */
	int64_t wall;		/* clock_wall_s() of the first entry */
	bool told;		/* the person knows (not in the file) */
};

struct journal {
	const char *path;	/* the caller's */
	struct journal_record records[JOURNAL_RECORDS];
	size_t count;
};

/* Read the file; no file is an empty journal.  ERR_SYNTAX: it is no journal;
 * ERR_IO: it cannot be read.  Then it was moved to "<path>.bad", so that
 * nothing is written over it, and this one is empty.  A folder stays where it
 * is: nothing can be written over that. */
MUST_CHECK enum err journal_load(struct journal *j, const char *path);

/* Add a record, on disk when this returns.  ERR_TOO_BIG: full. */
MUST_CHECK enum err journal_add(struct journal *j,
    const struct journal_record *r);

/* Replace the record of that unlock.  Even if it cannot be written the change
 * stays in memory: what happened on the card did happen.  ERR_NOT_FOUND. */
MUST_CHECK enum err journal_update(struct journal *j,
    const struct journal_record *r);

/* Take the record out; the last one takes the file with it. */
MUST_CHECK enum err journal_remove(struct journal *j, const char *unlock);

/* The record of an unlock, or NULL. */
struct journal_record *journal_find(struct journal *j, const char *unlock);

/* The record that has to be resolved next: one that needs no card first.
 * NULL: the person has been told of all. */
struct journal_record *journal_untold(struct journal *j);

/* An id that can stand in the file (and in a URL): letters, digits, "-_.". */
bool journal_id_valid(const char *id);

/* Could a record be written now?  Writes a file beside the journal, syncs it
 * and takes it away again.  ERR_IO. */
MUST_CHECK enum err journal_try(const char *path);

/* The parser alone, for the fuzzer; `j` keeps its path. */
MUST_CHECK enum err journal_parse(struct journal *j, const char *text,
    size_t len);

#endif
