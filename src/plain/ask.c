#include "plain/ask.h"

#include <stdio.h>
#include <string.h>

#include "core/view.h"
#include "plain/lines.h"
#include "plain/say.h"
#include "screen/screen.h"

/* Any key leads on, but no button does. */
static bool
wants_key(const struct view *v)
{
	const struct screen *s = v->screens == NULL ? NULL :
	    screens_find(v->screens, v->screen);

	return s != NULL && screen_event(s, "key") != NULL;
}

enum ask
ask_of(const struct view *v)
{
	enum ask ask = wants_key(v) ? ASK_KEY : ASK_NOTHING;

	if (v->focus >= 0 && v->items[v->focus].kind == VIEW_FIELD)
		return ASK_FIELD;
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_BUTTON)
			return ASK_MENU;
	return ask;
}

uint64_t
ask_mark(const struct view *v)
{
	enum ask ask = ask_of(v);
	uint64_t h = say_mark_text(SAY_MARK, v->screen);

	h = say_mark(say_mark(h, &ask, sizeof(ask)), &v->lang, sizeof(v->lang));
	if (ask == ASK_FIELD)
		return say_mark_text(h, v->items[v->focus].id);
	for (size_t i = 0; ask == ASK_MENU && i < v->count; i++)
		if (v->items[i].kind == VIEW_BUTTON)
			h = say_mark_text(h, v->items[i].text);
	return h;
}

/* Add "(part; part" to a prompt; the caller closes it. */
static void
add_part(char *text, size_t size, const char *part, bool *any)
{
	size_t len = strlen(text);

	if (!say_some(part))
		return;
	snprintf(text + len, size - len, "%s%s", *any ? "; " : " (", part);
	*any = true;
}

/* "Kimlik No (T.C. ya da pasaport no): " */
static void
prompt_field(const struct view *v, const struct view_item *item,
    struct lines *out)
{
	char text[1024], typed[512];
	bool any = false;
	size_t len;

	snprintf(text, sizeof(text), "%s", item->text);
	add_part(text, sizeof(text), item->hint, &any);
	if (item->secret)
		add_part(text, sizeof(text), say_word(v, "plain-hidden"), &any);
	if (item->length > 0) {
		snprintf(typed, sizeof(typed), "%s%s%s; %s",
		    say_word(v, "plain-typed"), item->secret ? "" : ": ",
		    item->secret || item->value == NULL ? "" : item->value,
		    say_word(v, "plain-keep"));
		add_part(text, sizeof(text), typed, &any);
	}
	len = strlen(text);
	snprintf(text + len, sizeof(text) - len, "%s", any ? ")" : "");
	lines_prompt(out, text);
}

static void
prompt_menu(const struct view *v, struct lines *out)
{
	const struct view_item *item;
	int number = 0;

	for (size_t i = 0; i < v->count; i++) {
		item = &v->items[i];
		if (item->kind != VIEW_BUTTON)
			continue;
		number++;
		if (item->is_default)
			lines_sayf(out, "%d) %s (%s)", number, item->text,
			    say_word(v, "plain-default"));
		else
			lines_sayf(out, "%d) %s", number, item->text);
	}
	lines_prompt(out, say_word(v, "plain-choose"));
}

void
ask_prompt(const struct view *v, struct lines *out)
{
	switch (ask_of(v)) {
	case ASK_NOTHING:
		break;
	case ASK_KEY:
		lines_prompt(out, say_word(v, "plain-go-on"));
		break;
	case ASK_FIELD:
		prompt_field(v, &v->items[v->focus], out);
		break;
	case ASK_MENU:
		prompt_menu(v, out);
		break;
	}
}

void
ask_keys(const struct view *v, struct lines *out)
{
	lines_sayf(out, "%s: \":?\" %s, \":r\" %s, \":m\" %s, \":<\" %s, "
	    "\":l\" %s, \":q\" %s.", say_word(v, "plain-keys"),
	    say_word(v, "key-help"), say_word(v, "plain-repeat"),
	    say_word(v, "plain-menu"), say_word(v, "key-back"),
	    say_word(v, "key-language"), say_word(v, "key-leave"));
}

void
ask_help(const struct view *v, struct lines *out)
{
	if (say_some(v->help))
		lines_sayf(out, "%s: %s", say_word(v, "key-help"), v->help);
	ask_keys(v, out);
}
