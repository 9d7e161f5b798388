/* What a preview shows where a session would have something from outside. */
#ifndef APP_SAMPLES_H
#define APP_SAMPLES_H

#include <stddef.h>

/* NULL: there is none.  "@word": the word of the frame of that name. */
const char *sample_variable(const char *name);
const char *sample_cell(const char *list, size_t row, size_t cell);

#endif
