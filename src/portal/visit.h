/* One request on its way through the portal, and the handlers of its steps,
 * one file a step (h_*.c).
 *
 * A handler has up to three parts.  `begin` and `finish` run inside a database
 * transaction each; `work` between them, without one, for what takes long
 * (scrypt, the SMS program).  The answer is kept for repeats and the audit is
 * written in the same transaction as `finish`, so they are all there or none.
 * Most handlers have only `finish`.
 *
 * A part returns ERR_OK or the code of the problem to answer.  A refusal is
 * committed (tries are counted); ERR_IO, ERR_NO_MEMORY and ERR_INTERNAL are
 * rolled back. */
#ifndef PORTAL_VISIT_H
#define PORTAL_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/person.h"
#include "portal/portal.h"
#include "portal/repeat.h"
#include "portal/store_person.h"
#include "portal/store_session.h"
#include "wire/wire.h"

struct login_scratch {
	uint8_t identity[HASH_BYTES];
	int64_t person;
	bool known, right;
	enum err worked;	/* of scrypt */
	struct word_hash stored;
};

struct sms_scratch {
	char phone[PHONE_SIZE];
	struct secret *code;	/* freed with the visit */
	int64_t code_id, sent_id, expires;
	enum err sent;
};

struct visit {
	struct portal *portal;
	enum wire_op op;
	int64_t now;			/* wall clock, seconds */
	const char *from;		/* terminal's certificate or address */
	const char *certificate;	/* name in it, or NULL */
	struct wire_request in;
	struct wire_reply out;
	struct wire_problem problem;	/* tries_left, retry_after, status: 0
					 * is the code's usual one */
	struct buf raw;			/* a reply that is no JSON */
	struct session session;		/* id 0: the operation has none */
	bool session_gone;		/* closed: do not write it back */
	struct repeat repeat;
	uint8_t who[HASH_BYTES];	/* for the audit */
	bool has_who;
	char terminal[WIRE_ID];		/* for the audit */
	char detail[96];		/* for the audit */
	struct login_scratch login;
	struct sms_scratch sms;
};

struct handler {
	enum err (*begin)(struct visit *v);
	void (*work)(struct visit *v);
	enum err (*finish)(struct visit *v);
	enum session_state needs;	/* at least; with a bearer token */
	bool audited;
};

extern const struct handler handle_health;
extern const struct handler handle_session_open, handle_session_keep,
    handle_session_close;
extern const struct handler handle_captcha_new, handle_captcha_image;
extern const struct handler handle_login_password;
extern const struct handler handle_sms_send, handle_sms_verify;
extern const struct handler handle_unlock_open, handle_unlock_cryptogram,
    handle_unlock_report;

/* Serve what `v` holds (op, in, from, certificate; a bearer token's hash in
 * session.token; the repeat's scope is filled in here).  What is to be
 * answered is in *status and `body`. */
void visit_serve(struct visit *v, int *status, struct buf *body);

void visit_init(struct visit *v, struct portal *portal, enum wire_op op);

/* Wipes. */
void visit_free(struct visit *v);

/* Count `what` of this terminal against `most` a minute. */
MUST_CHECK enum err visit_limit(struct visit *v, const char *what, int most);

/* Seconds that a deadline of the database is away, from v->now. */
int visit_left(const struct visit *v, int64_t deadline);

/* Move the session's idle end to now + lifetime, inside its whole life. */
void visit_extend(struct visit *v);

#endif
