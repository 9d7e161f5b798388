/* Letters of 5x5 cells for large mode: digits, capitals, a few signs.  Marks
 * of Turkish letters take a row above or below.  Drawn in full blocks, which
 * every console font has. */
#ifndef TUI_BIG_H
#define TUI_BIG_H

#include <stdbool.h>
#include <stdint.h>

#include "screen/screen.h"

#define BIG_CELLS 6		/* of a letter, with the gap behind it */
#define BIG_ROWS 5

struct big_letter {
	uint8_t above;		/* bits of the row above, 0: none */
	uint8_t row[BIG_ROWS];	/* bit 4 is the leftmost cell */
	uint8_t below;
};

/* The capital of `cp` by the rules of the language (i is İ in Turkish, I in
 * English), as a big letter.  False: not in the font. */
bool big_letter(uint32_t cp, enum lang lang, struct big_letter *letter);

#endif
