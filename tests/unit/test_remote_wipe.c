/* wipe_stack() on a stack of our own, where one can look afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "remote/wipe.h"

#define STACK_SIZE (512 * 1024)
#define DEEP (90 * 1024)	/* how far down the traces are left */

static ucontext_t outside, inside;
static char *stack;
static bool wipes;
static const char trace[] = "trace-of-a-secret";

__attribute__((noinline)) static void
leave_traces(void)
{
	volatile char room[DEEP];

	for (size_t i = 0; i + sizeof(trace) < sizeof(room);
	    i += sizeof(trace)) {
		for (size_t j = 0; j < sizeof(trace); j++)
			room[i + j] = trace[j];
	}
}

static void
run_inside(void)
{
	leave_traces();
	if (wipes)
		wipe_stack();
}

static int
traces_left(bool wiped)
{
	const char *at;
	int n = 0;

	wipes = wiped;
	stack = calloc(1, STACK_SIZE);
	assert_non_null(stack);
	assert_int_equal(getcontext(&inside), 0);
	inside.uc_stack.ss_sp = stack;
	inside.uc_stack.ss_size = STACK_SIZE;
	inside.uc_link = &outside;
	makecontext(&inside, run_inside, 0);
	assert_int_equal(swapcontext(&outside, &inside), 0);
	at = stack;
	for (;;) {
		at = memmem(at, (size_t)(stack + STACK_SIZE - at), trace,
		    sizeof(trace));
		if (at == NULL)
			break;
		n++;
		at++;
	}
	free(stack);
	return n;
}

static void
test_stack_without(void **state)
{
	(void)state;
	assert_true(traces_left(false) > 1000);
}

static void
test_stack_with(void **state)
{
	(void)state;
	assert_int_equal(traces_left(true), 0);
}

/* Too late, once OpenSSL has taken memory: said, not passed over. */
static void
test_init_too_late(void **state)
{
	void *taken = OPENSSL_malloc(1);

	(void)state;
	assert_non_null(taken);
	assert_int_equal(wipe_init(), ERR_INTERNAL);
	OPENSSL_free(taken);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stack_without),
		cmocka_unit_test(test_stack_with),
		cmocka_unit_test(test_init_too_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
