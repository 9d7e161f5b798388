/* struct secret and struct buf: what the headers promise about wiping is
 * looked up in the memory itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <openssl/crypto.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/secret.h"

/* Found nowhere else in this program's memory. */
static const char mark[] = "S3cr3t!m4rk";
#define MARK_LEN (sizeof(mark) - 1)

/* How often the mark is in the 64 KiB of the secure heap. */
static int
heap_marks(void)
{
	struct secret *s = secret_new(8);
	const uint8_t *start = NULL;
	int count = 0;

	assert_non_null(s);
	start = (const uint8_t *)((uintptr_t)secret_bytes(s) &
	    ~(uintptr_t)4095);
	while (CRYPTO_secure_allocated(start - 1))
		start--;
	for (const uint8_t *at = start; CRYPTO_secure_allocated(at +
	    MARK_LEN - 1); at++)
		count += memcmp(at, mark, MARK_LEN) == 0;
	secret_free(&s);
	return count;
}

static struct secret *
marked(void)
{
	struct secret *s = secret_new(32);

	assert_non_null(s);
	assert_int_equal(secret_set(s, mark, MARK_LEN), ERR_OK);
	assert_int_equal(heap_marks(), 1);
	return s;
}

static void
test_needs_heap(void **state)
{
	(void)state;
	assert_null(secret_new(8));
	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	assert_int_equal(heap_marks(), 0);
}

static void
test_lies_in_secure_heap(void **state)
{
	struct secret *s = marked();

	(void)state;
	assert_true(CRYPTO_secure_allocated(s));
	assert_true(CRYPTO_secure_allocated(secret_bytes(s) + 32));
	secret_free(&s);
}

static void
test_free_wipes(void **state)
{
	struct secret *s = marked(), *none = NULL;

	(void)state;
	secret_free(&s);
	assert_null(s);
	assert_int_equal(heap_marks(), 0);
	secret_free(&s);
	secret_free(&none);
	secret_free(NULL);
}

static void
test_clear_wipes(void **state)
{
	struct secret *s = marked();

	(void)state;
	secret_clear(s);
	assert_int_equal(secret_len(s), 0);
	assert_int_equal(secret_max(s), 32);
	assert_int_equal(heap_marks(), 0);
	for (size_t i = 0; i <= 32; i++)
		assert_int_equal(secret_bytes(s)[i], 0);
	secret_free(&s);
}

static void
test_set_shorter_wipes(void **state)
{
	struct secret *s = marked();

	(void)state;
	assert_int_equal(secret_set(s, "ab", 2), ERR_OK);
	assert_int_equal(secret_len(s), 2);
	assert_memory_equal(secret_bytes(s), "ab", 3);
	for (size_t i = 2; i <= 32; i++)
		assert_int_equal(secret_bytes(s)[i], 0);
	assert_int_equal(secret_set(s, NULL, 0), ERR_OK);
	assert_int_equal(secret_len(s), 0);
	secret_free(&s);
}

static void
test_bounds(void **state)
{
	struct secret *s = secret_new(4), *huge = secret_new(70000);

	(void)state;
	assert_null(huge);
	assert_null(secret_new(SIZE_MAX));
	assert_int_equal(secret_set(s, "12345", 5), ERR_TOO_BIG);
	assert_int_equal(secret_len(s), 0);
	assert_int_equal(secret_set(s, "12", 2), ERR_OK);
	assert_int_equal(secret_append(s, "345", 3), ERR_TOO_BIG);
	assert_int_equal(secret_append(s, "3", SIZE_MAX), ERR_TOO_BIG);
	assert_memory_equal(secret_bytes(s), "12", 3);
	assert_int_equal(secret_append(s, "34", 2), ERR_OK);
	assert_memory_equal(secret_bytes(s), "1234", 5);
	assert_int_equal(secret_append(s, "", 0), ERR_OK);
	assert_int_equal(secret_append(s, "5", 1), ERR_TOO_BIG);
	secret_free(&s);
}

/* A visit's worth of secrets fits, and comes back, many times over. */
static void
test_heap_does_not_run_out(void **state)
{
	struct secret *all[64];

	(void)state;
	for (int round = 0; round < 100; round++) {
		for (size_t i = 0; i < 64; i++) {
			all[i] = secret_new(64);
			assert_non_null(all[i]);
		}
		for (size_t i = 0; i < 64; i++)
			secret_free(&all[i]);
	}
}

static void
test_equal(void **state)
{
	struct secret *a = secret_new(16), *b = secret_new(32);

	(void)state;
	assert_true(secret_equal(a, b));
	assert_int_equal(secret_set(a, "123456", 6), ERR_OK);
	assert_false(secret_equal(a, b));
	assert_int_equal(secret_set(b, "123456", 6), ERR_OK);
	assert_true(secret_equal(a, b));
	assert_int_equal(secret_set(b, "123457", 6), ERR_OK);
	assert_false(secret_equal(a, b));
	assert_int_equal(secret_set(b, "1234567", 7), ERR_OK);
	assert_false(secret_equal(a, b));
	secret_free(&a);
	secret_free(&b);
}

