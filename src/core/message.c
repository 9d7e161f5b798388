#include "core/message.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void
message_clear(struct session *s)
{
	memset(&s->message, 0, sizeof(s->message));
	s->message.tries_left = s->message.wait_s = -1;
}

void
message_set(struct session *s, enum err about, const struct run *run)
{
	struct message_state *m = &s->message;
	const char *id;

	message_clear(s);
	m->about = about;
	s->last_error = about;
	memcpy(m->case_no, s->case_no, sizeof(m->case_no));
	if (run == NULL)
		return;
	m->of = run->action;
	m->wait_s = run->wait_s;
	m->pin = run->pin;
	if (run->about != NULL)
		snprintf(m->field, sizeof(m->field), "%s", run->about);
	m->tries_left = run->problem.tries_left;
	if (run->problem.status == 0)
		return;
	id = run->problem.request_id;
	utf8_sanitise(id, strnlen(id, WIRE_ID), m->request_id,
	    sizeof(m->request_id));
}

void
message_place(struct session *s, const char *id)
{
	struct message_state *m = &s->message;

	snprintf(m->at, sizeof(m->at), "%s", id != NULL ? id : "");
}
