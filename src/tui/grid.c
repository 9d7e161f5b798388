#include "tui/grid.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"

static const struct cell blank = { .cp = ' ' };

static int
side(int n)
{
	return n < 1 ? 1 : n > GRID_SIDE_MAX ? GRID_SIDE_MAX : n;
}

static size_t
cell_count(const struct grid *g)
{
	return (size_t)g->w * (size_t)g->h;
}

enum err
grid_init(struct grid *g, int w, int h)
{
	memset(g, 0, sizeof(*g));
	w = side(w);
	h = side(h);
	g->cells = calloc((size_t)w * (size_t)h, sizeof(*g->cells));
	if (g->cells == NULL)
		return ERR_NO_MEMORY;
	g->w = w;
	g->h = h;
	grid_clear(g);
	return ERR_OK;
}

enum err
grid_grow(struct grid *g, int h)
{
	struct grid more;
	enum err e;

	if (h <= g->h)
		return ERR_OK;
	if (h > GRID_SIDE_MAX)
		return ERR_TOO_BIG;
	e = grid_init(&more, g->w, h);
	if (e != ERR_OK)
		return e;
	memcpy(more.cells, g->cells, cell_count(g) * sizeof(*g->cells));
	more.row = g->row;
	more.col = g->col;
	more.overlaps = g->overlaps;
	more.cuts = g->cuts;
	grid_free(g);
	*g = more;
	return ERR_OK;
}

void
grid_clear(struct grid *g)
{
	size_t n = cell_count(g);

	for (size_t i = 0; i < n; i++)
		g->cells[i] = blank;
	g->row = g->col = 0;
	g->overlaps = g->cuts = 0;
}

void
grid_free(struct grid *g)
{
	if (g->cells != NULL)
		secret_wipe_mem(g->cells, cell_count(g) * sizeof(*g->cells));
	free(g->cells);
	memset(g, 0, sizeof(*g));
}

struct cell *
grid_at(const struct grid *g, int row, int col)
{
	if (row < 0 || row >= g->h || col < 0 || col >= g->w)
		return NULL;
	return &g->cells[(size_t)row * (size_t)g->w + (size_t)col];
}

static bool
is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

int
grid_put(struct grid *g, int row, int col, unsigned attr, uint32_t cp)
{
	struct cell *c = grid_at(g, row, col);
	int cells;

	if (is_control(cp))
		cp = '?';
	cells = utf8_cp_cells(cp);
	if (c == NULL || cells < 1 || col + cells > g->w)
		return cells < 0 ? 0 : cells;
	if (c->cp != ' ')
		g->overlaps++;
	*c = (struct cell){ .cp = cp, .attr = (uint16_t)attr };
	if (cells == 2)
		c[1] = (struct cell){ .cp = 0, .attr = (uint16_t)attr };
	return cells;
}

static void
add_mark(struct grid *g, int row, int col, uint32_t cp)
{
	struct cell *c = grid_at(g, row, col);

	if (c != NULL && c->cp == 0)
		c = grid_at(g, row, col - 1);
	if (c != NULL && c->mark == 0 && cp <= UINT16_MAX)
		c->mark = (uint16_t)cp;
}

int
grid_text(struct grid *g, int row, int col, unsigned attr, const char *text,
    int max)
{
	return grid_textn(g, row, col, attr, text, strlen(text), max);
}

int
grid_textn(struct grid *g, int row, int col, unsigned attr, const char *text,
    size_t len, int max)
{
	int used = 0, cells;
	uint32_t cp;
	size_t n;

	while (len > 0) {
		n = utf8_decode(text, len, &cp);
		if (n == 0) {
			cp = '?';
			n = 1;
		}
		cells = is_control(cp) ? 1 : utf8_cp_cells(cp);
		if (used + cells > max)
			break;
		if (cells == 0 && used > 0)
			add_mark(g, row, col + used - 1, cp);
		else
			used += grid_put(g, row, col + used, attr, cp);
		text += n;
		len -= n;
	}
	return used;
}

int
grid_cut(struct grid *g, int row, int col, unsigned attr, const char *text,
    int max)
{
	int used;

	if (utf8_cells(text) <= max)
		return grid_text(g, row, col, attr, text, max);
	g->cuts++;
	if (max < 3)
		return grid_text(g, row, col, attr, text, max);
	used = grid_text(g, row, col, attr, text, max - 2);
	return used + grid_text(g, row, col + used, attr, "..", 2);
}

void
grid_blank(struct grid *g, int row, int col, int n)
{
	struct cell *c;

	for (int i = 0; i < n; i++) {
		c = grid_at(g, row, col + i);
		if (c != NULL)
			*c = blank;
	}
}

void
grid_fill(struct grid *g, int row, int col, int n, unsigned attr, uint32_t cp)
{
	for (int i = 0; i < n; i++)
		grid_put(g, row, col + i, attr, cp);
}

void
grid_paint(struct grid *g, int row, int col, int n, unsigned attr)
{
	struct cell *c;

	for (int i = 0; i < n; i++) {
		c = grid_at(g, row, col + i);
		if (c != NULL)
			c->attr = (uint16_t)(c->attr | attr);
	}
}

void
grid_copy(struct grid *g, int row, int col, const struct grid *from,
    int from_row, int rows)
{
	int cells = from->w < g->w - col ? from->w : g->w - col;

	for (int r = 0; r < rows; r++) {
		const struct cell *c = grid_at(from, from_row + r, 0);
		struct cell *to = grid_at(g, row + r, col);

		if (c != NULL && to != NULL)
			memcpy(to, c, (size_t)cells * sizeof(*c));
	}
}

/* Append one code point; false when there is no room for it. */
static bool
add_cp(char *out, size_t size, size_t *used, uint32_t cp)
{
	char bytes[4];
	size_t n = utf8_encode(cp, bytes);

	if (*used + n + 1 > size)
		return false;
	memcpy(out + *used, bytes, n);
	*used += n;
	return true;
}

void
grid_row_text(const struct grid *g, int row, char *out, size_t size)
{
	const struct cell *c;
	size_t used = 0, end = 0;

	for (int col = 0; col < g->w; col++) {
		c = grid_at(g, row, col);
		if (c == NULL || c->cp == 0)
			continue;
		if (!add_cp(out, size, &used, c->cp))
			break;
		if (c->mark != 0 && !add_cp(out, size, &used, c->mark))
			break;
		if (c->cp != ' ')
			end = used;
	}
	out[end] = '\0';
}
