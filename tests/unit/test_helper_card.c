/* The helper's side of the conversation, on a scripted card: what it does when
 * the terminal goes, cancels, or says what it should not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/secret.h"
#include "card/cards.h"
#include "card/proto.h"
#include "card_akis.h"
#include "card_script.h"
#include "helper/card_serve.h"
#include "loop/channel.h"
#include "loop/loop.h"

#define FRAMES_MAX 16

static struct script script;
static struct cards *cards;
static struct loop *loop;
static struct card_serve *serve;
static struct channel *terminal;
static struct { uint16_t type; uint32_t id; uint8_t body[CARD_PROTO_MAX];
    size_t len; } frames[FRAMES_MAX];
static size_t count;
static bool closed;
static int64_t now;

static int64_t
clock_by_hand(void)
{
	return now;
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	(void)arg;
	assert_true(count < FRAMES_MAX && len <= CARD_PROTO_MAX);
	frames[count].type = type;
	frames[count].id = id;
	frames[count].len = len;
	memcpy(frames[count].body, body, len);
	count++;
}

static void
on_closed(void *arg, enum err e)
{
	(void)arg;
	(void)e;
	closed = true;
}

static const struct channel_events events = { on_frame, on_closed };

static int
setup(void **state)
{
	char error[200];
	int ends[2];

	(void)state;
	count = 0;
	closed = false;
	now = 1000000;
	clock_set_source(clock_by_hand);
	script_init(&script);
	assert_int_equal(cards_read_text("c", CARDS_TEXT,
	    sizeof(CARDS_TEXT) - 1, &cards, error, sizeof(error)), ERR_OK);
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    ends), 0);
	assert_int_equal(channel_new(loop, ends[0], &events, NULL, &terminal),
	    ERR_OK);
	assert_int_equal(card_serve_new(loop, ends[1], &script.source, cards,
	    &serve), ERR_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	channel_free(&terminal);
	card_serve_free(&serve);
	loop_free(&loop);
	cards_free(&cards);
	clock_set_source(NULL);
	assert_int_equal(script.opened, script.closed);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	return 0;
}

static void
turn(void)
{
	for (int i = 0; i < 8; i++)
		loop_turn(loop, 0);
}

static void
tell(enum card_msg type, uint32_t id, struct buf *b)
{
	assert_int_equal(channel_send(terminal, (uint16_t)type, id, b->data,
	    b->len), ERR_OK);
	buf_free(b);
	turn();
}

static void
tell_nothing(enum card_msg type, uint32_t id)
{
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	tell(type, id, &b);
}

static void
greet(void)
{
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	assert_int_equal(card_put_hello(&b), ERR_OK);
	tell(CARD_MSG_HELLO, 0, &b);
	assert_int_equal(frames[0].type, CARD_MSG_HELLO);
	count = 0;
}

/* The outcome of BEGIN, which is the first frame that comes. */
static enum err
ask_begin(void)
{
	uint8_t serial[12];
	struct card_msg_challenge m;
	struct buf b;
	size_t len;

	assert_int_equal(hex_decode(SERIAL, serial, sizeof(serial), &len),
	    ERR_OK);
	buf_init(&b, CARD_PROTO_MAX);
	assert_int_equal(card_put_begin(&b, serial, len), ERR_OK);
	tell(CARD_MSG_BEGIN, 5, &b);
	assert_int_equal(frames[0].type, CARD_MSG_CHALLENGE);
	assert_int_equal(card_get_challenge(frames[0].body, frames[0].len,
	    &m), ERR_OK);
	return m.e;
}

static void
begin(void)
{
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	script_add(&script, PHASE_ASK, PHASE_OPERATION);
	script_add(&script, TRIES_ASK, TRIES_LOCKED);
	script_add(&script, CHALLENGE_ASK, CHALLENGE_SAYS);
	assert_int_equal(ask_begin(), ERR_OK);
	count = 0;
}

static void
put_finish_body(struct buf *b)
{
	uint8_t cryptogram[16];
	struct secret *pin = secret_new(16);
	size_t len;

	buf_init(b, CARD_PROTO_MAX);
	assert_int_equal(hex_decode(CRYPTOGRAM, cryptogram,
	    sizeof(cryptogram), &len), ERR_OK);
	assert_int_equal(secret_set(pin, PIN, 6), ERR_OK);
	assert_int_equal(card_put_finish(b, cryptogram, len, pin), ERR_OK);
	secret_free(&pin);
}

