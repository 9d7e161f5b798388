/* Breaking text into lines of cells. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

/* The first line of `text` in `width` cells: returns its bytes, and in *next
 * the offset at which the line after it begins.  Breaks at newlines and at
 * blanks, though not inside a number, masked or not ("444 5 576",
 * "54* *** ** **"); a word that is longer than a line is cut.  *next is 0 only
 * for the empty text. */
size_t text_line(const char *text, int width, size_t *next);

/* How many lines that makes. */
int text_lines(const char *text, int width);

#endif
