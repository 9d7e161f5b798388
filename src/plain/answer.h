/* What a line that a person typed means. */
#ifndef PLAIN_ANSWER_H
#define PLAIN_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "plain/ask.h"

enum answer_kind {
	ANSWER_VALUE,	/* of the field, or nothing: the default */
	ANSWER_NUMBER,
	ANSWER_HELP,
	ANSWER_REPEAT,
	ANSWER_MENU,
	ANSWER_BACK,
	ANSWER_LANGUAGE,
	ANSWER_LEAVE,
	ANSWER_NO_NUMBER,	/* not a number, where one is wanted */
	ANSWER_NO_COMMAND	/* ':' and something that is none */
};

struct answer {
	enum answer_kind kind;
	const char *value;	/* in the line; not terminated */
	size_t len;
	int number;
};

/* The line stays the caller's. */
struct answer answer_read(enum ask asked, const char *line, size_t len);

#endif
