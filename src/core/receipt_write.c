/* A receipt as plain text: for a printer, for a file. */
#include <string.h>

#include "base/utf8.h"
#include "core/receipt.h"

#define COLUMNS 60

static const char blanks[COLUMNS + 1] =
    "                                                            ";

static int
label_width(const struct view *v)
{
	int width = 0, cells;

	for (size_t i = 0; i < v->count; i++) {
		cells = v->items[i].kind == VIEW_VALUE ?
		    utf8_cells(v->items[i].text) : 0;
		if (cells > width && cells < COLUMNS / 2)
			width = cells;
	}
	return width;
}

/* The bytes of a line: up to the last blank that fits, or all that fits. */
static size_t
line_length(const char *text, int room)
{
	size_t fit = utf8_fit(text, room), len = fit;

	if (text[fit] == '\0' || text[fit] == ' ')
		return fit;
	while (len > 0 && text[len - 1] != ' ')
		len--;
	return len > 0 ? len : fit;
}

/* `text` behind `indent` blanks, of which the first line has some already. */
static enum err
add_wrapped(struct buf *out, const char *text, int indent)
{
	enum err e = ERR_OK;
	bool first = true;
	size_t len;

	while (e == ERR_OK && *text != '\0') {
		len = line_length(text, COLUMNS - indent);
		if (len == 0)
			break;
		if (!first)
			e = buf_add(out, blanks, (size_t)indent);
		if (e == ERR_OK)
			e = buf_add(out, text, len);
		if (e == ERR_OK)
			e = buf_add_str(out, "\n");
		text += len + strspn(text + len, " \n");
		first = false;
	}
	return e;
}

static enum err
add_value(struct buf *out, const struct view_item *item, int width)
{
	int cells = utf8_cells(item->text);
	size_t gap = cells < width ? (size_t)(width - cells) : 0;
	enum err e = buf_add_str(out, item->text);

	if (e == ERR_OK)
		e = buf_add(out, blanks, gap + 2);
	return e == ERR_OK ? add_wrapped(out, item->value, width + 2) : e;
}

enum err
receipt_write(const struct view *v, struct buf *out)
{
	enum err e = buf_addf(out, "%s\n%s\n\n", v->brand, v->title);
	int width = label_width(v);
	const struct view_item *item;

	for (size_t i = 0; e == ERR_OK && i < v->count; i++) {
		item = &v->items[i];
		if (item->kind == VIEW_VALUE)
			e = add_value(out, item, width);
		else if (item->kind == VIEW_TEXT)
			e = buf_add_str(out, "\n");
		if (e == ERR_OK && item->kind == VIEW_TEXT)
			e = add_wrapped(out, item->text, 0);
	}
	return e;
}
