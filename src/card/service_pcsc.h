/* The way to pcscd itself. */
#ifndef CARD_SERVICE_PCSC_H
#define CARD_SERVICE_PCSC_H

#include "base/err.h"

/* Open a context (SCARDCONTEXT is a long); the caller's, to be released.
 * *context is 0 on failure.
 * ERR_NO_PCSCD: nobody there, or it does not let us in.  ERR_PCSCD_VERSION:
 * it speaks another version of the protocol than our library, as through a
 * socket that SSH forwards from another system. */
MUST_CHECK enum err service_open(long *context);

#endif
