/* A grey picture → a few black and white points, two of them a cell. */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICTURE_COLS 76
#define PICTURE_ROWS 12		/* cells; a cell is two points high */

struct picture {
	int cols, rows;		/* cells; 0: nothing to show */
	bool ink[PICTURE_ROWS * 2][PICTURE_COLS];
};

/* Leaves out the margins, shrinks by averaging (never enlarges), keeps the
 * proportions, and cuts at the threshold that separates the two kinds of
 * points best (N. Otsu, IEEE Trans. SMC 9, 1979).  The rarer kind is ink.
 * `grey` is w * h bytes. */
void picture_make(struct picture *p, const uint8_t *grey, int w, int h,
    int max_cols, int max_rows);

/* The picture that was made last, for whoever draws the same one with every
 * key.  Begins zeroed. */
struct picture_memo {
	struct picture made;
	int max_cols, max_rows;
	int w, h;
	uint8_t *grey;		/* a copy of what it was made of */
};

/* picture_make(), or what it made last if that was of the same bytes.  The
 * result is the memo's, until the next call. */
const struct picture *picture_again(struct picture_memo *memo,
    const uint8_t *grey, int w, int h, int max_cols, int max_rows);
void picture_forget(struct picture_memo *memo);

/* The character of a cell: blocks, or in ASCII. */
uint32_t picture_char(const struct picture *p, int row, int col, bool ascii);

#endif
