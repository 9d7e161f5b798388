#include "app/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/preview.h"
#include "tui/draw.h"

#define WIDTH 80
#define HEIGHT 24
#define FACTS_MAX 4		/* conditions of one screen that are varied */

struct fit {
	const struct screens *screens;
	const struct screen_vocabulary *known;
	void (*report)(void *arg, const char *line);
	void *arg;
	struct preview *preview;
	struct grid grid;
	enum err result;
};

static void
complain(struct fit *f, const char *what, int rows)
{
	const struct preview *p = f->preview;
	char line[256];

	snprintf(line, sizeof(line), "screens/%s.yaml: %s: does not fit "
	    "%dx%d%s%s: %s (%d)", p->screen->id,
	    p->lang == LANG_TR ? "tr" : "en", WIDTH, HEIGHT,
	    p->message == ERR_OK ? "" : " with the message ",
	    p->message == ERR_OK ? "" : err_name(p->message), what, rows);
	f->report(f->arg, line);
	f->result = ERR_SYNTAX;
}

static void
try(struct fit *f)
{
	struct draw_options options = { 0 };
	struct draw_info info;
	enum err e;

	e = draw_view(preview_view(f->preview), &options, &f->grid, &info);
	if (e != ERR_OK) {
		f->result = e;
		return;
	}
	if (info.overlaps > 0)
		complain(f, "text over text", (int)info.overlaps);
	if (info.cuts > 0)
		complain(f, "texts that are cut", (int)info.cuts);
	if (f->preview->message == ERR_OK && info.above + info.below > 0)
		complain(f, "rows out of sight", info.above + info.below);
	if (f->preview->message != ERR_OK && !info.focus_shown)
		complain(f, "the message or what it concerns is out of sight",
		    info.above + info.below);
}

static void
note_fact(const char **names, size_t *count, condition when)
{
	if (when == NULL)
		return;
	if (when[0] == '!')
		when++;
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(names[i], when) == 0)
			return;
	}
	if (*count < FACTS_MAX)
		names[(*count)++] = when;
}

static size_t
conditions(const struct screen *s, const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < s->block_count; i++)
		note_fact(names, &count, s->blocks[i].when);
	for (size_t i = 0; i < s->button_count; i++)
		note_fact(names, &count, s->buttons[i].when);
	return count;
}

/* Every combination of the conditions that the screen asks about. */
static void
try_conditions(struct fit *f)
{
	const char *names[FACTS_MAX];
	size_t count = conditions(f->preview->screen, names);
	char assignment[80];

	for (unsigned bits = 0; bits < 1U << count; bits++) {
		for (size_t i = 0; i < count; i++) {
			snprintf(assignment, sizeof(assignment),
			    "fact.%s=%s", names[i],
			    (bits >> i & 1) ? "true" : "false");
			if (preview_set(f->preview, assignment) != ERR_OK)
				f->result = ERR_SYNTAX;
		}
		try(f);
	}
}

static void
try_languages(struct fit *f, const struct screen *screen, const char *focus,
    enum err message)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		preview_init(f->preview, f->screens, screen, (enum lang)lang);
		f->preview->message = message;
		f->preview->focus = focus;
		try_conditions(f);
	}
}

/* Where the outcome leads, with its message. */
static void
try_outcome(struct fit *f, const struct screen *from, const char *action,
    enum err outcome)
{
	const struct target *to = screen_outcome(f->screens, from, action,
	    outcome);
	const struct screen *screen = from;

	if (to == NULL || outcome == ERR_OK || to->kind == TO_RETURN)
		return;
	if (to->kind == TO_SCREEN)
		screen = screens_find(f->screens, to->name);
	if (screen == NULL)
		return;
	try_languages(f, screen, to->kind == TO_STAY ? to->name : NULL,
	    outcome);
}

static bool
runs(const struct screen *s, const char *action)
{
	bool found = (s->enter != NULL && strcmp(s->enter, action) == 0) ||
	    (s->every.action != NULL && strcmp(s->every.action, action) == 0);

	for (size_t i = 0; !found && i < s->button_count; i++)
		found = s->buttons[i].action != NULL &&
		    strcmp(s->buttons[i].action, action) == 0;
	return found;
}

static void
try_messages(struct fit *f, const struct screen *s)
{
	const struct screen_action *a;

	for (a = f->known->actions; a->name != NULL; a++) {
		if (!runs(s, a->name))
			continue;
		for (size_t i = 0; a->outcomes[i] != ERR_COUNT; i++)
			try_outcome(f, s, a->name, a->outcomes[i]);
	}
}

enum err
fit_check(const struct screens *screens,
    const struct screen_vocabulary *known,
    void (*report)(void *arg, const char *line), void *arg)
{
	struct fit f = { .screens = screens, .known = known,
	    .report = report, .arg = arg, .result = ERR_OK };
	enum err e = grid_init(&f.grid, WIDTH, HEIGHT);

	if (e != ERR_OK)
		return e;
	f.preview = malloc(sizeof(*f.preview));
	if (f.preview == NULL) {
		grid_free(&f.grid);
		return ERR_NO_MEMORY;
	}
	for (size_t i = 0; i < screens_count(screens); i++) {
		try_languages(&f, screens_at(screens, i), NULL, ERR_OK);
		try_messages(&f, screens_at(screens, i));
	}
	free(f.preview);
	grid_free(&f.grid);
	return f.result;
}
