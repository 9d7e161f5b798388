/* Orders to a running virtual card over a Unix socket (mode 0600): one line
 * in, one line out, "ok ..." or "error ...".
 *
 *   remove           take the card out
 *   insert           put it in
 *   state FILE       another card is in the slot now (the reader sees the
 *                    old one go, if it was in)
 *   fault WHAT@+N    fault.h; N commands from now, +1 is the next one
 *   release          send the answer that the fault "hold" holds back
 *   status           ok card=in|out connected=yes|no serial=HEX commands=N
 *                    phase=NAME pin-tries=N puk-tries=N unlock-tries=N
 *                    held=yes|no
 */
#ifndef VCARD_CONTROL_H
#define VCARD_CONTROL_H

#include "base/err.h"

struct control;
struct loop;
struct reader;
struct slot;

/* Listen at `path`; a socket that is there already and answers to nobody is
 * replaced (ERR_REFUSED: somebody listens there, or it is no socket). */
MUST_CHECK enum err control_new(struct loop *loop, const char *path,
    struct slot *slot, struct reader *reader, struct control **control);

/* Removes the socket. */
void control_free(struct control **control);

/* The other side, for scripts: send one line, print the answer to stdout.
 * ERR_REFUSED: the answer was an error.  ERR_IO: nobody there. */
MUST_CHECK enum err control_tell(const char *path, const char *line);

#endif
