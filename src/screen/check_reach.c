/* Nobody gets stuck: every screen can be come to, and left again. */
#include <string.h>

#include "screen/check.h"

struct walk {
	const struct screens *screens;
	bool seen[MAX_SCREENS];
	bool more;			/* something new in this round */
	bool hit;			/* a way leads to what is seen */
};

static size_t
index_of(const struct screens *screens, const char *id)
{
	const struct listed *entry = screens_listed(screens, id);

	return entry == NULL ? MAX_SCREENS : (size_t)(entry - screens->list);
}

static void
see(struct walk *w, const struct target *to)
{
	size_t i = MAX_SCREENS;

	if (to->kind == TO_SCREEN)
		i = index_of(w->screens, to->name);
	if (i == MAX_SCREENS || w->seen[i])
		return;
	w->seen[i] = true;
	w->more = true;
}

static void
see_way(void *arg, const struct way *way)
{
	see(arg, way->to);
}

static void
see_from(struct walk *w, const struct screen *screen)
{
	const struct group *group;
	size_t i;

	screen_ways(screen, see_way, w);
	if (screen->group == NULL)
		return;
	group = screens_group(w->screens, screen->group);
	for (i = 0; group != NULL && i < group->count; i++)
		see(w, &group->edges[i].to);
}

/* Forward from the start and from the screens that come by themselves. */
static void
check_reached(struct check *c)
{
	struct walk w = { .screens = c->screens };
	size_t i;

	for (i = 0; i < c->screens->role_count; i++)
		w.seen[index_of(c->screens, c->screens->roles[i].screen)] =
		    true;
	do {
		w.more = false;
		for (i = 0; i < c->screens->count; i++)
			if (w.seen[i])
				see_from(&w, c->screens->list[i].screen);
	} while (w.more);
	for (i = 0; i < c->screens->count; i++)
		if (!w.seen[i])
			check_say(c, c->screens->flow,
			    c->screens->list[i].line, "nothing leads to the "
			    "screen '%s'", c->screens->list[i].id);
}

/* A way out that needs something to fail is none. */
static void
hit_way(void *arg, const struct way *way)
{
	struct walk *w = arg;
	size_t i = MAX_SCREENS;

	if (way->kind == WAY_OUTCOME && way->outcome != ERR_OK)
		return;
	if (way->to->kind == TO_SCREEN)
		i = index_of(w->screens, way->to->name);
	if (i != MAX_SCREENS && w->seen[i])
		w->hit = true;
}

/* Backward from the start: `seen` are the screens that lead there. */
static void
check_left(struct check *c)
{
	const struct listed *list = c->screens->list;
	struct walk w = { .screens = c->screens };
	size_t i;

	w.seen[index_of(c->screens, screens_role(c->screens, "start"))] = true;
	do {
		w.more = false;
		for (i = 0; i < c->screens->count; i++) {
			w.hit = false;
			screen_ways(list[i].screen, hit_way, &w);
			if (w.seen[i] || !w.hit)
				continue;
			w.seen[i] = true;
			w.more = true;
		}
	} while (w.more);
	for (i = 0; i < c->screens->count; i++)
		if (!w.seen[i])
			check_say(c, list[i].screen->file, 1, "no way back to "
			    "the start screen from here");
}

void
check_reach(struct check *c)
{
	check_reached(c);
	check_left(c);
}
