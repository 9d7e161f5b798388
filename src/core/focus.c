#include "core/focus.h"

#include <string.h>

size_t
focus_row(const struct session *s, const char *row[static FOCUS_MAX])
{
	const struct screen *screen = s->screen;
	unsigned facts = session_facts(s);
	size_t count = 0, i;

	for (i = 0; i < screen->block_count && count < FOCUS_MAX; i++)
		if (screen->blocks[i].kind == BLOCK_FIELD &&
		    facts_hold(facts, screen->blocks[i].when))
			row[count++] = screen->blocks[i].id;
	for (i = 0; i < screen->button_count && count < FOCUS_MAX; i++)
		if (facts_hold(facts, screen->buttons[i].when))
			row[count++] = screen->buttons[i].id;
	return count;
}

/* Its place in the row; `count` if it is not there. */
static size_t
place(const char *const *row, size_t count, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < count; i++)
		if (strcmp(row[i], id) == 0)
			return i;
	return count;
}

static bool
is_default(const struct button *b, const void *arg)
{
	(void)arg;
	return b->is_default;
}

void
focus_first(struct session *s)
{
	const struct button *b = session_button(s, is_default, NULL);
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row);

	s->focus = count > 0 ? row[0] : NULL;
	if (b != NULL && focus_field(s) == NULL)
		s->focus = b->id;
}

void
focus_set(struct session *s, const char *id)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row), at = place(row, count, id);

	if (at < count)
		s->focus = row[at];
	else
		focus_fix(s);
}

void
focus_fix(struct session *s)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row);

	if (place(row, count, s->focus) == count)
		focus_first(s);
}

void
focus_move(struct session *s, int by)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row), at;

	if (count == 0)
		return;
	at = place(row, count, s->focus);
	if (at == count)
		s->focus = row[0];
	else
		s->focus = row[(at + count + (by > 0 ? 1 : count - 1)) % count];
}

struct form_field *
focus_field(struct session *s)
{
	return form_find(&s->form, s->focus);
}

static bool
has_id(const struct button *b, const void *arg)
{
	const char *id = arg;

	return id != NULL && strcmp(b->id, id) == 0;
}

const struct button *
focus_button(const struct session *s)
{
	return session_button(s, has_id, s->focus);
}

bool
focus_is_last_field(struct session *s)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row), at = place(row, count, s->focus);

	return at + 1 >= count || form_find(&s->form, row[at + 1]) == NULL;
}
