/* A message beside what it concerns: the word for it, what happened (with the
 * tries left), what it means for the card, what to do next, and the code that
 * a person can read to the help desk. */
#include "tui/canvas.h"

#include <stdio.h>

#include "base/utf8.h"

static bool
said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* "Hata kodu: K110   İstek no: 7f3a" */
static void
codes(struct canvas *c, const struct view_message *m, int col)
{
	char line[256];
	int n;

	if (m->good || !said(m->code))
		return;
	n = snprintf(line, sizeof(line), "%s: %s",
	    canvas_word(c->view, "case"), m->code);
	if (said(m->request_id) && n > 0 && (size_t)n < sizeof(line))
		snprintf(line + n, sizeof(line) - (size_t)n, "   %s: %s",
		    canvas_word(c->view, "request"), m->request_id);
	canvas_paragraph(c, col, 0, line);
}

/* Two texts in one paragraph. */
static void
together(struct canvas *c, int col, const char *first, const char *second)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s%s", said(first) ? first : "",
	    said(first) && said(second) ? " " : "",
	    said(second) ? second : "");
	canvas_paragraph(c, col, 0, text);
}

void
w_message(struct canvas *c, const struct view_message *m, int col)
{
	char flag[64], what[1024];

	c->message.top = c->row;
	snprintf(flag, sizeof(flag), "%s:",
	    canvas_word(c->view, m->good ? "note" : "error"));
	snprintf(what, sizeof(what), "%s%s%s", said(m->what) ? m->what : "",
	    said(m->tries) ? " " : "", said(m->tries) ? m->tries : "");
	canvas_flagged(c, col, m->good ? ATTR_BOLD | ATTR_GOOD :
	    ATTR_BOLD | ATTR_ERROR, flag, what);
	if (c->air < 3) {
		together(c, col, m->card, m->next);
	} else {
		together(c, col, m->card, NULL);
		together(c, col, m->next, NULL);
	}
	codes(c, m, col);
	c->message.bottom = c->row;
}
