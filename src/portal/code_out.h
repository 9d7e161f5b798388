/* A code on its way to a phone or a mail address, and the one that comes back:
 * what the steps that ask for one share.  The parts of a handler call the
 * parts here: begin in the first transaction, work between, end in the last.
 *
 * A code is bound to the session, to the person, and to what it approves: the
 * login, the new number or address itself, the unlock or its card, so that it
 * confirms no other. */
#ifndef PORTAL_CODE_OUT_H
#define PORTAL_CODE_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/person.h"
#include "portal/seal.h"

#define CODE_LOGIN "login"
#define CODE_PHONE_OLD "phone-old"
#define CODE_PHONE_NEW "phone-new"
#define CODE_EMAIL "email"
#define CODE_UNLOCK "unlock"
#define CODE_VERIFICATION "verification"

struct code;
struct secret;
struct visit;

struct code_out {
	const char *purpose;		/* CODE_* */
	const char *about;		/* what it approves; "" for a login */
	bool mail;			/* not by SMS */
	char to[EMAIL_SIZE];		/* a phone or a mail address */
	struct secret *code;
	int64_t code_id, sent_id, expires;
	enum err sent;
};

/* May a message go there now?  ERR_CODE_WAIT with retry_after.  Needs v->who.
 * Every message of a step is asked for before the first one begins. */
MUST_CHECK enum err code_out_wait(struct visit *v, const struct code_out *out);

MUST_CHECK enum err code_out_begin(struct visit *v, struct code_out *out);
void code_out_work(struct visit *v, struct code_out *out);

/* The whole first part of a step with one code to the phone on file. */
MUST_CHECK enum err code_out_begin_phone(struct visit *v,
    struct code_out *out);

/* The whole last part of a step with one code: it was sent and counts, or
 * ERR_PORTAL_BUSY. */
MUST_CHECK enum err code_out_finish(struct visit *v,
    const struct code_out *out);

/* A message goes there now: it holds back the next one. */
MUST_CHECK enum err code_out_hold(struct visit *v, struct code_out *out);

/* It counts from now on, and the reply (codes_sent) says for how long. */
MUST_CHECK enum err code_out_keep(struct visit *v,
    const struct code_out *out);

/* It did not leave, or another one did not: it is worth nothing.  Adds to the
 * problem when to try again. */
MUST_CHECK enum err code_out_take_back(struct visit *v,
    const struct code_out *out);
void code_out_free(struct code_out *out);

/* What is stored of a code. */
MUST_CHECK enum err code_bind(const struct visit *v, const char *purpose,
    const char *about, const struct secret *code,
    uint8_t out[static HASH_BYTES]);

/* Is this the code that was sent?  *right says so; nothing is counted yet.
 * ERR_CODE_EXPIRED: there is none that lives; ERR_CODE_USED_UP. */
MUST_CHECK enum err code_look(struct visit *v, const char *purpose,
    const char *about, const struct secret *given, struct code *code,
    bool *right);

/* A wrong one: one try less, and the problem says how many are left.  Returns
 * `wrong` or ERR_CODE_USED_UP. */
MUST_CHECK enum err code_refuse(struct visit *v, const struct code *code,
    enum err wrong);

#endif
