/* The words of the screens for a command that shows none of them: messages,
 * their codes and what to do next (core/doctor_text.h). */
#ifndef APP_WORDS_H
#define APP_WORDS_H

#include "core/doctor_text.h"
#include "core/message_text.h"

struct config;

/* It stays where it is until words_close: `of` points into it. */
struct words {
	const struct config *config;	/* the caller's */
	struct screens *screens;	/* NULL: they cannot be read */
	struct doctor_words of;
	struct pin_limits limits;	/* of what was typed; may be set */
	char message_text[MESSAGE_TEXT];	/* scratch */
};

/* In the language of the configuration.  Without screens the errors' names
 * have to do. */
void words_open(struct words *w, const struct config *config);

/* Also of one that is all zero. */
void words_close(struct words *w);

#endif
