/* Messages leave through a program that the configuration names. */
#ifndef PORTAL_SMS_OUT_H
#define PORTAL_SMS_OUT_H

#include "base/err.h"
#include "portal/config.h"

struct secret;

/* Fill {code} and {minutes} into that text in that language and send it to
 * `phone`.  Blocks until the program ended or its time was over (then it and
 * its children are killed).  The code is on its standard input only, never in
 * its arguments or environment.  ERR_IO: the message did not leave; why is in
 * the log. */
MUST_CHECK enum err sms_send(const struct config *config, enum sms_text text,
    const char *language, const char *phone, const struct secret *code);

/* The same of a mobile signature: its code is no secret, it is on the screen
 * as well. */
MUST_CHECK enum err sms_send_mobile(const struct config *config,
    const char *language, const char *phone, const char *code);

#endif
