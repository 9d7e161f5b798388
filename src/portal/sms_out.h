/* SMS to a phone. */
#ifndef PORTAL_SMS_OUT_H
#define PORTAL_SMS_OUT_H

#include "base/err.h"
#include "portal/config.h"

struct secret;

/* Fill {code} and {minutes} into the wording of that language and send it to
 * `phone`; gateway.h says how.  The code is on the program's standard input
 * only, never in its arguments or environment.  ERR_IO: the message did not
 * leave; why is in the log. */
MUST_CHECK enum err sms_send(const struct config *config,
    const struct wording *wording, const char *language, const char *phone,
    const struct secret *code);

#endif
