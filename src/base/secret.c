#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <openssl/crypto.h>

#define HEAP_SIZE	(64 * 1024)
#define STACK_WIPED	(64 * 1024)
#define HEAP_SMALLEST	32	/* bytes of the smallest piece */

/* The whole struct lies in the secure heap, so that a length (which tells how
 * long a PIN is) is guarded as well. */
struct secret {
	size_t len;
	size_t max;
	uint8_t bytes[];	/* max + 1: always a zero behind the content */
};

enum secret_heap
secret_heap_init(void)
{
	switch (CRYPTO_secure_malloc_init(HEAP_SIZE, HEAP_SMALLEST)) {
	case 1:
		return SECRET_HEAP_LOCKED;
	case 2:
		return SECRET_HEAP_UNLOCKED;
	default:
		return SECRET_HEAP_NONE;
	}
}

void
secret_process_protect(void)
{
	const struct rlimit none = { 0, 0 };

	/* Neither can fail with these arguments; if one does, going on would
	 * break the promise of the header. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    setrlimit(RLIMIT_CORE, &none) != 0)
		abort();
}

struct secret *
secret_new(size_t max)
{
	struct secret *s = NULL;

	/* Without the heap OpenSSL would quietly hand out ordinary memory. */
	if (!CRYPTO_secure_malloc_initialized() || max >= HEAP_SIZE)
		return NULL;
	s = OPENSSL_secure_zalloc(sizeof(*s) + max + 1);
	if (s != NULL)
		s->max = max;
	return s;
}

void
secret_free(struct secret **s)
{
	if (s == NULL || *s == NULL)
		return;
	OPENSSL_secure_clear_free(*s, sizeof(**s) + (*s)->max + 1);
	*s = NULL;
}

enum err
secret_set(struct secret *s, const void *bytes, size_t len)
{
	if (len > s->max)
		return ERR_TOO_BIG;
	if (len > 0)
		memmove(s->bytes, bytes, len);
	secret_wipe_mem(s->bytes + len, s->max + 1 - len);
	s->len = len;
	return ERR_OK;
}

enum err
secret_append(struct secret *s, const void *bytes, size_t len)
{
	if (len > s->max - s->len)
		return ERR_TOO_BIG;
	if (len > 0)
		memmove(s->bytes + s->len, bytes, len);
	s->len += len;
	return ERR_OK;
}

void
secret_clear(struct secret *s)
{
	secret_wipe_mem(s->bytes, s->max + 1);
	s->len = 0;
}

size_t
secret_len(const struct secret *s)
{
	return s->len;
}

size_t
secret_max(const struct secret *s)
{
	return s->max;
}

const uint8_t *
secret_bytes(const struct secret *s)
{
	return s->bytes;
}

bool
secret_equal(const struct secret *a, const struct secret *b)
{
	return a->len == b->len &&
	    CRYPTO_memcmp(a->bytes, b->bytes, a->len) == 0;
}

void
secret_wipe_mem(void *mem, size_t len)
{
	if (len > 0)
		explicit_bzero(mem, len);
}

/* Never a part of its caller, whose own variables would lie below. */
__attribute__((noinline)) void
secret_wipe_stack(void)
{
	uint8_t below[STACK_WIPED];

	secret_wipe_mem(below, sizeof(below));
}
