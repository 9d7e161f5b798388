/* How the helpers of the terminal begin, before anything is read that somebody
 * sent. */
#ifndef HELPER_START_H
#define HELPER_START_H

#include "base/err.h"

#define HELPER_CHANNEL 3	/* the descriptor that leads to the terminal */
#define HELPER_EXIT_USAGE 2	/* started wrongly */

/* First of all: leave no core, be traced by nobody, end with the terminal;
 * that a channel is closed is an answer and no signal.  ERR_INTERNAL. */
MUST_CHECK enum err helper_protect(void);

/* Forget the environment but for a locale with UTF-8.  Proxies, other stores
 * of certificates, logs of keys and settings of libraries are asked for there:
 * whoever needs none of it calls this before a library can look.
 * ERR_INTERNAL. */
MUST_CHECK enum err helper_forget_environment(void);

/* What is missing, in words (static text), or NULL: the channel, and locked
 * memory for secrets, which is set up here.  To be called before a descriptor
 * is opened, which would get the channel's number. */
const char *helper_lacks(void);

#endif
