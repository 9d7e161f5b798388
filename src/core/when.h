/* Times that the portal (RFC 3339 in UTC) or a card says, as a person at this
 * terminal reads them. */
#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEN_DATE 16
#define WHEN_TIME 40

/* "13.01.2026", and "13.01.2026 14:03:59 (UTC+03:00)": in the time zone of the
 * terminal.  False, and "" in `out`: it is no such time. */
bool when_date(const char *rfc3339, char out[static WHEN_DATE]);
bool when_time(const char *rfc3339, char out[static WHEN_TIME]);

/* The same of seconds since 1970; "" where they make no date. */
void when_date_at(int64_t seconds, char out[static WHEN_DATE]);
void when_time_at(int64_t seconds, char out[static WHEN_TIME]);

#endif
