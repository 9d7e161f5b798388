/* What telling and asking have in common. */
#ifndef PLAIN_SAY_H
#define PLAIN_SAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

/* A word of the frame in the language of the view; "" before there are any. */
const char *say_word(const struct view *v, const char *id);

/* Is there any text? */
bool say_some(const char *text);

/* To know a text or picture again without keeping it: FNV-1a of more bytes,
 * from SAY_MARK on; never 0. */
#define SAY_MARK 0xcbf29ce484222325u
uint64_t say_mark(uint64_t mark, const void *bytes, size_t len);
uint64_t say_mark_text(uint64_t mark, const char *text);

#endif
