/* What the card helper tells of the card without being asked: read once an
 * insertion, looked at again while it is doubtful, and then left alone. */
#include "serve_fixture.h"

static void
say_read(const char *tries)
{
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	script_add(&script, PHASE_ASK, PHASE_OPERATION);
	script_add(&script, TRIES_ASK, tries);
}

/* What was told behind the first `before` frames. */
static const struct card_info *
changed_behind(size_t before)
{
	static struct card_info info;

	assert_int_equal(count, before + 2);
	assert_int_equal(frames[before].type, CARD_MSG_READING);
	assert_int_equal(frames[before + 1].type, CARD_MSG_CHANGED);
	assert_int_equal(card_get_changed(frames[before + 1].body,
	    frames[before + 1].len, &info), ERR_OK);
	count = 0;
	return &info;
}

static const struct card_info *
changed(void)
{
	return changed_behind(0);
}

static void
after(int ms)
{
	now += ms;
	loop_timers_due(loop);
	turn();
}

/* No timer is left that would do anything. */
static void
assert_quiet(void)
{
	for (int i = 0; i < 100; i++)
		after(3600 * 1000);
	assert_int_equal(count, 0);
}

static void
a_card_is_read_once_an_insertion(void **state)
{
	(void)state;
	greet();
	say_read(TRIES_LOCKED);
	tell_nothing(CARD_MSG_WATCH, 0);
	assert_int_equal(changed()->pin_tries, 0);
	script.changed(script.changed_arg);
	turn();
	assert_int_equal(changed()->pin_tries, 0);
	assert_int_equal(script.next, 3);
	script.insertion += 2;
	say_read(TRIES_2);
	script.changed(script.changed_arg);
	turn();
	assert_int_equal(changed()->pin_tries, 2);
	assert_int_equal(script.next, 6);
}

static void
a_busy_card_is_read_when_it_is_free(void **state)
{
	(void)state;
	greet();
	script.open_error = ERR_CARD_BUSY;
	tell_nothing(CARD_MSG_WATCH, 0);
	assert_int_equal(changed()->trouble, ERR_CARD_BUSY);
	script.open_error = ERR_OK;
	say_read(TRIES_3);
	script.changed(script.changed_arg);
	turn();
	assert_int_equal(changed()->trouble, ERR_OK);
}

/* Another card comes while we hold the first: that unlock is over. */
static void
another_card_during_an_unlock(void **state)
{
	(void)state;
	greet();
	say_read(TRIES_LOCKED);
	tell_nothing(CARD_MSG_WATCH, 0);
	changed();
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	script_add(&script, TRIES_ASK, TRIES_LOCKED);
	script_add(&script, CHALLENGE_ASK, CHALLENGE_SAYS);
	assert_int_equal(ask_begin(), ERR_OK);
	assert_int_equal(script.next, 6);	/* the phase was known */
	count = 0;
	script.insertion += 2;
	say_read(TRIES_3);
	script.changed(script.changed_arg);
	turn();
	assert_int_equal(changed()->pin_tries, 3);
	assert_int_equal(script.resets, 1);
	{
		struct card_unlock_result r;
		enum err e;
		struct buf b;

		say_read(TRIES_3);	/* after a failure, anew */
		put_finish_body(&b);
		tell(CARD_MSG_FINISH, 6, &b);
		assert_int_equal(frames[1].type, CARD_MSG_RESULT);
		assert_int_equal(card_get_result(frames[1].body,
		    frames[1].len, &e, &r), ERR_OK);
		assert_int_equal(e, ERR_CARD_GONE);
		assert_false(r.reset_sent);
	}
}

/* The card went while it was read and is in again, and the reader has missed
 * both: `changed` never comes. */
static void
a_lost_card_is_read_again(void **state)
{
	static const enum err lost[] = { ERR_NO_CARD, ERR_CARD_MUTE,
	    ERR_NO_READER, ERR_IO };

	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++) {
		teardown(state);
		setup(state);
		greet();
		script.open_error = lost[i];
		tell_nothing(CARD_MSG_WATCH, 0);
		assert_int_equal(changed()->trouble, lost[i]);
		after(299);
		assert_int_equal(count, 0);
		after(1);
		assert_int_equal(changed()->trouble, lost[i]);
		after(599);
		assert_int_equal(count, 0);
		script.open_error = ERR_OK;
		say_read(TRIES_LOCKED);
		after(1);
		assert_int_equal(changed()->presence, CARD_PRESENT);
		assert_quiet();
	}
}

static void
an_answer_lost_while_reading_is_asked_again(void **state)
{
	(void)state;
	greet();
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	script_add(&script, PHASE_ASK, "");
	tell_nothing(CARD_MSG_WATCH, 0);
	assert_int_equal(changed()->presence, CARD_ABSENT);
	say_read(TRIES_2);
	after(300);
	assert_int_equal(changed()->pin_tries, 2);
	assert_quiet();
}

