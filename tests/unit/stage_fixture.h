/* The stage of a test: opened before it, closed behind it, also when the test
 * has failed.  A test that needs several opens and closes each itself. */
#ifndef UNIT_STAGE_FIXTURE_H
#define UNIT_STAGE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake/stage.h"

static struct stage t;

static inline int
stage_setup(void **state)
{
	(void)state;
	stage_open(&t);
	return 0;
}

static inline int
stage_teardown(void **state)
{
	(void)state;
	stage_close(&t);
	return 0;
}

#define STAGE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

#endif
