#include "app/preview.h"

#include "tui/big.h"

#define CELL 45			/* of a letter */
#define DOT 8

/* The real picture comes from the portal; this one is as large, and drawn
 * with the letters of large mode. */
void
preview_picture(uint8_t grey[static PREVIEW_CAPTCHA])
{
	static const char letters[] = "26apw";
	struct big_letter l;

	for (int i = 0; i < PREVIEW_CAPTCHA; i++) {
		int x = i % PREVIEW_W, y = i / PREVIEW_W;
		int place = x / CELL, row, bit;

		grey[i] = UINT8_MAX;
		row = (y - (PREVIEW_H - BIG_ROWS * DOT) / 2) / DOT;
		bit = (x % CELL - DOT / 2) / DOT;
		if (place < 5 && row >= 0 && row < BIG_ROWS && bit >= 0 &&
		    bit < BIG_CELLS - 1 && y >= DOT &&
		    big_letter((uint32_t)letters[place], LANG_EN, &l) &&
		    (l.row[row] & (0x10 >> bit)) != 0)
			grey[i] = 0;
	}
}
