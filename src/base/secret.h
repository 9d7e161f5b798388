/* Bytes that must not be seen: PIN, PUK, security word, codes, tokens, keys.
 * They live in OpenSSL's secure heap (locked in memory, guarded, not dumped)
 * at a size fixed when made, and are zeroed when cleared or freed.  Nothing
 * else in the programs may hold such bytes for longer than one call. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct secret;

enum secret_heap {
	SECRET_HEAP_LOCKED,	/* memory is locked: cannot reach swap */
	SECRET_HEAP_UNLOCKED,	/* made, but mlock was refused */
	SECRET_HEAP_NONE	/* could not be made: do not go on */
};

/* Make the heap (64 KiB) once, before the first secret_new(). */
enum secret_heap secret_heap_init(void);

/* Refuse core dumps and ptrace (PR_SET_DUMPABLE 0, RLIMIT_CORE 0).  Call
 * first thing in main, before any configuration is read. */
void secret_process_protect(void);

/* An empty secret that can hold `max` bytes.  NULL: no memory, or no heap was
 * made: ordinary memory is never used instead. */
struct secret *secret_new(size_t max);

/* Wipe, free and set *s to NULL.  NULL and *s == NULL are fine. */
void secret_free(struct secret **s);

/* Replace the content.  `bytes` stays the caller's to wipe.
 * ERR_TOO_BIG: nothing was changed. */
MUST_CHECK enum err secret_set(struct secret *s, const void *bytes, size_t len);

/* Add at the end.  ERR_TOO_BIG: nothing was changed. */
MUST_CHECK enum err secret_append(struct secret *s, const void *bytes,
    size_t len);

/* Zero the content; the secret stays usable and empty. */
void secret_clear(struct secret *s);

size_t secret_len(const struct secret *s);
size_t secret_max(const struct secret *s);

/* The bytes, valid until the secret is next changed, with one zero byte
 * behind them.  Never keep a copy. */
const uint8_t *secret_bytes(const struct secret *s);

/* Same length and bytes; the time taken depends on the lengths only. */
bool secret_equal(const struct secret *a, const struct secret *b);

/* Zero memory in a way that the compiler keeps: for the scratch buffer of
 * the one call that had to hold a secret. */
void secret_wipe_mem(void *mem, size_t len);

/* Zero what calls that have returned left behind on this thread's stack, 64 KiB
 * of it: after a library that copies a secret through buffers of its own. */
void secret_wipe_stack(void);

#endif
