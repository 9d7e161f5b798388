/* The status line, and what is being done. */
#include "core/state.h"
#include "core/view_words.h"

const char *
view_card_line(struct session *s)
{
	const struct card_info *c = &s->card;

	if (!s->card_seen)
		return view_word(s, "card-checking");
	switch (c->presence) {
	case CARD_NO_SERVICE:
		return view_word(s, "card-service-none");
	case CARD_NO_READER:
		return view_word(s, "card-reader-none");
	case CARD_ABSENT:
		return view_word(s, "card-none");
	case CARD_MUTE:
		return view_word(s, "card-mute");
	case CARD_UNKNOWN:
		return view_word(s, "card-unknown");
	case CARD_PRESENT:
		break;
	}
	if (c->trouble != ERR_OK)
		return view_word(s, "card-mute");
	return view_word(s, c->pin_tries == 0 ? "card-locked-status" :
	    "card-present");
}

const char *
view_portal_line(struct session *s)
{
	switch (s->portal) {
	case PORTAL_ON:
		return view_word(s, "portal-on");
	case PORTAL_OFF:
		return view_word(s, "portal-off");
	case PORTAL_CHECKING:
		break;
	}
	return view_word(s, "portal-unknown");
}

const char *
view_busy_line(struct session *s)
{
	switch (s->run.wait) {
	case WAIT_CARD:
		return view_word(s, "busy-card");
	case WAIT_PAD:
		return view_word(s, "busy-pad");
	case WAIT_PORTAL:
		return view_word(s, "busy-portal");
	case WAIT_SAVE:
		return view_word(s, "busy-save");
	case WAIT_NOTHING:
		break;
	}
	return NULL;
}
