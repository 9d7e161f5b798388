/* Telling the portal what a card did; what it does not take now is kept in
 * the journal and told later. */
#ifndef CORE_REPORT_H
#define CORE_REPORT_H

#include "core/state.h"

/* The request that says what a record (done, unchanged, unknown) says. */
void report_fill(const struct journal_record *r, struct wire_request *req);

/* The portal has taken the report, or says that it never will. */
bool report_settled(const struct remote_result *r);

/* The record is told: take it out of the journal. */
void report_remove(struct session *s, const char *unlock);

/* Try once, without the journal, to say that nothing was changed. */
void report_aside(struct session *s, const char *unlock, enum err reason);

/* Send the next record that waits, in the background. */
void report_next(struct session *s);

/* When to try the next one; only while nobody is at work. */
int64_t report_due(const struct session *s);

/* Give up what is older than JOURNAL_KEPT_S. */
void report_expire(struct session *s);

#endif
