/* Mail: RFC 5322, one part of plain text in UTF-8. */
#ifndef PORTAL_MAIL_OUT_H
#define PORTAL_MAIL_OUT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/config.h"

struct secret;

/* Add the whole message to `out`: headers, an empty line, the text with {code}
 * and {minutes} filled in.  `to` has the form of person.h; `code` may be NULL
 * where the wording has no place for one. */
MUST_CHECK enum err mail_compose(const struct config *config,
    const struct mail_wording *wording, const char *language, const char *to,
    const struct secret *code, int64_t now, struct buf *out);

/* Hand it to the program of the configuration (as `sendmail -t` takes it: to
 * whom is in the headers).  ERR_IO: it did not leave; why is in the log. */
MUST_CHECK enum err mail_send(const struct config *config,
    const struct mail_wording *wording, const char *language, const char *to,
    const struct secret *code, int64_t now);

#endif
