#include "core/focus.h"

#include <string.h>

#define FOCUS_MAX 64

struct choice_list *
focus_list(const struct session *s)
{
	const struct block *list = screen_list(s->screen);

	if (list == NULL || !facts_hold(session_facts(s), list->when))
		return NULL;
	return choice_find(&s->visit.choices, list->id);
}

int
focus_list_row(const struct session *s)
{
	const struct choice_list *list = focus_list(s);
	int row = choice_row_at(s->focus);

	return list != NULL && row < (int)list->count ? row : -1;
}

static size_t
add_rows(const struct choice_list *list, const char **row, size_t count)
{
	size_t i;

	for (i = 0; list != NULL && i < list->count && count < FOCUS_MAX; i++)
		row[count++] = choice_row_id(i);
	return count;
}

/* The ids in the row; returns how many. */
static size_t
focus_row(const struct session *s, const char *row[static FOCUS_MAX])
{
	const struct screen *screen = s->screen;
	struct fact_set facts = session_facts(s);
	size_t count = 0, i;

	for (i = 0; i < screen->block_count && count < FOCUS_MAX; i++) {
		if (!facts_hold(facts, screen->blocks[i].when))
			continue;
		if (screen->blocks[i].kind == BLOCK_FIELD)
			row[count++] = screen->blocks[i].id;
		if (screen->blocks[i].kind == BLOCK_LIST)
			count = add_rows(focus_list(s), row, count);
	}
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
	if (b != NULL && focus_field(s) == NULL && focus_list_row(s) < 0)
		s->focus = b->id;
}

void
focus_set(struct session *s, const char *id)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row), at;

	if (id != NULL && screen_block(s->screen, BLOCK_LIST, id) != NULL)
		id = choice_row_id(0);
	at = place(row, count, id);
	if (at < count)
		s->focus = row[at];
	else
		focus_first(s);
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
	int count = (int)focus_row(s, row), at;

	if (count == 0)
		return;
	at = (int)place(row, (size_t)count, s->focus);
	if (at == count)
		at = 0;
	else
		at = (at + by % count + count) % count;
	s->focus = row[at];
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
focus_by_digit(const struct session *s)
{
	const struct choice_list *list = focus_list(s);
	struct fact_set facts = session_facts(s);
	const struct screen *screen = s->screen;

	for (size_t i = 0; i < screen->block_count; i++)
		if (screen->blocks[i].kind == BLOCK_FIELD &&
		    facts_hold(facts, screen->blocks[i].when))
			return false;
	return list == NULL || list->count == 0;
}

bool
focus_is_last_field(struct session *s)
{
	const char *row[FOCUS_MAX];
	size_t count = focus_row(s, row), at = place(row, count, s->focus);

	return at + 1 >= count || form_find(&s->form, row[at + 1]) == NULL;
}
