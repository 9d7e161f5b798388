/* Case numbers: what a person reads to the call centre, and what joins the
 * lines of terminal, portal and audit that belong to one visit.  Random, so
 * that nothing of the person is in it; "7K2M-9XRD": 29 letters and digits of
 * which no two look alike, the last one a check. */
#ifndef BASE_CASE_NO_H
#define BASE_CASE_NO_H

#include <stdbool.h>

#include "base/err.h"

#define CASE_NO_SIZE 10		/* with the hyphen and the end */

/* ERR_IO: there are no random numbers; `out` is "". */
MUST_CHECK enum err case_no_make(char out[static CASE_NO_SIZE]);

/* Written as above, and its check fits: one wrong character, or two that
 * changed places, are found. */
bool case_no_valid(const char *text);

/* The same as somebody typed it: small letters, without the hyphen, with
 * blanks.  ERR_SYNTAX: no case number. */
MUST_CHECK enum err case_no_read(const char *typed,
    char out[static CASE_NO_SIZE]);

#endif
