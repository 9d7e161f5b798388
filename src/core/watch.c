#include "core/watch.h"

#include <string.h>

#include "base/log.h"
#include "core/focus.h"
#include "core/run.h"
#include "core/unlock.h"
#include "core/walk.h"

bool
session_card_there(const struct card_info *info)
{
	return info->presence == CARD_MUTE || info->presence == CARD_UNKNOWN ||
	    info->presence == CARD_PRESENT;
}

void
watch_note(struct session *s, const struct card_info *info)
{
	s->card = *info;
	/* Parts of the screen may have come or gone with the card. */
	focus_fix(s);
	session_mark(s);
}

/* The card of an unlock that was cut off is back. */
static bool
is_missed(struct session *s)
{
	size_t i;
	const struct journal_record *r;

	for (i = 0; i < s->journal.count; i++) {
		r = &s->journal.records[i];
		if (!r->told && r->state == JOURNAL_WRITING &&
		    unlock_same_card(&s->card, r->serial, r->serial_len))
			return true;
	}
	return false;
}

/* An action that runs out of its card says so itself. */
static void
raise(struct session *s, const char *event, bool is)
{
	if (s->interrupted != NULL)
		s->event_waiting = event;
	else if (s->run.action != NULL)
		s->event_waiting = is ? event : NULL;
	else
		walk_event(s, event);
}

static bool
same(const struct card_info *a, const struct card_info *b)
{
	return a->presence == b->presence && a->serial_len == b->serial_len &&
	    memcmp(a->serial, b->serial, a->serial_len) == 0;
}

static void
on_change(void *arg, const struct card_info *info)
{
	struct session *s = arg;
	struct card_info before = s->card;
	bool first = !s->card_seen;
	bool was = !first && session_card_there(&before);
	bool is = session_card_there(info);
	bool other = !same(&before, info);

	s->card_seen = true;
	watch_note(s, info);
	if (was && (!is || other))
		log_event(LOG_INFO, "card.out", "action=%s",
		    s->run.action != NULL ? s->run.action->name : "-");
	if (was && !is)
		raise(s, "card-out", false);
	if (!is || (was && !other))
		return;
	log_event(LOG_INFO, "card.in", "type=%s", info->type);
	if (is_missed(s)) {
		s->put_off = false;
		if (!s->visit.open && s->run.action == NULL &&
		    !walk_at_role(s, "recovery")) {
			walk_role(s, "recovery");
			return;
		}
	}
	/* One that was in before we looked has not been put in by anybody. */
	if (!first)
		raise(s, "card-in", true);
}

void
watch_start(struct session *s)
{
	struct card *card = s->parts.card;
	enum err e = card->ops->watch(card, on_change, s);

	if (e == ERR_OK)
		return;
	log_event(LOG_ERROR, "card.watch", "error=%s", err_name(e));
	s->card.presence = CARD_NO_SERVICE;
	s->card.trouble = e;
	s->card_seen = true;
	session_mark(s);
}
