/* The case number of a visit (base/case_no.h). */
#ifndef CORE_CASE_H
#define CORE_CASE_H

#include "core/state.h"

/* The terminal is free: whoever comes next gets a number of their own.  From
 * now on it ends each line of the log and goes with each request. */
void case_begin(struct session *s);

#endif
