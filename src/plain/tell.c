#include "plain/tell.h"

#include <stdio.h>
#include <string.h>

#include "base/picture.h"
#include "base/utf8.h"
#include "plain/lines.h"
#include "plain/say.h"

#define PICTURE_MIN 60		/* cells: below, letters are not to be read */

/* Keep `now`; true if that is something else than before. */
static bool
note(char have[TELL_LINE_MAX], const char *now)
{
	char text[TELL_LINE_MAX];
	bool same;

	snprintf(text, sizeof(text), "%s", now != NULL ? now : "");
	same = strcmp(have, text) == 0;
	memcpy(have, text, TELL_LINE_MAX);
	return !same;
}

bool
tell_is_here(const struct told *told, const struct view *v)
{
	return strncmp(told->screen, v->screen, TELL_SCREEN_MAX - 1) == 0 &&
	    told->lang == v->lang;
}

void
tell_again(struct told *told)
{
	told->screen[0] = '\0';
	told->trail[0] = '\0';
}

void
tell_message_over(struct told *told)
{
	told->message = 0;
}

static bool
is_word(const struct view *v, const char *text, const char *word)
{
	return say_some(text) && strcmp(text, say_word(v, word)) == 0;
}

/* Card and portal; what is not known yet is not news, nor that there is no
 * card at first. */
static void
tell_status(struct told *t, const struct view *v, struct lines *out)
{
	bool begin = t->card[0] == '\0';
	bool known = !is_word(v, v->card, "card-checking");
	bool card = known && note(t->card, v->card);
	bool portal = note(t->portal, v->portal);

	if (card && say_some(v->card) &&
	    !(begin && is_word(v, v->card, "card-none")))
		lines_say(out, v->card);
	if (portal && say_some(v->portal) &&
	    !is_word(v, v->portal, "portal-unknown"))
		lines_say(out, v->portal);
}

static void
tell_title(struct told *t, const struct view *v, struct lines *out)
{
	if (v->simulated)
		lines_say(out, say_word(v, "simulated"));
	if (note(t->trail, v->trail) && say_some(v->trail))
		lines_say(out, v->trail);
	if (v->step > 0)
		lines_sayf(out, "%s. %s %d / %d", v->title, say_word(v, "step"),
		    v->step, v->steps);
	else
		lines_say(out, v->title);
}

/* "HATA, Kimlik No: …": an error names its field. */
static void
tell_what(const struct view *v, struct lines *out)
{
	const struct view_message *m = &v->message;
	const struct view_item *at = NULL;

	if (m->at >= 0 && (size_t)m->at < v->count &&
	    v->items[m->at].kind == VIEW_FIELD)
		at = &v->items[m->at];
	lines_sayf(out, "%s%s%s: %s%s%s",
	    say_word(v, m->good ? "note" : "error"), at != NULL ? ", " : "",
	    at != NULL ? at->text : "", say_some(m->what) ? m->what : "",
	    say_some(m->tries) ? " " : "", say_some(m->tries) ? m->tries : "");
}

/* "Hata kodu: K110. Olay no: 7K2M-9XRP. İstek no: 7f3a" */
static void
tell_codes(const struct view *v, struct lines *out)
{
	const struct view_message *m = &v->message;
	const char *numbers[][2] = { { "case", m->code },
	    { "case-no", m->case_no }, { "request", m->request_id } };
	char line[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (!say_some(numbers[i][1]) || len >= sizeof(line))
			continue;
		snprintf(line + len, sizeof(line) - len, "%s%s: %s",
		    len > 0 ? ". " : "", say_word(v, numbers[i][0]),
		    numbers[i][1]);
		len = strlen(line);
	}
	lines_say(out, line);
}

bool
tell_message(struct told *t, const struct view *v, struct lines *out)
{
	const struct view_message *m = &v->message;
	uint64_t h = 0;

	if (m->about != ERR_OK && say_some(m->what)) {
		h = say_mark_text(SAY_MARK, err_name(m->about));
		h = say_mark(h, &m->at, sizeof(m->at));
		h = say_mark_text(say_mark_text(h, m->tries), m->request_id);
	}
	if (h == t->message)
		return false;
	t->message = h;
	if (h == 0)
		return false;
	tell_what(v, out);
	if (say_some(m->card))
		lines_say(out, m->card);
	if (say_some(m->next))
		lines_say(out, m->next);
	if (!m->good && say_some(m->code))
		tell_codes(v, out);
	return true;
}

/* Not told on this screen yet; from now on it is. */
static bool
is_new(struct told *t, uint64_t h)
{
	for (size_t i = 0; i < t->text_count; i++)
		if (t->texts[i] == h)
			return false;
	if (t->text_count < VIEW_ITEMS)
		t->texts[t->text_count++] = h;
	return true;
}

/* A paragraph that was not told on this screen. */
static bool
tell_text(struct told *t, const struct view *v, const struct view_item *item,
    struct lines *out)
{
	if (!is_new(t, say_mark_text(SAY_MARK, item->text)) ||
	    !say_some(item->text))
		return false;
	if (item->kind == VIEW_WARNING)
		lines_sayf(out, "%s: %s", say_word(v, "warning"), item->text);
	else
		lines_say(out, item->text);
	return true;
}

/* "Seri no: 3a5f" */
static bool
tell_value(struct told *t, const struct view_item *item, struct lines *out)
{
	uint64_t h = say_mark_text(say_mark_text(SAY_MARK, item->text),
	    item->value);

	if (!is_new(t, h))
		return false;
	lines_sayf(out, "%s: %s", item->text, item->value);
	return true;
}