/* Twelve seconds of trying, then only what the reader says counts. */
static void
a_card_that_stays_lost_is_given_up(void **state)
{
	int tries = 0;

	(void)state;
	greet();
	script.open_error = ERR_CARD_MUTE;
	tell_nothing(CARD_MSG_WATCH, 0);
	changed();
	for (int ms = 0; ms < 60000; ms += 100) {
		after(100);
		if (count == 0)
			continue;
		assert_int_equal(changed()->presence, CARD_MUTE);
		assert_true(ms < 13000);
		tries++;
	}
	assert_int_equal(tries, 8);
	assert_quiet();
	/* Another card is another matter. */
	script.insertion += 2;
	script.changed(script.changed_arg);
	turn();
	changed();
	after(300);
	changed();
}

/* pcscd calls the reader empty and cannot be trusted. */
static void
a_doubtful_reader_is_looked_at_again(void **state)
{
	(void)state;
	greet();
	script.state.presence = CARD_ABSENT;
	script.state.trouble = ERR_NO_CARD;
	script.state.doubtful = true;
	tell_nothing(CARD_MSG_WATCH, 0);
	assert_int_equal(changed()->presence, CARD_ABSENT);
	after(300);
	assert_int_equal(changed()->presence, CARD_ABSENT);
	script.state.presence = CARD_PRESENT;
	script.state.trouble = ERR_OK;
	script.state.doubtful = false;
	say_read(TRIES_3);
	after(600);
	assert_int_equal(changed()->presence, CARD_PRESENT);
	assert_quiet();
}

static void
nothing_is_looked_at_without_need(void **state)
{
	(void)state;
	greet();
	say_read(TRIES_LOCKED);
	tell_nothing(CARD_MSG_WATCH, 0);
	changed();
	assert_quiet();
	script.state.presence = CARD_ABSENT;
	script.state.trouble = ERR_NO_CARD;
	script.changed(script.changed_arg);
	turn();
	assert_int_equal(changed()->presence, CARD_ABSENT);
	assert_quiet();
}

/* Another one asks once and is told once. */
static void
nobody_who_does_not_watch_is_told(void **state)
{
	(void)state;
	greet();
	script.open_error = ERR_NO_CARD;
	tell_nothing(CARD_MSG_IDENTIFY, 3);
	assert_int_equal(count, 1);
	count = 0;
	assert_quiet();
}

/* What was known of a card that could not be taken is not true any more. */
static void
a_lost_begin_reads_the_card_again(void **state)
{
	(void)state;
	greet();
	say_read(TRIES_LOCKED);
	tell_nothing(CARD_MSG_WATCH, 0);
	changed();
	script_add(&script, SERIAL_ASK, "");
	script_add(&script, SERIAL_ASK, "");	/* and again at once */
	assert_int_equal(ask_begin(), ERR_CARD_GONE);
	assert_int_equal(changed_behind(1)->presence, CARD_ABSENT);
	say_read(TRIES_LOCKED);
	after(300);
	assert_int_equal(changed()->presence, CARD_PRESENT);
	/* Swapped, and the reader has not noticed. */
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL_OTHER));
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL_OTHER));
	script_add(&script, PHASE_ASK, PHASE_OPERATION);
	script_add(&script, TRIES_ASK, TRIES_2);
	assert_int_equal(ask_begin(), ERR_CARD_OTHER);
	assert_int_equal(changed_behind(1)->pin_tries, 2);
	assert_quiet();
}

static void
a_card_that_is_held_is_left_alone(void **state)
{
	(void)state;
	greet();
	script.open_error = ERR_NO_CARD;
	tell_nothing(CARD_MSG_WATCH, 0);
	changed();
	script.open_error = ERR_OK;
	begin();
	for (int i = 0; i < 100; i++)
		after(2000);
	assert_int_equal(count, 0);
	assert_int_equal(script.next, 4);
	tell_nothing(CARD_MSG_CANCEL, 7);
	count = 0;
	say_read(TRIES_LOCKED);
	after(2000);
	assert_int_equal(changed()->presence, CARD_PRESENT);
	assert_quiet();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_card_is_read_once_an_insertion),
		TEST(a_busy_card_is_read_when_it_is_free),
		TEST(another_card_during_an_unlock),
		TEST(a_lost_card_is_read_again),
		TEST(an_answer_lost_while_reading_is_asked_again),
		TEST(a_card_that_stays_lost_is_given_up),
		TEST(a_doubtful_reader_is_looked_at_again),
		TEST(nothing_is_looked_at_without_need),
		TEST(nobody_who_does_not_watch_is_told),
		TEST(a_lost_begin_reads_the_card_again),
		TEST(a_card_that_is_held_is_left_alone),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
