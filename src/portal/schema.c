#include "portal/store.h"

#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

/* What is stored and how.  "sealed" is AES-256-GCM with the data key, "keyed"
 * an HMAC with it, "hash" plain SHA-256 of something random.  Times are
 * seconds since 1970.  A new version is a new entry at the end; an entry that
 * was released is never changed. */
static const char version_1[] =
    /* Holders.  word_* is scrypt; word_cost is log2 N. */
    "CREATE TABLE person ("
    " id INTEGER PRIMARY KEY,"
    " identity BLOB NOT NULL UNIQUE,"		/* keyed */
    " identity_sealed BLOB NOT NULL,"
    " name_sealed BLOB NOT NULL,"
    " phone BLOB NOT NULL,"			/* keyed */
    " phone_sealed BLOB NOT NULL,"
    " email_sealed BLOB,"
    " word_salt BLOB NOT NULL,"
    " word_cost INTEGER NOT NULL,"
    " word_hash BLOB NOT NULL,"
    " enrolled INTEGER NOT NULL"
    ") STRICT;"

    /* Wrong security words in a row, for known and unknown persons alike, so
     * that a block tells nothing. */
    "CREATE TABLE login_tries ("
    " identity BLOB PRIMARY KEY,"		/* keyed */
    " wrong INTEGER NOT NULL,"
    " last INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE card ("
    " serial TEXT PRIMARY KEY,"			/* lower-case hex */
    " person INTEGER NOT NULL REFERENCES person(id),"
    " type TEXT NOT NULL,"
    " state TEXT NOT NULL"
    "  CHECK (state IN ('active', 'suspended', 'revoked')),"
    " key_sealed BLOB,"				/* the card's own key */
    " enrolled INTEGER NOT NULL"
    ") STRICT;"

    /* A stored PIN letter; out_of_date is set once the PIN was changed.  Once
     * erased the row is gone, and what it held with it: store_scrub(). */
    "CREATE TABLE letter ("
    " serial TEXT PRIMARY KEY REFERENCES card(serial),"
    " letter_sealed BLOB NOT NULL,"
    " year INTEGER NOT NULL,"			/* the card was made */
    " stored INTEGER NOT NULL,"
    " out_of_date INTEGER"
    ") STRICT;"

    /* state: 0 anonymous, 1 identified, 2 authenticated. */
    "CREATE TABLE session ("
    " id INTEGER PRIMARY KEY,"
    " token BLOB NOT NULL UNIQUE,"		/* hash */
    " terminal TEXT NOT NULL,"
    " language TEXT NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),"
    " person INTEGER REFERENCES person(id),"
    " opened INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " confirmed INTEGER,"			/* by SMS, when */
    " CHECK ((state = 0) = (person IS NULL))"
    ") STRICT;"

    /* Letters that a session has read, each once; `id` names that reading,
     * `key` is the Idempotency-Key of the request that may be repeated. */
    "CREATE TABLE letter_read ("
    " id BLOB PRIMARY KEY,"			/* hash */
    " session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,"
    " serial TEXT NOT NULL REFERENCES card(serial),"
    " key TEXT NOT NULL,"
    " UNIQUE (session, serial)"
    ") STRICT;"

    /* Only the one that may still be answered; see store.h. */
    "CREATE TABLE captcha ("
    " id TEXT PRIMARY KEY,"
    " session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,"
    " answer TEXT NOT NULL,"
    " expires INTEGER NOT NULL"
    ") STRICT;"

    /* state: sending, active, used, void (third wrong), replaced. */
    "CREATE TABLE code ("
    " id INTEGER PRIMARY KEY,"
    " session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,"
    " purpose TEXT NOT NULL,"
    " code BLOB NOT NULL,"			/* keyed */
    " tries INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN"
    "  ('sending', 'active', 'used', 'void', 'replaced')),"
    " expires INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX code_session ON code(session);"

    /* Every message that left, to hold back the next one. */
    "CREATE TABLE sent ("
    " id INTEGER PRIMARY KEY,"
    " identity BLOB NOT NULL,"			/* keyed */
    " phone BLOB NOT NULL,"			/* keyed */
    " at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX sent_identity ON sent(identity, at);"
    "CREATE INDEX sent_phone ON sent(phone, at);"

    /* state: open (no cryptogram yet), issued (handed out, unconfirmed), void
     * (replaced by a newer one), or what the terminal reported.  Outlives its
     * session: the report may come a day later. */
    "CREATE TABLE unlock ("
    " id BLOB PRIMARY KEY,"			/* hash */
    " session BLOB NOT NULL,"			/* hash of the token */
    " person INTEGER NOT NULL REFERENCES person(id),"
    " serial TEXT NOT NULL REFERENCES card(serial),"
    " terminal TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open', 'issued', 'void',"
    "  'done', 'unchanged', 'unknown')),"
    " challenge BLOB,"				/* hash */
    " opened INTEGER NOT NULL,"
    " expires INTEGER NOT NULL,"
    " issued INTEGER,"
    " reported INTEGER,"
    " reason TEXT"
    ") STRICT;"
    "CREATE INDEX unlock_serial ON unlock(serial);"

    /* Answers kept for repeats; scope is a session, a terminal that opens
     * one, or an unlock. */
    "CREATE TABLE answer ("
    " scope BLOB NOT NULL,"			/* hash */
    " key TEXT NOT NULL,"
    " request BLOB NOT NULL,"			/* keyed */
    " status INTEGER NOT NULL,"
    " body_sealed BLOB NOT NULL,"
    " expires INTEGER NOT NULL,"
    " PRIMARY KEY (scope, key)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE rate ("
    " bucket TEXT NOT NULL,"
    " minute INTEGER NOT NULL,"
    " count INTEGER NOT NULL,"
    " PRIMARY KEY (bucket, minute)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE audit ("
    " seq INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " who BLOB NOT NULL,"			/* keyed, or empty */
    " terminal TEXT NOT NULL,"
    " step TEXT NOT NULL,"
    " outcome TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " hash BLOB NOT NULL"
    ") STRICT;"
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;"
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;";

