/* A message beside what it concerns: the word for it, what happened (with the
 * tries left), what it means for the card, what to do next, and the code that
 * a person can read to the help desk. */
#include "tui/canvas.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define LINE_SIZE 256

static bool
said(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* Add "word: number" to the line, if it is known and does not take it over
 * `most` columns. */
static void
add_number(const struct canvas *c, char line[static LINE_SIZE], int most,
    const char *word, const char *number)
{
	size_t len = strlen(line);

	if (!said(number))
		return;
	snprintf(line + len, LINE_SIZE - len, "%s%s: %s",
	    len == 0 ? "" : c->ascii ? " - " : " \u00b7 ",
	    canvas_word(c->view, word), number);
	if (len > 0 && utf8_cells(line) > most)
		line[len] = '\0';
}

/* "Hata kodu: K110 · Olay no: 7K2M-9XRP · İstek no: 7f3a"; what is not in
 * sight is found by the one before it. */
static void
codes(struct canvas *c, const struct view_message *m, int col)
{
	char line[LINE_SIZE] = "";
	int most = c->right - col;

	if (m->good || !said(m->code))
		return;
	add_number(c, line, most, "case", m->code);
	add_number(c, line, most, "case-no", m->case_no);
	add_number(c, line, most, "request", m->request_id);
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
