#include "app/words.h"

#include <string.h>

#include "app/config.h"

static const char *
lookup(void *arg, const char *name)
{
	struct words *w = arg;

	if (strcmp(name, "wait") == 0)
		return message_wait(w->screens, w->of.lang, 0,
		    w->message_text);
	if (strcmp(name, "length") == 0 || strcmp(name, "pin_length") == 0)
		return message_length(w->screens, w->of.lang, w->limits,
		    w->message_text);
	if (strcmp(name, "field") == 0)
		return screens_word(w->screens, "field-unnamed", w->of.lang);
	return strcmp(name, "call_centre") == 0 ? w->config->call_centre :
	    NULL;
}

void
words_open(struct words *w, const struct config *config)
{
	char error[512];

	w->config = config;
	if (screens_open(config->screens, &w->screens, error,
	    sizeof(error)) != ERR_OK ||
	    screens_load_all(w->screens, error, sizeof(error)) != ERR_OK)
		screens_free(&w->screens);
	w->of = (struct doctor_words){ .screens = w->screens,
	    .lang = (enum lang)config->language, .lookup = lookup, .arg = w };
}

void
words_close(struct words *w)
{
	screens_free(&w->screens);
}
