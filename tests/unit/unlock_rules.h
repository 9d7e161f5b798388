/* What is true of every unlock, however it ends. */
#ifndef UNIT_UNLOCK_RULES_H
#define UNIT_UNLOCK_RULES_H

#include "stage_fixture.h"

#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "core/state.h"

static inline bool
journal_exists(void)
{
	return access(t.journal, F_OK) == 0;
}

/* The rules that hold after everything that a test does. */
static inline void
assert_rules(void)
{
	assert_true(t.card.finished <= 1);
	assert_true(t.card.pins_sent <= 1);
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_false(fake_remote_said(&t.remote, STAGE_PIN));
	assert_false(t.card.open);
}

static inline void
to_run(void)
{
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
}

/* The unlock is started; it ends on this screen, with this message. */
static inline void
run_ends_at(const char *screen, enum err about)
{
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, screen);
	assert_about(&t, about);
	assert_rules();
}

#endif
