#include "remote/wipe.h"

#include <curl/curl.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/secret.h"

#define STACK (128 * 1024)	/* curl with OpenSSL below goes less deep */

static void
wipe_free(void *block)
{
	if (block == NULL)
		return;
	secret_wipe_mem(block, malloc_usable_size(block));
	free(block);
}

/* realloc() may move and leave the old bytes behind, so it is never used. */
static void *
wipe_realloc(void *block, size_t size)
{
	size_t old = block != NULL ? malloc_usable_size(block) : 0;
	void *grown;

	if (block != NULL && size <= old && size > old / 2)
		return block;
	grown = malloc(size > 0 ? size : 1);
	if (grown == NULL)
		return NULL;
	if (block != NULL)
		memcpy(grown, block, old < size ? old : size);
	wipe_free(block);
	return grown;
}

static void *
ssl_malloc(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return malloc(size);
}

static void *
ssl_realloc(void *block, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if (block != NULL && size == 0) {
		wipe_free(block);
		return NULL;
	}
	return wipe_realloc(block, size);
}

static void
ssl_free(void *block, const char *file, int line)
{
	(void)file, (void)line;
	wipe_free(block);
}

enum err
wipe_init(void)
{
	if (CRYPTO_set_mem_functions(ssl_malloc, ssl_realloc, ssl_free) != 1)
		return ERR_INTERNAL;
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free,
	    wipe_realloc, strdup, calloc) != CURLE_OK)
		return ERR_INTERNAL;
	return ERR_OK;
}

/* Whole pages in it go back to the system, which gives them zeroed. */
static void
give_back(uint8_t *mem, size_t len)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)mem + page - 1) / page * page;
	uintptr_t end = ((uintptr_t)mem + len) / page * page;

	if (first < end)
		(void)madvise((void *)first, end - first, MADV_DONTNEED);
}

/* One frame, so that nothing between frames is left out. */
__attribute__((noinline)) void
wipe_stack(void)
{
	uint8_t frame[STACK];

	secret_wipe_mem(frame, sizeof(frame));
	give_back(frame, sizeof(frame));
}

void
wipe_end(void)
{
	curl_global_cleanup();
}
