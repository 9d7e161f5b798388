/* The screens as a picture: DOT, for `dot -Tsvg`. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "screen/set.h"

struct graph {
	const struct screens *screens;
	const struct screen *screen;
	void (*write)(void *arg, const char *line);
	void *arg;
};

/* Texts go between quotes: their own, and what DOT would take for an escape,
 * get a backslash; a long one is cut. */
static const char *
quoted(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + 3 < size; text++) {
		if (*text == '"' || *text == '\\')
			out[n++] = '\\';
		out[n++] = *text == '\n' ? ' ' : *text;
	}
	out[n] = '\0';
	return out;
}

static void __attribute__((format(printf, 2, 3)))
line(const struct graph *g, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	g->write(g->arg, text);
}

static void
draw_way(void *arg, const struct way *way)
{
	const struct graph *g = arg;
	const struct button *button;
	char label[320] = "";

	if (way->to->kind != TO_SCREEN)
		return;
	switch (way->kind) {
	case WAY_BUTTON:
		button = screen_button(g->screen, way->name);
		if (button != NULL)
			quoted(button->label.in[LANG_TR], label,
			    sizeof(label));
		break;
	case WAY_EVENT:
		snprintf(label, sizeof(label), "(%s)", way->name);
		break;
	case WAY_AFTER:
		snprintf(label, sizeof(label), "%d s", way->seconds);
		break;
	case WAY_OUTCOME:
	case WAY_COUNTDOWN:
		return;		/* draw_edges */
	}
	line(g, "\t\"%s\" -> \"%s\" [label=\"%s\"];", g->screen->id,
	    way->to->name, label);
}

/* Edges of one action that end on one screen, all good or all bad, are drawn
 * as one.  Those of a group have no action. */
static bool
are_one(const struct edge *a, const struct edge *b)
{
	return a->to.kind == TO_SCREEN && b->to.kind == TO_SCREEN &&
	    (a->outcome == ERR_OK) == (b->outcome == ERR_OK) &&
	    strcmp(a->to.name, b->to.name) == 0 &&
	    (a->action == NULL || strcmp(a->action, b->action) == 0);
}

static bool
is_drawn(const struct edge *edges, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (are_one(&edges[j], &edges[i]))
			return true;
	return false;
}

/* "sms.verify:\ncode-wrong\n…", each outcome on a line of its own. */
static void
edge_label(const struct edge *edges, size_t count, size_t i, char *out,
    size_t size)
{
	size_t n = 0, j;

	out[0] = '\0';
	if (edges[i].action != NULL)
		n = (size_t)snprintf(out, size, "%s:\\n", edges[i].action);
	for (j = i; j < count && n + 40 < size; j++)
		if (are_one(&edges[i], &edges[j]))
			n += (size_t)snprintf(out + n, size - n, "%s\\n",
			    err_name(edges[j].outcome));
}

static void
draw_edges(const struct graph *g, const char *from, const struct edge *edges,
    size_t count, const char *colour)
{
	char label[640];
	size_t i;

	for (i = 0; i < count; i++) {
		if (edges[i].to.kind != TO_SCREEN || is_drawn(edges, i))
			continue;
		edge_label(edges, count, i, label, sizeof(label));
		line(g, "\t\"%s\" -> \"%s\" [label=\"%s\", color=\"%s\"];",
		    from, edges[i].to.name, label,
		    edges[i].outcome == ERR_OK ? "black" : colour);
	}
}

static void
draw_screen(struct graph *g, const struct screen *screen)
{
	char title[320];

	g->screen = screen;
	line(g, "\t\"%s\" [label=\"%s\\n%s\"%s];", screen->id, screen->id,
	    quoted(screen->title.in[LANG_TR], title, sizeof(title)),
	    screen == screens_start(g->screens) ? ", penwidth=3" : "");
	screen_ways(screen, draw_way, g);
	draw_edges(g, screen->id, screen->edges, screen->edge_count,
	    "#b00020");
	if (screen->group != NULL)
		line(g, "\t\"%s\" -> \"group %s\" [style=dotted];", screen->id,
		    screen->group);
}

/* A group is drawn once; drawing its edges on every screen would bury the
 * path that people take. */
static void
draw_group(const struct graph *g, const struct group *group)
{
	char name[64];

	snprintf(name, sizeof(name), "group %s", group->id);
	line(g, "\t\"%s\" [label=\"%s\", shape=note, color=gray];", name,
	    group->id);
	draw_edges(g, name, group->edges, group->count, "gray");
}

void
screens_graph(const struct screens *screens,
    void (*write)(void *arg, const char *line), void *arg)
{
	struct graph g = { .screens = screens, .write = write, .arg = arg };
	size_t i;

	line(&g, "digraph screens {");
	line(&g, "\tgraph [rankdir=TB, fontname=\"sans-serif\"];");
	line(&g, "\tnode [shape=box, style=rounded, "
	    "fontname=\"sans-serif\"];");
	line(&g, "\tedge [fontname=\"sans-serif\", fontsize=10];");
	for (i = 0; i < screens->group_count; i++)
		draw_group(&g, &screens->groups[i]);
	for (i = 0; i < screens->count; i++)
		if (screens->list[i].screen != NULL)
			draw_screen(&g, screens->list[i].screen);
	line(&g, "}");
}
