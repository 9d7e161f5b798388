/* The journal as text.  Private to journal*.c.
 *
 * cilingir-journal 1
 * unlock=u1 key=00ff serial=0a0b before=0 after=-1 state=writing ... wall=1
 * end
 */
#ifndef CORE_JOURNAL_TEXT_H
#define CORE_JOURNAL_TEXT_H

#include "base/buf.h"
#include "core/journal.h"

#define JOURNAL_TEXT_MAX 2048	/* bytes of the whole file */

MUST_CHECK enum err journal_text_write(const struct journal *j,
    struct buf *out);

#endif
