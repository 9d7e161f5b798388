#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK	((size_t)8 * 1024)

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, room;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_chunk *
chunk_new(size_t room)
{
	struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + room);

	if (chunk != NULL)
		chunk->room = room;
	return chunk;
}

/* `bytes` behind what is used, rounded up to `align`; NULL: too few left. */
static void *
chunk_take(struct arena_chunk *chunk, size_t bytes, size_t align)
{
	size_t start;

	if (chunk == NULL)
		return NULL;
	start = (chunk->used + align - 1) / align * align;
	if (start > chunk->room || bytes > chunk->room - start)
		return NULL;
	chunk->used = start + bytes;
	return chunk->bytes + start;
}

void *
arena_take(struct arena *arena, size_t count, size_t size)
{
	const size_t align = size == 1 ? 1 : alignof(max_align_t);
	struct arena_chunk *chunk;
	void *taken;

	if (count == 0 || size == 0 || count > SIZE_MAX / 4 / size)
		return NULL;
	taken = chunk_take(arena->chunks, count * size, align);
	if (taken != NULL)
		return taken;
	chunk = chunk_new(count * size > CHUNK ? count * size : CHUNK);
	if (chunk == NULL)
		return NULL;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk_take(chunk, count * size, align);
}

char *
arena_copy(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_take(arena, len + 1, 1);

	if (copy != NULL)
		memcpy(copy, text, len);
	return copy;
}

void
arena_free(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunks;

	while (chunk != NULL) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	arena->chunks = NULL;
}
