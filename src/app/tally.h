/* Figures for a monitoring system: how often each screen was shown and left for
 * which other one, how often each button was chosen, how each action ended and
 * how long it took, how many visits there were.  A file in
 * Prometheus' text format, as its node exporter collects it; all terminals of
 * a machine add to the same file.  Nothing in it says who or which card. */
#ifndef APP_TALLY_H
#define APP_TALLY_H

#include "base/err.h"
#include "core/session.h"

struct tally;

/* Counts for `path`, which must outlive it.  ERR_NO_MEMORY. */
MUST_CHECK enum err tally_new(const char *path, struct tally **tally);

/* What a session tells; valid as long as the tally. */
const struct session_observer *tally_observer(struct tally *tally);

/* Add what was counted since the last time to the file: read, summed up,
 * written beside it, renamed, under a lock.  Done by itself at the end of
 * each visit and by tally_free.  What could not be added is kept for the next
 * time; a file that is not ours is left alone (ERR_SYNTAX). */
MUST_CHECK enum err tally_write(struct tally *tally);
void tally_free(struct tally **tally);

#endif
