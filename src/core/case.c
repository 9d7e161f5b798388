#include "core/case.h"

#include <stdio.h>

#include "base/log.h"

void
case_begin(struct session *s)
{
	char tail[sizeof("case=") + CASE_NO_SIZE] = "";
	enum err e = case_no_make(s->case_no);

	s->last_error = ERR_OK;
	if (e == ERR_OK)
		snprintf(tail, sizeof(tail), "case=%s", s->case_no);
	log_set_tail(tail);
	/* A visit without a number is better than none. */
	if (e != ERR_OK)
		log_event(LOG_WARN, "case.none", "error=%s", err_name(e));
}
