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
#include "portal/code_out.h"
#include "portal/issuer.h"
#include "portal/person.h"
#include "portal/portal.h"
#include "portal/repeat.h"
#include "portal/signature.h"
#include "portal/store_letter.h"
#include "portal/store_login.h"
#include "portal/store_person.h"
#include "portal/store_session.h"
#include "wire/wire.h"

struct login_scratch {
	uint8_t identity[HASH_BYTES];
	uint8_t tries[HASH_BYTES];	/* under which wrong ones count */
	int64_t person;
	bool known, right;
	enum err worked;	/* of scrypt */
	struct word_hash stored;
};

struct word_scratch {
	uint8_t identity[HASH_BYTES];
	int64_t code_id;
	enum err worked;	/* of scrypt */
	struct word_hash hash;	/* of the new one */
};

struct signature_scratch {
	uint8_t challenge[WIRE_CHALLENGE];
	enum err worked;	/* of the whole check */
	struct signer signer;
};

struct letter_scratch {
	struct letter letter;	/* freed with the visit */
	enum err worked;
};

struct remote_scratch {
	struct remote_login login;
	struct issuer_device device;	/* its code is freed with the visit */
	bool polled;
	enum err asked;			/* of the issuer, or of the message */
	enum issuer_answer answer;
	char identity[IDENTITY_SIZE];
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
	bool nothing_new;		/* not for the audit */
	struct repeat repeat;
	uint8_t who[HASH_BYTES];	/* for the audit */
	bool has_who;
	char terminal[WIRE_ID];		/* for the audit */
	char operator[WIRE_ACCOUNT];	/* for the audit, or "" */
	char case_no[CASE_NO_SIZE];	/* of the request, or "" */
	char detail[96];		/* for the audit */
	struct login_scratch login;
	struct signature_scratch signature;
	struct word_scratch word;
	struct code_out codes[2];	/* wiped with the visit */
	char number[PHONE_SIZE];	/* a new phone, in its one form */
	struct letter_scratch letter;
	bool scrub;			/* something was erased for good */
	struct remote_scratch remote;
};

struct handler {
	enum err (*begin)(struct visit *v);
	void (*work)(struct visit *v);
	enum err (*finish)(struct visit *v);
	enum session_state needs;	/* at least; with a bearer token */
	bool audited;
	bool shiftless;	/* also outside of a shift where there must be one */
	bool not_kept;	/* the answer is too secret to be kept for repeats;
			 * `finish` gives it again to the same key */
};

extern const struct handler handle_health;
extern const struct handler handle_session_open, handle_session_keep,
    handle_session_close;
extern const struct handler handle_captcha_new, handle_captcha_image,
    handle_captcha_question;
extern const struct handler handle_login_password;
extern const struct handler handle_login_challenge, handle_login_signature;
extern const struct handler handle_operator_password,
    handle_operator_signature, handle_operator_end;
extern const struct handler handle_sms_send, handle_sms_verify;
extern const struct handler handle_word_request, handle_word_set;
extern const struct handler handle_profile_read, handle_address_change;
extern const struct handler handle_phone_change, handle_phone_confirm;
extern const struct handler handle_email_change, handle_email_confirm;
extern const struct handler handle_approval_read, handle_approval_give,
    handle_approval_withdraw;
extern const struct handler handle_unlock_open, handle_unlock_cryptogram,
    handle_unlock_relay, handle_unlock_report;
extern const struct handler handle_letter_read, handle_letter_pdf,
    handle_letter_erase;
extern const struct handler handle_certificate_list, handle_certificate_detail,
    handle_certificate_change, handle_certificate_revoke;
extern const struct handler handle_edevlet, handle_edevlet_password,
    handle_edevlet_begin, handle_edevlet_poll;
extern const struct handler handle_verification_new;
extern const struct handler handle_confirm_send, handle_confirm_sms,
    handle_confirm_password;

/* Serve what `v` holds (op, in, from, certificate; a bearer token's hash in
 * session.token; the repeat's scope is filled in here).  What is to be
 * answered is in *status and `body`. */
void visit_serve(struct visit *v, int *status, struct buf *body);

void visit_init(struct visit *v, struct portal *portal, enum wire_op op);

/* Wipes. */
void visit_free(struct visit *v);

/* Count `what` of this terminal against `most` a minute. */
MUST_CHECK enum err visit_limit(struct visit *v, const char *what, int most);

/* The answer to a captcha of this session: right or wrong, it is gone.
 * ERR_CAPTCHA_WRONG.  A terminal that needs none is not looked at. */
MUST_CHECK enum err visit_captcha(struct visit *v, const char *id,
    const char *answer);
bool visit_captcha_waived(const struct visit *v);

/* ERR_CONFIRM_OLD: the SMS code of the login is too old for this. */
MUST_CHECK enum err visit_confirmed(const struct visit *v);

/* Whose session it is: v->who, for the audit and for what holds back
 * messages. */
MUST_CHECK enum err visit_who(struct visit *v);

/* The key of an identity number, as typed; what is none at all is just
 * another unknown person. */
MUST_CHECK enum err visit_identity_key(const struct visit *v,
    const char *text, uint8_t out[static HASH_BYTES]);

/* What a card has signed: takes the session's challenge; looks at the
 * signature, outside a transaction (v->signature); and notes which
 * certificate it was, for the audit.  ERR_SIGNED_OFF, ERR_CHALLENGE_OVER, and
 * what signature_check() says. */
MUST_CHECK enum err visit_signature_begin(struct visit *v);
void visit_signature_work(struct visit *v);
MUST_CHECK enum err visit_signature_worked(struct visit *v);

/* What the portal itself knows of that certificate, if it is enrolled:
 * ERR_SIGNER_WAITING, _SUSPENDED, _REVOKED, ERR_CERT_OVER. */
MUST_CHECK enum err visit_signature_state(const struct visit *v);

/* A new token of 256 random bits; `hash` is what the database gets. */
MUST_CHECK enum err visit_token(struct secret *token,
    uint8_t hash[static HASH_BYTES]);

/* Seconds that a deadline of the database is away, from v->now. */
int visit_left(const struct visit *v, int64_t deadline);

/* Move the session's idle end to now + lifetime, inside its whole life. */
void visit_extend(struct visit *v);

#endif