/* Certificates.  by_holder: who suspended it; reason is RFC 5280's; changed is
 * when the state became what it is. */
static const char version_certificates[] =
    "CREATE TABLE certificate ("
    " id TEXT PRIMARY KEY,"		/* from the fingerprint */
    " person INTEGER NOT NULL REFERENCES person(id),"
    " card TEXT NOT NULL REFERENCES card(serial),"
    " serial TEXT NOT NULL,"		/* lower-case hex */
    " subject_sealed BLOB NOT NULL,"
    " issuer TEXT NOT NULL,"
    " starts INTEGER NOT NULL,"
    " ends INTEGER NOT NULL,"
    " usage TEXT NOT NULL,"
    " fingerprint TEXT NOT NULL UNIQUE,"	/* SHA-256 of the DER */
    " state TEXT NOT NULL CHECK (state IN ('waiting', 'active',"
    "  'suspended', 'revoked')),"
    " by_holder INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " changed INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX certificate_person ON certificate(person);";


/* Mail, and what a person keeps up to date. */
static const char version_person[] =
    "ALTER TABLE person ADD COLUMN address_sealed BLOB;"

    /* Codes for a new security word.  For a mail address that is not the one
     * on file, and for nobody, a row is written just the same: person is
     * null, and the code of that row was sent to no one.  state as in code. */
    "CREATE TABLE word_code ("
    " id INTEGER PRIMARY KEY,"
    " identity BLOB NOT NULL,"			/* keyed */
    " person INTEGER REFERENCES person(id),"
    " code BLOB NOT NULL,"			/* keyed */
    " tries INTEGER NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN"
    "  ('active', 'used', 'void', 'replaced')),"
    " expires INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX word_code_identity ON word_code(identity);"

    /* Mail on its way; person is null where nobody is to get it. */
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY,"
    " person INTEGER,"
    " message_sealed BLOB NOT NULL,"
    " at INTEGER NOT NULL,"			/* the next try */
    " expires INTEGER NOT NULL"
    ") STRICT;"

    /* E-Onay that was given and not withdrawn. */
    "CREATE TABLE approval ("
    " person INTEGER PRIMARY KEY REFERENCES person(id),"
    " given INTEGER NOT NULL"
    ") STRICT;";

