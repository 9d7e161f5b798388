/* A word to the service manager: sd_notify(3), without its library.  The
 * protocol is a datagram to the socket that NOTIFY_SOCKET names. */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/* "READY=1", "WATCHDOG=1", "STATUS=…"; several are lines.  False: nobody asked
 * to be told, or it could not be. */
bool notify_manager(const char *state);

/* How often it wants to hear "WATCHDOG=1" of this process, in milliseconds;
 * 0: not at all. */
int64_t notify_watchdog_ms(void);

#endif
