/* Memory that is taken bit by bit and given back all at once: what was read
 * from one file, or from screens/, lives and dies together.  Not for secrets:
 * nothing is wiped. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {				/* all zero: empty */
	struct arena_chunk *chunks;	/* newest first */
};

/* Room for `count` things of `size` bytes each; zeroed, and aligned for any
 * type where `size` is more than 1.  It belongs to the arena.  NULL: there is
 * no memory, or one of them is 0. */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* A terminated copy of `len` bytes of `text`; NULL: no memory. */
char *arena_copy(struct arena *arena, const char *text, size_t len);

/* Gives everything back; the arena is empty and can be used again. */
void arena_free(struct arena *arena);

#endif
