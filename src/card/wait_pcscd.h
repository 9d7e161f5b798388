/* Waiting for pcscd to come (back). */
#ifndef CARD_WAIT_PCSCD_H
#define CARD_WAIT_PCSCD_H

#include <stdbool.h>

/* A descriptor that notes what happens in the folder of pcscd's socket, or
 * where that folder will be made; open it before the attempt to connect, so
 * that nothing goes unseen between the two.  -1: cannot be had.  The socket
 * is the one of PCSCLITE_CSOCK_NAME, as for the library itself. */
int wait_pcscd_open(void);

/* Return when something was noted, when `stop` is readable, or after `ms`. */
void wait_pcscd(int noted, int stop, int ms);

/* Does somebody take connections at pcscd's socket?  Does not block. */
bool wait_pcscd_listens(void);

#endif
