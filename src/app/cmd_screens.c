#include "app/cmd_screens.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/fit.h"
#include "app/preview.h"
#include "app/run.h"
#include "app/transcript.h"
#include "core/session.h"
#include "tui/draw.h"

#define ROW_BYTES (GRID_SIDE_MAX * 8 + 1)

static void
complain(void *arg, const char *line)
{
	(void)arg;
	fprintf(stderr, "%s\n", line);
}

static void
print(void *arg, const char *line)
{
	(void)arg;
	puts(line);
}

static int
check(const struct screens *screens)
{
	const struct screen_vocabulary *known = session_vocabulary();
	enum err e = screens_check(screens, known, complain, NULL);

	if (e == ERR_OK)
		e = fit_check(screens, known, complain, NULL);
	if (e != ERR_OK)
		return EXIT_WRONG;
	printf("%zu screens, nothing wrong\n", screens_count(screens));
	return EXIT_FINE;
}

static int
list(const struct screens *screens)
{
	for (size_t i = 0; i < screens_count(screens); i++) {
		const struct screen *s = screens_at(screens, i);

		printf("%-20s %s / %s\n", s->id, s->title.in[LANG_TR],
		    s->title.in[LANG_EN]);
	}
	return EXIT_FINE;
}

static void
print_choice(const struct screen *s, const char *id, const struct text *label)
{
	printf("%-20s %-16s %s / %s\n", s->id, id, label->in[LANG_TR],
	    label->in[LANG_EN]);
}

/* A list stands for its rows, and has no label. */
static int
buttons(const struct screens *screens)
{
	static const struct text row = { { "(satır)", "(row)" } };

	for (size_t i = 0; i < screens_count(screens); i++) {
		const struct screen *s = screens_at(screens, i);
		const struct block *list = screen_list(s);

		if (list != NULL)
			print_choice(s, list->id, &row);
		for (size_t k = 0; k < s->button_count; k++)
			print_choice(s, s->buttons[k].id,
			    &s->buttons[k].label);
	}
	return EXIT_FINE;
}

static enum err
print_grid(const struct grid *g, const struct view *v, bool cursor)
{
	char *row = malloc(ROW_BYTES);

	if (row == NULL)
		return ERR_NO_MEMORY;
	for (int i = 0; i < g->h; i++) {
		grid_row_text(g, i, row, ROW_BYTES);
		puts(row);
	}
	if (cursor)
		printf("cursor %d,%d focus %s\n", g->row, g->col,
		    v->focus < 0 ? "-" : v->items[v->focus].id);
	free(row);
	return ERR_OK;
}

static enum err
render_preview(struct preview *p, const struct options *o)
{
	struct draw_options options = { .ascii = o->ascii,
	    .scroll = draw_opening(preview_view(p)) };
	struct draw_info info;
	struct grid g;
	enum err e = grid_init(&g, o->width, o->height);

	if (e != ERR_OK)
		return e;
	e = draw_view(preview_view(p), &options, &g, &info);
	if (e == ERR_OK)
		e = print_grid(&g, &p->view, o->cursor);
	grid_free(&g);
	return e;
}

static int
render(const struct screens *screens, const struct options *o)
{
	const struct screen *s = screens_find(screens, o->screen);
	struct preview *p = NULL;
	enum err e = ERR_OK;

	if (s == NULL) {
		fprintf(stderr, "cilingir: %s: no such screen\n", o->screen);
		return EXIT_WRONG;
	}
	p = malloc(sizeof(*p));
	if (p == NULL)
		return EXIT_FAILED;
	preview_init(p, screens, s, o->lang);
	p->large = o->large;
	/* Line by line there is none. */
	p->facts = facts_with(p->facts, FACT_KEYBOARD, !o->plain);
	for (size_t i = 0; e == ERR_OK && i < o->set_count; i++) {
		e = preview_set(p, o->set[i]);
		if (e != ERR_OK)
			fprintf(stderr, "cilingir: --set %s: there is no "
			    "such thing\n", o->set[i]);
	}
	if (e == ERR_OK)
		e = o->plain ? transcript_print(preview_view(p), o->width) :
		    render_preview(p, o);
	free(p);
	return e == ERR_OK ? EXIT_FINE : EXIT_WRONG;
}

int
cmd_screens(const struct options *o, const char *dir)
{
	struct screens *screens = NULL;
	int status = EXIT_WRONG;
	char error[512] = "";
	enum err e;

	e = screens_open(dir, &screens, error, sizeof(error));
	if (e == ERR_OK)
		e = screens_load_all(screens, error, sizeof(error));
	if (e != ERR_OK)
		fprintf(stderr, "%s\n", error);
	else if (o->command == CMD_SCREENS_CHECK)
		status = check(screens);
	else if (o->command == CMD_SCREENS_LIST)
		status = list(screens);
	else if (o->command == CMD_SCREENS_BUTTONS)
		status = buttons(screens);
	else if (o->command == CMD_SCREENS_RENDER)
		status = render(screens, o);
	else {
		screens_graph(screens, print, NULL);
		status = EXIT_FINE;
	}
	screens_free(&screens);
	return status;
}