/* As far as STEP writing, where the go-ahead is waited for. */
static void
finish(void)
{
	struct buf b;

	script_add(&script, AUTH_ASK, "9000");
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	put_finish_body(&b);
	tell(CARD_MSG_FINISH, 6, &b);
	assert_int_equal(count, 2);
	assert_int_equal(frames[0].type, CARD_MSG_STEP);
	assert_int_equal(frames[1].type, CARD_MSG_STEP);
	assert_int_equal(frames[1].body[0], CARD_STEP_WRITING);
	count = 0;
}

static void
whole_unlock(void **state)
{
	struct card_unlock_result r;
	enum err e;

	(void)state;
	greet();
	begin();
	finish();
	assert_int_equal(script.next, 6);	/* no PIN without go-ahead */
	script_add(&script, RESET_ASK, "9000");
	script_add(&script, TRIES_ASK, TRIES_3);
	tell_nothing(CARD_MSG_GO, 6);
	assert_int_equal(count, 2);
	assert_int_equal(frames[0].body[0], CARD_STEP_CHECKING);
	assert_int_equal(frames[1].type, CARD_MSG_RESULT);
	assert_int_equal(card_get_result(frames[1].body, frames[1].len, &e,
	    &r), ERR_OK);
	assert_int_equal(e, ERR_OK);
	assert_int_equal(r.tries_after, 3);
	assert_int_equal(script.resets, 1);
}

static void
terminal_gone_before_the_go_ahead(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 6);
	assert_int_equal(script.resets, 1);
	assert_int_equal(script.closed, 1);
}

/* The go-ahead is in the socket, and the terminal that sent it is dead. */
static void
terminal_gone_behind_its_go_ahead(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	assert_int_equal(channel_send(terminal, CARD_MSG_GO, 6, NULL, 0),
	    ERR_OK);
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 6);
	assert_int_equal(script.resets, 1);
}

static void
terminal_gone_behind_its_cryptogram(void **state)
{
	struct buf b;

	(void)state;
	greet();
	begin();
	put_finish_body(&b);
	assert_int_equal(channel_send(terminal, CARD_MSG_FINISH, 6, b.data,
	    b.len), ERR_OK);
	buf_free(&b);
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 4);
	assert_int_equal(script.resets, 1);
}

static void
cancel_lets_go_of_the_card(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	tell_nothing(CARD_MSG_CANCEL, 7);
	assert_int_equal(frames[0].type, CARD_MSG_CANCELLED);
	assert_int_equal(frames[0].id, 7);
	assert_int_equal(script.resets, 1);
	assert_int_equal(script.closed, 1);
	/* A go-ahead for what was cancelled is an offence. */
	tell_nothing(CARD_MSG_GO, 6);
	assert_int_equal(script.next, 6);
}

/* Sent in place of a correct frame; each ends the conversation, and the card
 * sees nothing more. */
static void
nonsense_ends_it(void **state)
{
	static const struct { uint16_t type; uint32_t id; const char *body; }
	    wrong[] = {
		{ 0, 0, "" }, { 99, 1, "" }, { CARD_MSG_READING, 1, "" },
		{ CARD_MSG_RESULT, 1, "x" }, { CARD_MSG_HELLO, 0, "" },
		{ CARD_MSG_GO, 99, "" }, { CARD_MSG_GO, 6, "x" },
		{ CARD_MSG_FINISH, 6, "" }, { CARD_MSG_BEGIN, 6, "x" },
		{ CARD_MSG_IDENTIFY, 6, "" }, { CARD_MSG_CANCEL, 6, "x" },
		{ CARD_MSG_WATCH, 6, "" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		teardown(state);
		setup(state);
		greet();
		begin();
		finish();
		assert_int_equal(channel_send(terminal, wrong[i].type,
		    wrong[i].id, wrong[i].body, strlen(wrong[i].body)),
		    ERR_OK);
		turn();
		if (script.closed != 1 || script.resets != 1 ||
		    script.next != 6 || count != 0)
			fail_msg("case %zu", i);
	}
}

static void
nothing_without_a_hello(void **state)
{
	(void)state;
	tell_nothing(CARD_MSG_IDENTIFY, 1);
	assert_int_equal(count, 0);
	assert_int_equal(script.opened, 0);
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_unlock),
		TEST(terminal_gone_before_the_go_ahead),
		TEST(terminal_gone_behind_its_go_ahead),
		TEST(terminal_gone_behind_its_cryptogram),
		TEST(cancel_lets_go_of_the_card),
		TEST(nonsense_ends_it),
		TEST(nothing_without_a_hello),
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
