#include "core/message_text.h"

#include <stdio.h>
#include <string.h>

#include "core/vars.h"

#define SECONDS_MOST 120	/* above it is said in minutes */

bool
message_is_news(enum err about)
{
	return about == ERR_DONE_UNREPORTED || about == ERR_LETTER_HIDDEN;
}

static const char *
lookup_n(void *arg, const char *name)
{
	return strcmp(name, "n") == 0 ? arg : NULL;
}

const char *
message_wait(const struct screens *screens, enum lang lang, int seconds,
    char out[static MESSAGE_TEXT])
{
	bool minutes = seconds > SECONDS_MOST;
	const char *word = seconds < 1 ? "wait-unsaid" :
	    seconds == 1 ? "wait-second" :
	    minutes ? "wait-minutes" : "wait-seconds";
	char n[16];

	/* Never less than the portal said. */
	snprintf(n, sizeof(n), "%d", minutes ? (seconds - 1) / 60 + 1 :
	    seconds);
	vars_expand(screens_word(screens, word, lang), lookup_n, n, out,
	    MESSAGE_TEXT);
	return out;
}
