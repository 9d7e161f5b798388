/* What only shows when all screens and the code are looked at together. */
#include "screen/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "screen/near.h"

void
check_say(struct check *c, const char *file, int line, const char *format, ...)
{
	char what[320], whole[512];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "%s:%d: %s", file, line, what);
	c->findings++;
	c->report(c->arg, whole);
}

static bool
is_in(const char *const *names, const char *name)
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static void
check_use(struct check *c, const struct use *use)
{
	const bool fact = use->kind == USE_FACT;
	const char *const *names = fact ? c->known->facts :
	    c->known->variables;
	char hint[NEAR_HINT];
	struct near near;

	if (is_in(names, use->name))
		return;
	/* The numbers that a word is made for: "{n} s left", "{n} to {to}". */
	if (use->kind == USE_WORD_VARIABLE &&
	    (strcmp(use->name, "n") == 0 || strcmp(use->name, "to") == 0))
		return;
	near = near_begin(use->name);
	near_try_all(&near, names);
	check_say(c, use->file, use->line, fact ? "no fact '%s'%s" :
	    "no variable {%s}%s", use->name, near_hint(&near, hint));
}

static void
near_try_texts(struct near *near, const struct named_texts *texts)
{
	size_t i;

	for (i = 0; i < texts->count; i++)
		near_try(near, texts->list[i].id);
}

static void
check_word(struct check *c, const char *word)
{
	char hint[NEAR_HINT];
	struct near near;

	if (screens_word(c->screens, word, LANG_TR)[0] != '\0')
		return;
	near = near_begin(word);
	near_try_texts(&near, &c->screens->frame_words);
	near_try_texts(&near, &c->screens->words);
	check_say(c, c->screens->flow, 1, "the word '%s' is missing%s", word,
	    near_hint(&near, hint));
}

/* Facts, variables, words. */
static void
check_names(struct check *c)
{
	const char *const *word;
	const struct use *use;

	for (use = c->screens->uses; use != NULL; use = use->next)
		check_use(c, use);
	for (word = c->known->words; word != NULL && *word != NULL; word++)
		check_word(c, *word);
}

static void
check_body(struct check *c)
{
	const struct screen *s = c->screen;
	bool field = false, ready = false, back = false, steps = false;
	size_t i;

	for (i = 0; i < s->block_count; i++) {
		field |= s->blocks[i].kind == BLOCK_FIELD;
		steps |= s->blocks[i].kind == BLOCK_STEPS;
	}
	for (i = 0; i < s->button_count; i++) {
		ready |= s->buttons[i].is_default;
		back |= s->buttons[i].is_back;
	}
	if (field && !ready)
		check_say(c, s->file, 1, "there is a field but no button with "
		    "'default: true' for the Enter key");
	/* Steps that run must not be broken off; the start has no before. */
	if (!back && !steps && s != screens_start(c->screens))
		check_say(c, s->file, 1, "no button has 'back: true' for the "
		    "Esc key");
}

enum err
screens_check(const struct screens *screens,
    const struct screen_vocabulary *known,
    void (*report)(void *arg, const char *line), void *arg)
{
	struct check c = { .screens = screens, .known = known,
	    .report = report, .arg = arg };
	size_t i;

	for (i = 0; i < screens->count; i++)
		if (screens->list[i].screen == NULL)
			return ERR_ARGUMENT;
	for (i = 0; i < screens->count; i++) {
		c.screen = screens->list[i].screen;
		check_body(&c);
		check_actions(&c);
		check_edges(&c);
	}
	check_groups(&c);
	check_names(&c);
	check_reach(&c);
	return c.findings == 0 ? ERR_OK : ERR_SYNTAX;
}
