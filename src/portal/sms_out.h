/* Messages leave through a program that the configuration names. */
#ifndef PORTAL_SMS_OUT_H
#define PORTAL_SMS_OUT_H

#include "base/err.h"
#include "portal/config.h"

struct secret;

/* Fill {code} and {minutes} into the text of that language and send it to
 * `phone`.  Blocks until the program ended or its time was over (then it and
 * its children are killed).  The code is on its standard input only, never in
 * its arguments or environment.  ERR_IO: the message did not leave; why is in
 * the log. */
MUST_CHECK enum err sms_send(const struct config *config, const char *language,
    const char *phone, const struct secret *code);

#endif
