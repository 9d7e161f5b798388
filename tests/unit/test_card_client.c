/* The client against helpers that misbehave.  The helper is this program
 * itself: started with the client's arguments, it plays the part that --link
 * names (bad_card_helper.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bad_card_helper.h"
#include "base/clock.h"
#include "base/secret.h"
#include "card/client.h"
#include "loop/loop.h"

#define SOON 300	/* ms: deadlines of operations that must miss them */
#define LATE 20000	/* ms: deadlines that nothing here should reach */

static struct loop *loop;
static struct card *card;
static struct secret *pin;
static int infos, challenges, results, changes;
static enum err last;
static struct card_info last_info;
static struct card_unlock_result last_result;
static int steps[3];
static enum { PROGRESS_GO, PROGRESS_CANCEL, PROGRESS_CLOSE } at_writing;
static bool again;		/* identify from inside a completion */

static void on_info(void *arg, enum err e, const struct card_info *info);

static void
identify(int ms)
{
	assert_int_equal(card->ops->identify(card, clock_now_ms() + ms,
	    on_info, NULL), ERR_OK);
}

static void
on_info(void *arg, enum err e, const struct card_info *info)
{
	(void)arg;
	infos++;
	last = e;
	last_info = *info;
	if (again) {
		again = false;
		identify(LATE);
	}
}

static void
on_changed(void *arg, const struct card_info *info)
{
	(void)arg;
	changes++;
	last_info = *info;
}

static void
on_challenge(void *arg, enum err e, const uint8_t *challenge, size_t len,
    int tries)
{
	(void)arg;
	(void)challenge;
	(void)tries;
	challenges++;
	last = e;
	assert_int_equal(len, e == ERR_OK ? 16 : 0);
}

static void
on_step(void *arg, enum card_step step)
{
	(void)arg;
	steps[step]++;
	if (step != CARD_STEP_WRITING)
		return;
	if (at_writing == PROGRESS_CANCEL)
		card->ops->cancel(card);
	else if (at_writing == PROGRESS_CLOSE)
		card->ops->close(&card);
}

static void
on_result(void *arg, enum err e, const struct card_unlock_result *r)
{
	(void)arg;
	results++;
	last = e;
	last_result = *r;
}

static void
use(const char *part)
{
	char self[256];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	struct card_client_config config = { .program = self,
	    .cards = "none", .link = part };

	assert_true(n > 0);
	self[n] = '\0';
	assert_int_equal(card_client_new(loop, &config, &card), ERR_OK);
}

static int
setup(void **state)
{
	(void)state;
	infos = challenges = results = changes = 0;
	memset(steps, 0, sizeof(steps));
	at_writing = PROGRESS_GO;
	again = false;
	last = ERR_COUNT;
	assert_int_equal(loop_new(&loop), ERR_OK);
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, "246813", 6), ERR_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	if (card != NULL)
		card->ops->close(&card);
	assert_null(card);
	loop_free(&loop);
	secret_free(&pin);
	return 0;
}

static void
wait_for(const int *count, int wanted)
{
	int64_t until = clock_now_ms() + LATE;

	while (*count < wanted && clock_now_ms() < until)
		loop_turn(loop, 100);
	assert_int_equal(*count, wanted);
}

static void
begin(void)
{
	const uint8_t serial[12] = { 1 };

	assert_int_equal(card->ops->unlock_begin(card, serial, sizeof(serial),
	    clock_now_ms() + LATE, on_challenge, NULL), ERR_OK);
	wait_for(&challenges, 1);
	assert_int_equal(last, ERR_OK);
}

static void
finish(int ms)
{
	const uint8_t cryptogram[16] = { 2 };

	assert_int_equal(card->ops->unlock_finish(card, cryptogram,
	    sizeof(cryptogram), pin, clock_now_ms() + ms, on_step, on_result,
	    NULL), ERR_OK);
	assert_int_equal(results, 0);
}

static void
whole_conversation(void **state)
{
	(void)state;
	use("good");
	assert_int_equal(card->ops->watch(card, on_changed, NULL), ERR_OK);
	assert_int_equal(changes, 0);
	wait_for(&changes, 1);
	assert_int_equal(last_info.pin_tries, 2);
	identify(LATE);
	assert_int_equal(infos, 0);
	wait_for(&infos, 1);
	assert_int_equal(last, ERR_OK);
	begin();
	finish(LATE);
	wait_for(&results, 1);
	assert_int_equal(last, ERR_OK);
	assert_int_equal(last_result.tries_after, 3);
	assert_int_equal(steps[0], 1);
	assert_int_equal(steps[1], 1);
	assert_int_equal(steps[2], 1);
}

static void
one_thing_at_a_time(void **state)
{
	const uint8_t bytes[16] = { 0 };
	int64_t at = clock_now_ms() + LATE;

	(void)state;
	use("good");
	assert_int_equal(card->ops->unlock_finish(card, bytes, 16, pin, at,
	    on_step, on_result, NULL), ERR_CARD_GONE);
	identify(LATE);
	assert_int_equal(card->ops->identify(card, at, on_info, NULL),
	    ERR_CARD_BUSY);
	assert_int_equal(card->ops->unlock_begin(card, bytes, 12, at,
	    on_challenge, NULL), ERR_CARD_BUSY);
	wait_for(&infos, 1);
	begin();
	assert_int_equal(card->ops->identify(card, at, on_info, NULL),
	    ERR_CARD_BUSY);
	assert_int_equal(card->ops->unlock_begin(card, bytes, 12, at,
	    on_challenge, NULL), ERR_CARD_BUSY);
	assert_int_equal(card->ops->watch(card, on_changed, NULL),
	    ERR_CARD_BUSY);
	card->ops->cancel(card);
	identify(LATE);
	wait_for(&infos, 2);
	assert_int_equal(last, ERR_OK);
}

