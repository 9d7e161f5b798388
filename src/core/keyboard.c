#include "core/keyboard.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/focus.h"
#include "core/run.h"
#include "core/state.h"

static const char *const function_words[KEYBOARD_FUNCTIONS] = {
	[KEYBOARD_SPACE] = "keyboard-space",
	[KEYBOARD_ERASE] = "keyboard-erase",
	[KEYBOARD_DONE] = "keyboard-done",
};

bool
keyboard_is_there(const struct session *s)
{
	size_t count;

	(void)screens_keyboard(s->parts.screens, &count);
	return s->config->keyboard && count > 0;
}

bool
keyboard_is_open(struct session *s)
{
	return s->keyboard.open && focus_field(s) != NULL;
}

static void
show(struct session *s)
{
	keyboard_close(s);
	s->keyboard.open = keyboard_is_there(s);
}

void
keyboard_close(struct session *s)
{
	secret_wipe_mem(&s->keyboard, sizeof(s->keyboard));
	secret_wipe_mem(&s->view_keyboard, sizeof(s->view_keyboard));
}

/* ---- moving ---- */

/* Keys of a row: characters, or names of layers and functions. */
static size_t
row_keys(const struct session *s, size_t row)
{
	const struct keyboard_layer *layers;
	size_t count, left, bytes, keys = 0;
	const char *at;
	uint32_t cp;

	layers = screens_keyboard(s->parts.screens, &count);
	if (row >= layers[s->keyboard.layer].row_count)
		return count + KEYBOARD_FUNCTIONS;
	at = layers[s->keyboard.layer].rows[row];
	for (left = strlen(at); left > 0; at += bytes, left -= bytes) {
		bytes = utf8_decode(at, left, &cp);
		if (bytes == 0)
			break;
		keys++;
	}
	return keys;
}

/* Rows above the functions. */
static size_t
rows(const struct session *s)
{
	size_t count;

	return screens_keyboard(s->parts.screens,
	    &count)[s->keyboard.layer].row_count;
}

/* Into a row of another length: to the key that stands below or above it, for
 * the functions are wider. */
static void
move_row(struct session *s, int by)
{
	struct keyboard *k = &s->keyboard;
	size_t total = rows(s) + 1, from = row_keys(s, k->row), to;
	bool wide = k->row == rows(s);

	k->row = (k->row + total + (size_t)(by + (int)total)) % total;
	to = row_keys(s, k->row);
	if (wide || k->row == rows(s))
		k->col = k->col * to / from;
	if (k->col >= to)
		k->col = to - 1;
}

static void
move_col(struct session *s, int by)
{
	struct keyboard *k = &s->keyboard;
	size_t total = row_keys(s, k->row);

	k->col = (k->col + total + (size_t)(by + (int)total)) % total;
}

/* ---- taking a key ---- */

static uint32_t
character(const struct session *s)
{
	const struct keyboard *k = &s->keyboard;
	size_t count, bytes, col = k->col;
	const char *at;
	uint32_t cp = 0;

	at = screens_keyboard(s->parts.screens, &count)[k->layer].rows[k->row];
	do {
		bytes = utf8_decode(at, strlen(at), &cp);
		at += bytes;
	} while (col-- > 0 && bytes > 0);
	return cp;
}

static struct request
take_function(struct session *s, size_t which)
{
	switch (which) {
	case KEYBOARD_SPACE:
		return (struct request){ .kind = REQ_CHAR, .value = ' ' };
	case KEYBOARD_ERASE:
		return (struct request){ .kind = REQ_ERASE };
	default:
		keyboard_close(s);
		return (struct request){ .kind = REQ_KEY };
	}
}

static struct request
take(struct session *s)
{
	struct keyboard *k = &s->keyboard;
	struct request r = { .kind = REQ_CHAR };
	size_t count;

	if (k->row < rows(s)) {
		r.value = character(s);
		return r;
	}
	(void)screens_keyboard(s->parts.screens, &count);
	if (k->col >= count)
		return take_function(s, k->col - count);
	/* The functions stay in focus, below rows of another number. */
	k->layer = k->col;
	k->row = rows(s);
	r.kind = REQ_KEY;
	return r;
}

static void
next_field(struct session *s, int by)
{
	do
		focus_move(s, by);
	while (focus_field(s) == NULL);
}

struct request
keyboard_request(struct session *s, const struct request *request)
{
	struct request done = { .kind = REQ_KEY };

	switch (request->kind) {
	case REQ_UP:
		move_row(s, -1);
		return done;
	case REQ_DOWN:
		move_row(s, 1);
		return done;
	case REQ_LEFT:
		move_col(s, -1);
		return done;
	case REQ_RIGHT:
		move_col(s, 1);
		return done;
	case REQ_NEXT:
		next_field(s, 1);
		return done;
	case REQ_PREV:
		next_field(s, -1);
		return done;
	case REQ_PRESS:
		return take(s);
	default:
		return *request;
	}
}

/* ---- as it is drawn ---- */

void
keyboard_view(const struct screens *screens, enum lang lang,
    const struct keyboard *k, struct view_keyboard *view)
{
	const struct keyboard_layer *layers;
	size_t count, i;

	memset(view, 0, sizeof(*view));
	layers = screens_keyboard(screens, &count);
	if (k->layer >= count)
		return;
	for (i = 0; i < layers[k->layer].row_count; i++)
		view->rows[view->row_count++] = layers[k->layer].rows[i];
	for (i = 0; i < count; i++)
		view->functions[view->function_count++] = layers[i].name;
	for (i = 0; i < KEYBOARD_FUNCTIONS; i++)
		view->functions[view->function_count++] =
		    screens_word(screens, function_words[i], lang);
	view->row = (int)k->row;
	view->col = (int)k->col;
}

/* ---- keyboard.open ---- */

static void
open_start(struct session *s)
{
	show(s);
	run_end(s, ERR_OK);
}

const struct action act_keyboard_open = { .start = open_start, .quiet = true };
