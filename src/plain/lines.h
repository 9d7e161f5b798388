/* Lines on their way out: paragraphs broken at blanks, and nothing but text.
 * A word is never split, not even one that is longer than a line. */
#ifndef PLAIN_LINES_H
#define PLAIN_LINES_H

#include <stdbool.h>

#include "base/buf.h"

#define LINES_PENDING_MAX (64 * 1024)

struct lines {
	struct buf text;	/* not written yet */
	int width;		/* cells */
	bool open;		/* the last line is a prompt: it has no end */
	bool lost;		/* a text had no room: nobody reads */
};

void lines_init(struct lines *l, int width);
void lines_free(struct lines *l);

/* A text of one or more paragraphs.  Ends an open prompt first.  Control
 * characters are left out. */
void lines_say(struct lines *l, const char *text);

/* The same, from parts. */
void lines_sayf(struct lines *l, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line as it is, however long: of a picture. */
void lines_row(struct lines *l, const char *row);

/* An empty line. */
void lines_blank(struct lines *l);

/* Like lines_say(), but the last line stays open behind ": ". */
void lines_prompt(struct lines *l, const char *text);

/* The prompt was answered; `echoed`: the terminal has ended its line. */
void lines_answered(struct lines *l, bool echoed);

#endif
