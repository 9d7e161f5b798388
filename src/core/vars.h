/* Texts with {variables}. */
#ifndef CORE_VARS_H
#define CORE_VARS_H

#include <stddef.h>

/* The value of a variable, or NULL if there is no such one. */
typedef const char *(*vars_lookup)(void *arg, const char *name);

/* Copy `text` with each {name} replaced, sanitised for a terminal and cut on
 * a character at size - 1 bytes.  A name that nobody knows stays as it is
 * written.  Paragraph breaks of `text` itself are kept, those of a value are
 * not.  `out` is always terminated. */
void vars_expand(const char *text, vars_lookup lookup, void *arg, char *out,
    size_t size);

#endif
