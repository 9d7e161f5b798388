/* A code by SMS to the phone on file, and its check: what the login and the
 * confirmation of an unlock share.  A code is for one purpose, and bound to
 * the session and to what it approves. */
#ifndef PORTAL_SMS_STEP_H
#define PORTAL_SMS_STEP_H

#include "portal/visit.h"

/* What the message says and what the code is good for. */
struct sms_use {
	enum sms_text text;
	const char *purpose;
	char bound[WIRE_ID + 32];	/* what it approves */
};

/* Reply of a message that was sent. */
struct sms_sent {
	int expires_in, resend_in, tries_left;
};

MUST_CHECK enum err sms_step_begin(struct visit *v, const struct sms_use *use);
void sms_step_work(struct visit *v, const struct sms_use *use);
MUST_CHECK enum err sms_step_finish(struct visit *v, struct sms_sent *sent);

/* ERR_OK: right, and used from now on.  ERR_CODE_WRONG, ERR_CODE_EXPIRED,
 * ERR_CODE_USED_UP. */
MUST_CHECK enum err sms_step_verify(struct visit *v,
    const struct sms_use *use, const struct secret *code);

#endif
