/* What is true of every unlock, however it ends. */
#ifndef UNIT_UNLOCK_RULES_H
#define UNIT_UNLOCK_RULES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "fake/stage.h"

__attribute__((unused)) static bool
journal_exists(const struct stage *t)
{
	return access(t->journal, F_OK) == 0;
}

/* The rules that hold after everything that a test does. */
__attribute__((unused)) static void
assert_rules(struct stage *t)
{
	assert_true(t->card.finished <= 1);
	assert_true(t->card.pins_sent <= 1);
	assert_int_equal(secret_len(t->session->visit.pin), 0);
	assert_false(fake_remote_said(&t->remote, STAGE_PIN));
	assert_false(t->card.open);
}

__attribute__((unused)) static void
to_run(struct stage *t)
{
	stage_to_pin(t);
	stage_fill_pin(t, STAGE_PIN);
}

#endif
