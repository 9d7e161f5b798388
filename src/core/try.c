#include "core/try.h"

#include "core/run.h"

enum err
try_yes(struct session *s, bool *yes)
{
	struct form_field *confirm = form_find(&s->form, "confirm");
	enum err e;

	if (confirm == NULL ||
	    !facts_hold(session_facts(s), confirm->block->when))
		return ERR_OK;
	e = form_check(confirm);
	*yes = e == ERR_OK;
	return e;
}

/* A wrong value that was the last one, or a card that was locked before. */
static enum err
blocked(enum err e, const struct card_try_result *result)
{
	if (e != ERR_PIN_BLOCKED)
		return e;
	return result->sent ? ERR_PIN_LOCKED : ERR_CARD_LOCKED;
}

/* A yes is for one try. */
static void
forget_yes(struct session *s)
{
	struct form_field *confirm = form_find(&s->form, "confirm");

	if (confirm != NULL)
		form_clear(confirm);
}

enum err
try_ended(struct session *s, enum err e, const struct card_try_result *result,
    bool puk)
{
	s->run.final = false;
	run_card_done(s);
	forget_yes(s);
	if (puk && result->tries_after != CARD_TRIES_UNKNOWN)
		s->visit.card.puk_tries = result->tries_after;
	if (e == ERR_PIN_WRONG || e == ERR_PUK_WRONG ||
	    (result->sent && result->tries_after > 0))
		s->run.problem.tries_left = result->tries_after;
	if (!puk && result->tries_after != CARD_TRIES_UNKNOWN)
		s->card.pin_tries = result->tries_after;
	return blocked(e, result);
}