/* The door of e-Devlet. */
static const char version_edevlet[] =
    /* Words besides the security word: e-Devlet password, web password. */
    "CREATE TABLE credential ("
    " person INTEGER NOT NULL REFERENCES person(id),"
    " kind TEXT NOT NULL CHECK (kind IN ('edevlet', 'web')),"
    " salt BLOB NOT NULL,"
    " cost INTEGER NOT NULL,"
    " hash BLOB NOT NULL,"
    " PRIMARY KEY (person, kind)"
    ") STRICT, WITHOUT ROWID;"

    /* A login that is approved elsewhere.  way: 0 issuer's page, 1 message,
     * 2 bank; state: 0 waiting, 1 approved, 2 denied. */
    "CREATE TABLE login ("
    " id INTEGER PRIMARY KEY,"
    " session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,"
    " name BLOB NOT NULL,"			/* hash */
    " way INTEGER NOT NULL,"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),"
    " person INTEGER REFERENCES person(id),"
    " code TEXT NOT NULL,"
    " device_sealed BLOB,"
    " interval INTEGER NOT NULL,"
    " next INTEGER NOT NULL,"
    " expires INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX login_session ON login(session);"
    "CREATE INDEX login_person ON login(person);"

    /* When it was confirmed; null: not yet. */
    "ALTER TABLE unlock ADD COLUMN confirmed INTEGER;"
    "UPDATE unlock SET confirmed = opened;";

/* What an entry of the audit belongs to, in the terminal's words. */
static const char version_case[] =
    "ALTER TABLE audit ADD COLUMN case_no TEXT NOT NULL DEFAULT '';"
    "CREATE INDEX audit_case ON audit(case_no);";

/* What a card is to sign at a login; one for a session, once. */
static const char version_signature[] =
    "CREATE TABLE challenge ("
    " session INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE,"
    " challenge BLOB NOT NULL,"
    " expires INTEGER NOT NULL"
    ") STRICT;";

/* Where a relay is (relay.h), between two commands. */
static const char version_relay[] =
    "ALTER TABLE unlock ADD COLUMN relay_sealed BLOB;";

/* Who works at a terminal with somebody else's card.  word_* and certificate:
 * how they log in, null where they do not; certificate is the SHA-256 of its
 * DER form.  A shift is what a terminal holds for an operator; what is done
 * meanwhile has their account, also once the shift is gone. */
static const char version_operator[] =
    "CREATE TABLE operator ("
    " id INTEGER PRIMARY KEY,"
    " account TEXT NOT NULL UNIQUE,"
    " name_sealed BLOB NOT NULL,"
    " enabled INTEGER NOT NULL,"
    " word_salt BLOB,"
    " word_cost INTEGER,"
    " word_hash BLOB,"
    " certificate TEXT UNIQUE,"
    " added INTEGER NOT NULL,"
    " CHECK (word_hash IS NOT NULL OR certificate IS NOT NULL)"
    ") STRICT;"
    "CREATE TABLE shift ("
    " id INTEGER PRIMARY KEY,"
    " token BLOB NOT NULL UNIQUE,"		/* hash */
    " operator INTEGER NOT NULL REFERENCES operator(id),"
    " terminal TEXT NOT NULL,"
    " opened INTEGER NOT NULL,"
    " expires INTEGER NOT NULL"
    ") STRICT;"
    "ALTER TABLE session ADD COLUMN shift INTEGER REFERENCES shift(id)"
    " ON DELETE SET NULL;"
    "ALTER TABLE session ADD COLUMN operator TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE unlock ADD COLUMN operator TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE audit ADD COLUMN operator TEXT NOT NULL DEFAULT '';"
    "CREATE INDEX audit_operator ON audit(operator)"
    " WHERE operator <> '';";

static const char *const versions[] = { version_1,
	version_certificates, version_person, version_edevlet,
	version_case, version_signature, version_relay,
	version_operator };
#define NEWEST ((int)(sizeof(versions) / sizeof(versions[0])))

static int
version_of(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;
	int version = -1;

	if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL) ==
	    SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return version;
}

static enum err
step_up(sqlite3 *db, int from)
{
	char set[48];

	snprintf(set, sizeof(set), "PRAGMA user_version=%d", from + 1);
	return sqlite3_exec(db, versions[from], NULL, NULL, NULL) ==
	    SQLITE_OK && sqlite3_exec(db, set, NULL, NULL, NULL) ==
	    SQLITE_OK ? ERR_OK : ERR_IO;
}

enum err
schema_bring_up(sqlite3 *db, const char **why)
{
	enum err e = ERR_OK;
	int version;

	*why = "the database is locked or no database";
	if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		return ERR_IO;
	version = version_of(db);
	if (version < 0) {
		e = ERR_IO;
	} else if (version > NEWEST) {
		*why = "the database was made by a newer portal";
		e = ERR_REFUSED;
	}
	for (int v = version; e == ERR_OK && v < NEWEST; v++)
		e = step_up(db, v);
	if (e != ERR_OK || sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) !=
	    SQLITE_OK) {
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
		return e != ERR_OK ? e : ERR_IO;
	}
	return ERR_OK;
}
