/* Where widgets draw: a strip as wide as the column, that grows downwards.
 * Private to tui/: the body (draw_body.c) lays items one below the other and
 * each widget (w_*.c) draws one item at `row` and moves `row` on. */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>

#include "core/view.h"
#include "tui/grid.h"

/* Rows that an item takes, [top, bottom). */
struct span {
	int top, bottom;
};

struct canvas {
	const struct view *view;
	struct grid grid;
	int row;		/* next free one */
	bool ascii, caps;
	/* what the tries at a layout differ in */
	int air;		/* 0 tight … 4 airy */
	bool two_columns;	/* of buttons */
	int picture_rows;
	bool qr;		/* a QR code is drawn */
	bool near;		/* the message stands above what has the
				 * focus, not where it belongs */
	/* columns */
	int text;		/* where paragraphs begin */
	int item;		/* where fields and buttons begin */
	int value;		/* where values begin, beside the labels */
	int right;		/* first column that is not used */
	/* result */
	struct span span[VIEW_ITEMS];
	struct span message;
	int beside;		/* places from the focused button to the one
				 * in the other column, 0: there is none */
	int cursor_row, cursor_col;	/* -1: nothing has the focus */
	enum err failed;
};

/* A word of the frame in the view's language. */
const char *canvas_word(const struct view *view, const char *id);

/* Have rows up to (not including) `row`. */
void canvas_reserve(struct canvas *c, int row);

/* Text at (c->row, col), broken into lines up to c->right; `row` moves on. */
void canvas_paragraph(struct canvas *c, int col, unsigned attr,
    const char *text);

/* The same with a first word that stands out ("HATA:"), lines hanging. */
void canvas_flagged(struct canvas *c, int col, unsigned flag_attr,
    const char *flag, const char *text);

/* True if the item is the one with the focus. */
bool canvas_focused(const struct canvas *c, const struct view_item *item);

/* The widgets. */
void w_text(struct canvas *c, const struct view_item *item);
void w_field(struct canvas *c, const struct view_item *item);
void w_keyboard(struct canvas *c);
void w_countdown(struct canvas *c, const struct view_item *item);
void w_secret(struct canvas *c, const struct view_item *item);
void w_picture(struct canvas *c, const struct view_item *item);

/* A picture's points take longer than all else: w_picture keeps their room,
 * and they are made once, in the layout that is taken, from row `top`. */
struct picture_memo;
void w_picture_points(struct canvas *c, const struct view_item *item,
    int top, struct picture_memo *memo);

/* A QR code to the right of everything else, which gets narrower; `row` does
 * not move.  False, and nothing drawn: there is no room beside it, or no
 * half blocks.  *rows: how many it takes. */
bool w_qr(struct canvas *c, const struct view_item *item, int *rows);

void w_step(struct canvas *c, const struct view_item *item);
void w_value(struct canvas *c, const struct view_item *item);
void w_head(struct canvas *c, const struct view_item *item);
void w_row(struct canvas *c, const struct view_item *item);
void w_message(struct canvas *c, const struct view_message *message, int col);

/* All buttons: in a row under a form or a list, else one below the other with
 * their numbers, in two columns where one would not fit.  The message of a
 * button comes after them. */
void w_buttons(struct canvas *c, bool in_a_row);

/* Large mode: text in letters of 5 rows from `col`, broken between words.
 * False, and nothing drawn, where a letter is not in the font, there is no
 * room for a word, or it would be more than two lines: a sentence in big
 * letters can no longer be read at a glance. */
bool w_big(struct canvas *c, int col, unsigned attr, const char *text);

/* The body into c->grid; columns and tries are set by the caller. */
void draw_body(struct canvas *c);

/* Header, rules, title, status and key bar into `g`, in the column
 * [left, left + width).  Says where the body goes. */
struct frame {
	int left, width;
	int body_top, body_rows;
	int spare_above, spare_below;	/* empty rows the body may take */
	int rule_row;		/* above the status, for the scroll marks */
	int live_row;
};

struct draw_options;
void draw_frame(const struct view *view, const struct draw_options *options,
    struct grid *g, struct frame *frame);

/* "more above, more below" beside the body. */
void draw_more(struct grid *g, const struct frame *frame, int above,
    int below);

#endif
