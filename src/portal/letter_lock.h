/* A password on a PDF: AES-256 (PDF 2.0, revision 6), by the program qpdf,
 * because what libharu can do by itself is RC4.  A process of its own: what it
 * keeps of the secrets is gone with it.  It gets everything through files in
 * memory, nothing as an argument. */
#ifndef PORTAL_LETTER_LOCK_H
#define PORTAL_LETTER_LOCK_H

#include "base/buf.h"
#include "base/err.h"

struct secret;

#define LETTER_QPDF "/usr/bin/qpdf"
#define LETTER_PASSWORD_LEAST 8		/* bytes */

/* Text without control characters, at least LETTER_PASSWORD_LEAST bytes. */
MUST_CHECK enum err letter_lock_check(const struct secret *password);

/* Put `password` on `pdf`, in place.  ERR_IO: qpdf failed (logged), `pdf` is
 * empty then.  ERR_TOO_BIG. */
MUST_CHECK enum err letter_lock(const char *qpdf,
    const struct secret *password, struct buf *pdf);

#endif
