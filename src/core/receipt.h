/* The receipt: what was done to a card or certificate in this visit, last.
 * Date, case number, the end of a serial number, result and next step; the
 * types leave no room for a PIN, a code or who the person is.  What it says is
 * in screens/receipt.yaml; what is printed is what that screen shows. */
#ifndef CORE_RECEIPT_H
#define CORE_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/case_no.h"
#include "base/err.h"
#include "core/vars.h"
#include "core/view.h"
#include "core/when.h"

#define RECEIPT_TAIL 12		/* "…8901" */
#define RECEIPT_NEXT 512
#define RECEIPT_MAX 4096	/* bytes of the paper */

struct session;

struct receipt {
	const char *what;	/* word of words.yaml; NULL: nothing was done */
	enum err outcome;
	char when[WHEN_TIME];
	char case_no[CASE_NO_SIZE];
	char tail[RECEIPT_TAIL];
	char next[RECEIPT_NEXT];	/* scratch of receipt_say() */
	bool printed, kept;
};

/* An action has ended so; what it was is a word.  `serial` of the card; its
 * last bytes are shown.  `case_no` "": of this visit. */
void receipt_note(struct session *s, const char *what, enum err outcome,
    const uint8_t *serial, size_t serial_len, const char *case_no);

/* The same for a certificate, by its serial number. */
void receipt_note_certificate(struct session *s, const char *what,
    const char *serial);

/* The value of a variable {receipt_…}; NULL: it is none. */
const char *receipt_say(struct session *s, const char *name,
    vars_lookup lookup);

/* The paper: the title, values and texts of a view, not its notes. */
MUST_CHECK enum err receipt_write(const struct view *v, struct buf *out);

#endif