/* Nonsense ends the helper, not the terminal; the next one is asked anew. */
static void
nonsense_is_helper_gone(void **state)
{
	static const char *const parts[] = { "junk", "wrong-answer",
	    "unknown-frame", "version", "dies" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		use(parts[i]);
		identify(LATE);
		wait_for(&infos, (int)i + 1);
		assert_int_equal(last, ERR_HELPER_GONE);
		card->ops->close(&card);
	}
	(void)state;
}

static void
a_late_helper_is_killed_and_the_next_one_asked(void **state)
{
	int first;

	(void)state;
	use("hangs");
	identify(SOON);
	first = card_client_pid(card);
	assert_true(first > 0);
	again = true;
	wait_for(&infos, 1);
	assert_int_equal(last, ERR_CARD_MUTE);
	assert_int_equal(last_info.presence, CARD_MUTE);
	/* The one begun in the completion goes to a new helper. */
	while (card_client_pid(card) == 0 || card_client_pid(card) == first)
		loop_turn(loop, 100);
	card->ops->cancel(card);
}

static void
a_helper_that_never_greets(void **state)
{
	(void)state;
	use("no-hello");
	identify(SOON);
	wait_for(&infos, 1);
	assert_int_not_equal(last, ERR_OK);
}

static void
lost_before_the_go_ahead_is_no_unknown(void **state)
{
	static const struct { const char *part; enum err e; } cases[] = {
		{ "dies-authenticating", ERR_HELPER_GONE },
		{ "hangs-authenticating", ERR_CARD_MUTE },
		{ "checking-first", ERR_HELPER_GONE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		teardown(state);
		setup(state);
		use(cases[i].part);
		begin();
		finish(SOON);
		wait_for(&results, 1);
		assert_int_equal(last, cases[i].e);
		assert_false(last_result.reset_sent);
		assert_int_equal(steps[CARD_STEP_CHECKING], 0);
	}
}

static void
lost_after_the_go_ahead_is_unknown(void **state)
{
	static const char *const parts[] = { "dies-after-go",
	    "hangs-after-go", "no-go-wanted" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		teardown(state);
		setup(state);
		use(parts[i]);
		begin();
		finish(SOON);
		wait_for(&results, 1);
		assert_int_equal(last, ERR_UNLOCK_UNKNOWN);
		assert_true(last_result.authenticated);
		assert_true(last_result.reset_sent);
		assert_int_equal(steps[CARD_STEP_WRITING], 1);
	}
}

/* A go-ahead before or after the cancel would end this helper; that it still
 * answers proves that there was none. */
static void
cancel_in_progress_gives_no_go_ahead(void **state)
{
	(void)state;
	use("good");
	begin();
	at_writing = PROGRESS_CANCEL;
	finish(LATE);
	wait_for(&steps[CARD_STEP_WRITING], 1);
	identify(LATE);
	wait_for(&infos, 1);
	assert_int_equal(last, ERR_OK);
	assert_int_equal(results, 0);
	assert_int_equal(steps[CARD_STEP_CHECKING], 0);
}

static void
close_in_progress_is_safe(void **state)
{
	(void)state;
	use("good");
	begin();
	at_writing = PROGRESS_CLOSE;
	finish(LATE);
	wait_for(&steps[CARD_STEP_WRITING], 1);
	assert_null(card);
	loop_turn(loop, 0);
	assert_int_equal(results, 0);
}

static int64_t now;
static int64_t
test_clock(void)
{
	return now;
}

static void
a_reader_that_hangs_while_idle(void **state)
{
	int first;

	(void)state;
	use("hangs-reading");
	assert_int_equal(card->ops->watch(card, on_changed, NULL), ERR_OK);
	first = card_client_pid(card);
	for (int i = 0; i < 50 && changes == 0; i++)
		loop_turn(loop, 10);	/* READING has come by then, or not */
	assert_int_equal(changes, 0);
	now = clock_now_ms() + CARD_CLIENT_READ_MS + 1;
	clock_set_source(test_clock);
	loop_timers_due(loop);		/* killed, … */
	loop_timers_due(loop);		/* … gone, … */
	now += 1000;
	loop_timers_due(loop);		/* … and started anew */
	clock_set_source(NULL);
	assert_int_equal(changes, 1);
	assert_int_equal(last_info.presence, CARD_MUTE);
	while (card_client_pid(card) == 0 || card_client_pid(card) == first)
		loop_turn(loop, 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_conversation),
		TEST(one_thing_at_a_time),
		TEST(nonsense_is_helper_gone),
		TEST(a_late_helper_is_killed_and_the_next_one_asked),
		TEST(a_helper_that_never_greets),
		TEST(lost_before_the_go_ahead_is_no_unknown),
		TEST(lost_after_the_go_ahead_is_unknown),
		TEST(cancel_in_progress_gives_no_go_ahead),
		TEST(close_in_progress_is_safe),
		TEST(a_reader_that_hangs_while_idle),
	};

	/* program --cards FILE --link PART */
	if (argc == 5 && strcmp(argv[1], "--cards") == 0)
		be_the_helper(argv[4]);
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
