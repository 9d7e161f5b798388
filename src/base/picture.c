#include "base/picture.h"

#include <stdlib.h>
#include <string.h>

#define UPPER 0x2580
#define LOWER 0x2584
#define FULL 0x2588

/* Mean of the pixels [x0, x1) x [y0, y1). */
static uint8_t
mean(const uint8_t *grey, int w, int x0, int x1, int y0, int y1)
{
	uint32_t sum = 0, n = 0;

	for (int y = y0; y < y1; y++) {
		for (int x = x0; x < x1; x++) {
			sum += grey[(size_t)y * (size_t)w + (size_t)x];
			n++;
		}
	}
	return (uint8_t)((n == 0 ? 0 : sum / n) & 0xff);
}

/* The grey value at which the variance between what is below and what is
 * above it is largest. */
static int
otsu(const uint32_t histogram[256])
{
	double total = 0, sum = 0, low = 0, low_sum = 0, best = -1;
	int threshold = 127;

	for (int i = 0; i < 256; i++) {
		total += histogram[i];
		sum += (double)histogram[i] * i;
	}
	for (int i = 0; i < 255; i++) {
		double high, between, d;

		low += histogram[i];
		low_sum += (double)histogram[i] * i;
		high = total - low;
		if (low <= 0 || high <= 0)
			continue;
		d = low_sum / low - (sum - low_sum) / high;
		between = low * high * d * d;
		if (between > best) {
			best = between;
			threshold = i;
		}
	}
	return threshold;
}

/* What is ink: at most `threshold`, or above it when most is dark. */
struct ink {
	int threshold;
	bool dark;
};

static struct ink
ink_of(const uint32_t histogram[256], int total)
{
	struct ink ink = { .threshold = otsu(histogram) };
	int dark = 0;

	for (int i = 0; i <= ink.threshold; i++)
		dark += (int)histogram[i];
	ink.dark = dark * 2 <= total;
	return ink;
}

static bool
is_ink(const struct ink *ink, uint8_t grey)
{
	return (grey <= ink->threshold) == ink->dark;
}

static void
cut(struct picture *p, uint8_t points[][PICTURE_COLS], int cols, int rows)
{
	uint32_t histogram[256] = { 0 };
	struct ink ink;

	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < cols; x++)
			histogram[points[y][x]]++;
	}
	ink = ink_of(histogram, cols * rows);
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < cols; x++)
			p->ink[y][x] = is_ink(&ink, points[y][x]);
	}
}

/* A part of the picture, in pixels. */
struct part {
	int x0, x1, y0, y1;
};

/* Ink in one row (or column) of the picture. */
static int
ink_in(const uint8_t *grey, const struct ink *ink, int first, int step,
    int count)
{
	int n = 0;

	for (int i = 0; i < count; i++)
		n += is_ink(ink, grey[first + i * step]);
	return n;
}

/* Is this line of `count` pixels but for a few specks empty? */
static bool
bare(int ink, int count)
{
	return ink * 25 < count;
}

/* Leave out margins: every row of cells counts. */
static struct part
trim(const uint8_t *grey, int w, int h)
{
	struct part p = { 0, w, 0, h };
	uint32_t histogram[256] = { 0 };
	struct ink ink;

	for (int i = 0; i < w * h; i++)
		histogram[grey[i]]++;
	ink = ink_of(histogram, w * h);
	while (p.y0 < h / 4 && bare(ink_in(grey, &ink, p.y0 * w, 1, w), w))
		p.y0++;
	while (p.y1 > h - h / 4 &&
	    bare(ink_in(grey, &ink, (p.y1 - 1) * w, 1, w), w))
		p.y1--;
	while (p.x0 < w / 4 && bare(ink_in(grey, &ink, p.x0, w, h), h))
		p.x0++;
	while (p.x1 > w - w / 4 &&
	    bare(ink_in(grey, &ink, p.x1 - 1, w, h), h))
		p.x1--;
	return p;
}

/* The largest size with the proportions of w:h in max_cols x max_points. */
static void
fit(int w, int h, int max_cols, int max_points, int *cols, int *points)
{
	*cols = w < max_cols ? w : max_cols;
	*points = (h * *cols + w / 2) / w;
	if (*points > max_points) {
		*points = max_points;
		*cols = (w * *points + h / 2) / h;
	}
	if (*cols > max_cols)
		*cols = max_cols;
	if (*cols < 1)
		*cols = 1;
	if (*points < 1)
		*points = 1;
}

void
picture_make(struct picture *p, const uint8_t *grey, int w, int h,
    int max_cols, int max_rows)
{
	uint8_t points[PICTURE_ROWS * 2][PICTURE_COLS];
	int cols, rows, pw, ph;
	struct part part;

	memset(p, 0, sizeof(*p));
	if (grey == NULL || w < 1 || h < 1 || w > 4096 || h > 4096 ||
	    max_cols < 1 || max_rows < 1)
		return;
	if (max_cols > PICTURE_COLS)
		max_cols = PICTURE_COLS;
	if (max_rows > PICTURE_ROWS)
		max_rows = PICTURE_ROWS;
	part = trim(grey, w, h);
	pw = part.x1 - part.x0;
	ph = part.y1 - part.y0;
	fit(pw, ph, max_cols, max_rows * 2, &cols, &rows);
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < cols; x++)
			points[y][x] = mean(grey, w,
			    part.x0 + x * pw / cols,
			    part.x0 + (x + 1) * pw / cols,
			    part.y0 + y * ph / rows,
			    part.y0 + (y + 1) * ph / rows);
	}
	cut(p, points, cols, rows);
	p->cols = cols;
	p->rows = (rows + 1) / 2;
}

const struct picture *
picture_again(struct picture_memo *memo, const uint8_t *grey, int w, int h,
    int max_cols, int max_rows)
{
	size_t size = grey == NULL || w < 1 || h < 1 ? 0 :
	    (size_t)w * (size_t)h;

	if (size > 0 && memo->grey != NULL && memo->w == w && memo->h == h &&
	    memo->max_cols == max_cols && memo->max_rows == max_rows &&
	    memcmp(memo->grey, grey, size) == 0)
		return &memo->made;
	picture_forget(memo);
	picture_make(&memo->made, grey, w, h, max_cols, max_rows);
	memo->grey = size > 0 ? malloc(size) : NULL;
	if (memo->grey != NULL)
		memcpy(memo->grey, grey, size);
	memo->w = w;
	memo->h = h;
	memo->max_cols = max_cols;
	memo->max_rows = max_rows;
	return &memo->made;
}

void
picture_forget(struct picture_memo *memo)
{
	free(memo->grey);
	memset(memo, 0, sizeof(*memo));
}

uint32_t
picture_char(const struct picture *p, int row, int col, bool ascii)
{
	static const uint32_t blocks[] = { ' ', UPPER, LOWER, FULL };
	static const uint32_t letters[] = { ' ', '"', 'o', '#' };
	int which = 0;

	if (row < 0 || row >= p->rows || col < 0 || col >= p->cols)
		return ' ';
	if (p->ink[row * 2][col])
		which |= 1;
	if (p->ink[row * 2 + 1][col])
		which |= 2;
	return ascii ? letters[which] : blocks[which];
}
