/* approval.read, approval.give, approval.withdraw: E-Onay. */
#include <string.h>

#include "base/utf8.h"
#include "core/run.h"

static void
done(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;
	const char *since;
	enum err e = run_answered(s, r);

	if (e == ERR_OK) {
		since = r->reply->u.approval.since;
		v->approval_known = true;
		v->approved = strcmp(r->reply->u.approval.state, "given") == 0;
		utf8_sanitise(since, strlen(since), v->approved_since,
		    sizeof(v->approved_since));
	}
	run_end(s, e);
}

static void
read_start(struct session *s)
{
	struct wire_request req = { 0 };

	s->visit.approval_known = false;
	run_call(s, WIRE_APPROVAL_READ, &req, done);
}

static void
give_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;

	run_call_once(s, WIRE_APPROVAL_GIVE, &req, &nothing, done);
}

static void
withdraw_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;

	run_call_once(s, WIRE_APPROVAL_WITHDRAW, &req, &nothing, done);
}

const struct action act_approval_read = { .start = read_start, .quiet = true };
const struct action act_approval_give = { .start = give_start };
const struct action act_approval_withdraw = { .start = withdraw_start };