static void
test_wipe_mem(void **state)
{
	char bytes[8] = "1234567";

	(void)state;
	secret_wipe_mem(bytes + 2, 3);
	assert_memory_equal(bytes, "12\0\0\0" "67", 8);
	secret_wipe_mem(NULL, 0);
}

static void
test_process_protect(void **state)
{
	struct rlimit core;

	(void)state;
	secret_process_protect();
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
}

/* ---------------------------------------------------------------- buf ---- */

static void
test_buf_bounds(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_null(b.data);
	assert_int_equal(buf_add(&b, "123456", 6), ERR_TOO_BIG);
	assert_int_equal(buf_add(&b, "1", SIZE_MAX), ERR_TOO_BIG);
	assert_int_equal(b.len, 0);
	assert_int_equal(buf_add_str(&b, "12345"), ERR_OK);
	assert_string_equal((char *)b.data, "12345");
	assert_int_equal(buf_add_str(&b, "6"), ERR_TOO_BIG);
	assert_int_equal(buf_addf(&b, "%d", 6), ERR_TOO_BIG);
	assert_string_equal((char *)b.data, "12345");
	assert_int_equal(buf_add_str(&b, ""), ERR_OK);
	buf_free(&b);
	assert_null(b.data);
	assert_int_equal(buf_addf(&b, "%s-%d", "a", 17), ERR_OK);
	assert_string_equal((char *)b.data, "a-17");
	buf_free(&b);
	buf_init(&b, SIZE_MAX);
	assert_int_equal(buf_add(&b, "1", 1), ERR_TOO_BIG);
	buf_free(&b);
}

static void
test_buf_grows(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	for (int i = 0; i < 1000; i++) {
		uint8_t byte = (uint8_t)i;

		assert_int_equal(buf_add(&b, &byte, 1), ERR_OK);
		assert_int_equal(b.data[b.len], 0);
	}
	assert_int_equal(buf_add(&b, "x", 1), ERR_TOO_BIG);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(b.data[i], (uint8_t)i);
	buf_free(&b);
}

static void
test_buf_drop_and_clear_wipe(void **state)
{
	struct buf b;
	uint8_t *data = NULL;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(buf_add_str(&b, "abcdef"), ERR_OK);
	data = b.data;
	buf_drop(&b, 0);
	buf_drop(&b, 2);
	assert_int_equal(b.len, 4);
	assert_memory_equal(data, "cdef\0\0\0", 7);
	buf_drop(&b, 100);
	assert_int_equal(b.len, 0);
	assert_memory_equal(data, "\0\0\0\0\0\0\0", 7);
	assert_int_equal(buf_add_str(&b, "secret"), ERR_OK);
	buf_clear(&b);
	assert_ptr_equal(b.data, data);
	assert_memory_equal(data, "\0\0\0\0\0\0\0", 7);
	buf_free(&b);
	buf_drop(&b, 1);
	buf_clear(&b);
	buf_free(&b);
}

#ifdef __SANITIZE_ADDRESS__
/* Of the sanitizer's allocator_interface.h, which gcc does not install. */
int __sanitizer_install_malloc_and_free_hooks(
    void (*)(const volatile void *, size_t), void (*)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

static int leaked;	/* freed blocks that still held the mark */

static void
on_malloc(const volatile void *p, size_t len)
{
	(void)p;
	(void)len;
}

static void
on_free(const volatile void *p)
{
	const void *block = (const void *)(uintptr_t)p;

	if (block != NULL && memmem(block,
	    __sanitizer_get_allocated_size(block), mark, MARK_LEN) != NULL)
		leaked++;
}

/* Memory that is given back, because of growth or at the end, is zero. */
static void
test_buf_wipes_what_it_frees(void **state)
{
	struct buf b;
	char *plain = strdup(mark);

	(void)state;
	if (__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) == 0)
		fail_msg("no hook");
	free(plain);
	assert_int_equal(leaked, 1);		/* the hook sees it */
	leaked = 0;
	buf_init(&b, 10000);
	for (int i = 0; i < 800; i++)
		assert_int_equal(buf_add(&b, mark, MARK_LEN), ERR_OK);
	buf_free(&b);
	assert_int_equal(leaked, 0);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs_heap),
		cmocka_unit_test(test_lies_in_secure_heap),
		cmocka_unit_test(test_free_wipes),
		cmocka_unit_test(test_clear_wipes),
		cmocka_unit_test(test_set_shorter_wipes),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_heap_does_not_run_out),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_wipe_mem),
		cmocka_unit_test(test_process_protect),
		cmocka_unit_test(test_buf_bounds),
		cmocka_unit_test(test_buf_grows),
		cmocka_unit_test(test_buf_drop_and_clear_wipe),
#ifdef __SANITIZE_ADDRESS__
		cmocka_unit_test(test_buf_wipes_what_it_frees),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
