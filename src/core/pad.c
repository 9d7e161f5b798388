#include "core/pad.h"

#include "core/run.h"

bool
pad_takes(const struct session *s, enum card_pad what)
{
	return s->card.presence == CARD_PRESENT &&
	    (s->card.pads & CARD_PAD_BIT(what)) != 0;
}

int64_t
pad_wait(struct session *s, enum card_pad what)
{
	int64_t ms = card_pad_wait_ms(what), until = run_card(s) + ms;

	s->run.wait = WAIT_PAD;
	countdown_start(&s->visit.pad, (int)(ms / 1000));
	return until;
}
