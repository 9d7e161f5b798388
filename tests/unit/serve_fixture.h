/* The card helper's side of the conversation, on a scripted card: the test is
 * the terminal, and moves the clock. */
#ifndef UNIT_SERVE_FIXTURE_H
#define UNIT_SERVE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "card_akis.h"
#include "card_script.h"

#include "base/clock.h"
#include "base/secret.h"
#include "card/cards.h"
#include "card/proto.h"
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

static inline int64_t
clock_by_hand(void)
{
	return now;
}

static inline void
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

static inline void
on_closed(void *arg, enum err e)
{
	(void)arg;
	(void)e;
	closed = true;
}

static const struct channel_events events = { on_frame, on_closed };

static inline int
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

static inline int
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

static inline void
turn(void)
{
	for (int i = 0; i < 8; i++)
		loop_turn(loop, 0);
}

static inline void
tell(enum card_msg type, uint32_t id, struct buf *b)
{
	assert_int_equal(channel_send(terminal, (uint16_t)type, id, b->data,
	    b->len), ERR_OK);
	buf_free(b);
	turn();
}

static inline void
tell_nothing(enum card_msg type, uint32_t id)
{
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	tell(type, id, &b);
}

static inline void
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
static inline enum err
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

static inline void
begin(void)
{
	script_add(&script, SERIAL_ASK, SERIAL_SAYS(SERIAL));
	script_add(&script, PHASE_ASK, PHASE_OPERATION);
	script_add(&script, TRIES_ASK, TRIES_LOCKED);
	script_add(&script, CHALLENGE_ASK, CHALLENGE_SAYS);
	assert_int_equal(ask_begin(), ERR_OK);
	count = 0;
}

static inline void
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
static inline void
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
