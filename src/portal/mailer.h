/* Sends what is in the outbox, in a thread of its own: who asks for a mail
 * does not wait for it, and so cannot tell from the time whether there is
 * one.  A mail that does not leave is tried again until it is too old. */
#ifndef PORTAL_MAILER_H
#define PORTAL_MAILER_H

#include "base/err.h"

struct mailer;
struct portal;

/* What is in the outbox from before is sent too. */
MUST_CHECK enum err mailer_start(struct portal *portal,
    struct mailer **mailer);

/* There is something in the outbox.  NULL: nobody sends (tests). */
void mailer_wake(struct mailer *mailer);

/* Let the mail at work end, then stop. */
void mailer_stop(struct mailer **mailer);

#endif