static void
draw_picture(const struct view_item *item, struct lines *out)
{
	char row[PICTURE_COLS * 4 + 1];
	struct picture p;
	size_t len, end;

	picture_make(&p, item->grey, item->width, item->height,
	    out->width - 1, PICTURE_ROWS);
	for (int r = 0; r < p.rows; r++) {
		len = end = 0;
		for (int c = 0; c < p.cols; c++) {
			uint32_t cp = picture_char(&p, r, c, false);

			len += utf8_encode(cp, row + len);
			if (cp != ' ')
				end = len;
		}
		row[end] = '\0';
		lines_row(out, row);
	}
}

static bool
tell_picture(struct told *t, const struct view_item *item,
    const struct tell_options *o, struct lines *out)
{
	uint64_t h;

	if (item->grey == NULL || item->width < 1 || item->height < 1)
		return false;
	h = say_mark(SAY_MARK, item->grey,
	    (size_t)item->width * (size_t)item->height);
	if (h == t->picture)
		return false;
	t->picture = h;
	lines_sayf(out, "%s: %s", item->text,
	    say_some(item->hint) ? item->hint : "");
	if (o->blocks && out->width >= PICTURE_MIN)
		draw_picture(item, out);
	return true;
}

/* At its start; the seconds in between are told by view.spoken. */
static bool
tell_countdown(struct told *t, const struct view *v,
    const struct view_item *item, bool fresh, struct lines *out)
{
	bool again = fresh || item->seconds_left > t->left;

	t->left = item->seconds_left;
	if (!again || item->seconds_left == 0)
		return false;
	lines_sayf(out, "%s: %d %s", item->text, item->seconds_left,
	    say_word(v, "seconds"));
	return true;
}

static bool
tell_step(struct told *t, const struct view *v, size_t i, bool fresh,
    struct lines *out)
{
	static const char *const words[] = {
		[STEP_WAITING] = "step-waiting",
		[STEP_RUNNING] = "step-running",
		[STEP_DONE] = "step-done", [STEP_FAILED] = "step-failed",
		[STEP_SKIPPED] = "step-skipped",
	};
	const struct view_item *item = &v->items[i];
	bool hint = say_some(item->hint);

	/* Of steps that nobody takes (`done:`), what is lacking is told too;
	 * of an action it is what has happened that counts. */
	if (t->steps[i] == item->state && (!fresh || v->busy != NULL))
		return false;
	t->steps[i] = item->state;
	lines_sayf(out, "%s: %s%s%s%s", item->text,
	    say_word(v, words[item->state]), hint ? " (" : "",
	    hint ? item->hint : "", hint ? ")" : "");
	return true;
}

/* Lines stay where they were written: a secret is never among them. */
static bool
tell_secret(struct told *t, const struct view *v,
    const struct view_item *item, struct lines *out)
{
	char line[TELL_LINE_MAX];
	struct view_item value = { .kind = VIEW_TEXT, .text = line };

	snprintf(line, sizeof(line), "%s: %s", item->text,
	    say_word(v, "plain-secret"));
	return tell_text(t, v, &value, out);
}

static bool
tell_item(struct told *t, const struct view *v, size_t i, bool fresh,
    const struct tell_options *o, struct lines *out)
{
	const struct view_item *item = &v->items[i];

	switch (item->kind) {
	case VIEW_TEXT:
	case VIEW_NOTE:
	case VIEW_WARNING:
	case VIEW_BIG:
		return tell_text(t, v, item, out);
	case VIEW_COUNTDOWN:
		return tell_countdown(t, v, item, fresh, out);
	case VIEW_PICTURE:
		return tell_picture(t, item, o, out);
	case VIEW_STEP:
		return tell_step(t, v, i, fresh, out);
	case VIEW_VALUE:
	case VIEW_QR:
	case VIEW_FINDING:
		return tell_value(t, item, out);
	case VIEW_SECRET:
		return tell_secret(t, v, item, out);
	case VIEW_HEAD:
	case VIEW_ROW:		/* a row is asked about: ask.c */
	case VIEW_FIELD:
	case VIEW_KEYBOARD:	/* never line by line */
	case VIEW_BUTTON:
		break;
	}
	return false;
}

static bool
has_steps(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_STEP)
			return true;
	return false;
}

/* What the live line of a full screen says.  Steps say it better. */
static bool
tell_live(struct told *t, const struct view *v, bool fresh,
    const struct tell_options *o, struct lines *out)
{
	bool news = false;

	if (note(t->spoken, v->spoken) && say_some(v->spoken) && !fresh) {
		lines_say(out, v->spoken);
		news = true;
	}
	if (!o->busy || has_steps(v))
		return news;
	if (note(t->busy, v->busy) && say_some(v->busy)) {
		lines_say(out, v->busy);
		news = true;
	}
	return news;
}

static void
begin_screen(struct told *t, const struct view *v)
{
	snprintf(t->screen, sizeof(t->screen), "%s", v->screen);
	t->lang = v->lang;
	t->text_count = 0;
	t->picture = 0;
	t->message = 0;
	memset(t->steps, 0, sizeof(t->steps));
}

bool
tell_news(struct told *t, const struct view *v, const struct tell_options *o,
    struct lines *out)
{
	bool fresh = !tell_is_here(t, v), news = fresh;
	size_t before = out->text.len;

	if (fresh || !o->hold)
		tell_status(t, v, out);
	if (fresh) {
		lines_blank(out);
		begin_screen(t, v);
		tell_title(t, v, out);
	}
	news = tell_message(t, v, out) || news;
	for (size_t i = 0; i < v->count; i++)
		news = tell_item(t, v, i, fresh, o, out) || news;
	news = tell_live(t, v, fresh, o, out) || news;
	return news || out->text.len != before;
}
