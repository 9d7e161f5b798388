/* The card's end of the virtual reader, against a reader made of a socket. */
#include "socket_reader.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/un.h>

#include "vcard/control.h"
#include "vcard/slot.h"
#include "vcard/vpcd.h"

static struct slot slot;
static struct reader *vpcd;
static char port[8];

static void
listen_at(uint16_t number)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons(number),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	const int on = 1;

	listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(listener >= 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(bind(listener, (struct sockaddr *)&a, len), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len),
	    0);
	assert_int_equal(listen(listener, 4), 0);
	snprintf(port, sizeof(port), "%u", ntohs(a.sin_port));
}

static int
setup(void **unused)
{
	char error[100];

	if (directory_with_card(unused) != 0)
		return -1;
	listen_at(0);
	assert_int_equal(slot_open(&slot, in_directory("card"),
	    in_directory("log"), error, sizeof(error)), ERR_OK);
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(vpcd_new(loop, "127.0.0.1", port, &slot, &vpcd),
	    ERR_OK);
	accept_card();
	return 0;
}

static int
teardown(void **unused)
{
	if (vpcd != NULL)
		vpcd->ops->free(&vpcd);
	loop_free(&loop);
	slot_close(&slot);
	close(accepted);
	close(listener);
	return directory_remove(unused);
}

/* As vpcd does: the length and the data in two writes. */
static void
say(const char *hex)
{
	uint8_t bytes[300], length[2];
	size_t len;

	assert_int_equal(hex_decode(hex, bytes, sizeof(bytes), &len), ERR_OK);
	length[0] = (uint8_t)(len >> 8);
	length[1] = (uint8_t)len;
	assert_int_equal(send(accepted, length, 2, 0), 2);
	if (len > 0)
		assert_int_equal(send(accepted, bytes, len, 0), len);
}

/* The next message of the card, from one segment. */
static size_t
hear(uint8_t *out, size_t size)
{
	uint8_t frame[400];
	ssize_t n;

	wait_for(accepted);
	n = recv(accepted, frame, sizeof(frame), 0);
	assert_true(n >= 2);
	assert_int_equal(n - 2, frame[0] << 8 | frame[1]);
	assert_true((size_t)n - 2 <= size);
	memcpy(out, frame + 2, (size_t)n - 2);
	return (size_t)n - 2;
}

static void
expect_hang_up(void)
{
	char byte;

	wait_for(accepted);
	assert_int_equal(recv(accepted, &byte, 1, 0), 0);
	close(accepted);
	accepted = -1;
}

static void
expect_serial(void)
{
	uint8_t answer[300];

	say("00ca01064d");
	assert_int_equal(hear(answer, sizeof(answer)), 79);
	assert_memory_equal(answer + 55, fixture_serial, 12);
}

static void
test_atr_power_and_command(void **unused)
{
	uint8_t atr[40];

	(void)unused;
	say("04");
	assert_int_equal(hear(atr, sizeof(atr)), 23);
	assert_memory_equal(atr, "\x3b\x9f\x96\x81", 4);
	say("01");
	say("02");
	expect_serial();
	say("00");
	say("07");	/* no such order: nothing comes back */
	say("");
	expect_serial();
}

static void
test_reset_forgets(void **unused)
{
	uint8_t answer[300];

	(void)unused;
	say("0084000010");
	assert_int_equal(hear(answer, sizeof(answer)), 18);
	say("02");
	say("0082000110" "00000000000000000000000000000000");
	assert_int_equal(hear(answer, sizeof(answer)), 2);
	assert_memory_equal(answer, "\x69\x85", 2);
}

static void
test_pieces_and_heaps(void **unused)
{
	static const uint8_t two[] = { 0, 5, 0, 0xca, 1, 6, 77,
	    0, 5, 0, 0xca, 1, 4, 10 };
	uint8_t got[200];
	size_t i, len = 0;

	(void)unused;
	for (i = 0; i < sizeof(two); i++) {
		assert_int_equal(send(accepted, two + i, 1, 0), 1);
		loop_turn(loop, 0);
	}
	while (len < 2 + 79 + 2 + 12) {
		wait_for(accepted);
		len += (size_t)recv(accepted, got + len, sizeof(got) - len, 0);
	}
	assert_memory_equal(got + 81, "\x00\x0c", 2);
	assert_int_equal(got[83 + 6], VCARD_PHASE_OPERATION);
}

/* pcscd goes; the card looks for it until it is back. */
static void
test_reader_goes_and_comes(void **unused)
{
	uint16_t number = (uint16_t)strtoul(port, NULL, 10);
	int i;

	(void)unused;
	close(listener);
	close(accepted);
	for (i = 0; i < 30; i++)
		loop_turn(loop, 10);
	assert_false(vpcd->ops->is_connected(vpcd));
	listen_at(number);
	accept_card();
	expect_serial();
}

static void
test_remove_and_insert(void **unused)
{
	int i;

	(void)unused;
	vpcd->ops->remove(vpcd);
	expect_hang_up();
	for (i = 0; i < 30; i++)
		loop_turn(loop, 10);
	assert_false(readable_now(listener));
	vpcd->ops->insert(vpcd);
	accept_card();
	expect_serial();
}

static void
test_pulled_card_stays_away(void **unused)
{
	(void)unused;
	assert_int_equal(slot_order(&slot, "lost@1"), ERR_OK);
	say("0020008006303030303030");
	expect_hang_up();
	assert_int_equal(vcard_state(slot.card)->pin_tries, 2);
	assert_false(vpcd->ops->is_inserted(vpcd));
	vpcd->ops->insert(vpcd);
	accept_card();
	expect_serial();
}

static void
test_power_cut_comes_back_by_itself(void **unused)
{
	(void)unused;
	assert_int_equal(slot_order(&slot, "power@1"), ERR_OK);
	say("0020008006303030303030");
	expect_hang_up();
	accept_card();
	expect_serial();
	assert_int_equal(vcard_state(slot.card)->pin_tries, 2);
}

static void
test_mute_then_reset(void **unused)
{
	int i;

	(void)unused;
	assert_int_equal(slot_order(&slot, "mute@1"), ERR_OK);
	say("00ca01064d");
	for (i = 0; i < 20; i++)
		loop_turn(loop, 5);
	assert_false(readable_now(accepted));
	say("02");
	expect_serial();
}

#define ANSWER_MS 30

static void
test_answers_take_their_time(void **unused)
{
	int64_t start = clock_now_ms();

	(void)unused;
	slot.answer_ms = ANSWER_MS;
	expect_serial();
	expect_serial();
	assert_true(clock_now_ms() - start >= 2 * ANSWER_MS);
}

/* Its answer goes with it. */
static void
test_removed_before_it_answers(void **unused)
{
	(void)unused;
	slot.answer_ms = 60000;
	say("00ca01064d");
	while (slot.commands == 0)
		loop_turn(loop, 5);
	vpcd->ops->remove(vpcd);
	expect_hang_up();
	slot.answer_ms = 0;
	vpcd->ops->insert(vpcd);
	accept_card();
	expect_serial();
}

static void
test_no_such_port(void **unused)
{
	struct reader *none;

	(void)unused;
	assert_int_equal(vpcd_new(loop, "127.0.0.1", "no-such-port", &slot,
	    &none), ERR_NOT_FOUND);
	assert_null(none);
}

/* With the reader's two writes, the 40 ms of a delayed acknowledgement stand
 * in nearly every command unless QUICKACK is set before every read.  Counted,
 * not timed: a slow machine makes some commands slow, not most of them. */
#define ROUNDS 60
#define DELAYED_MS 38

static void *
ask(void *arg)
{
	int *delayed = arg, i;
	uint8_t answer[100];

	for (i = 0; i < ROUNDS; i++) {
		int64_t start = clock_now_ms();

		if (send(accepted, "\x00\x05", 2, 0) != 2 ||
		    send(accepted, "\x00\xca\x01\x04\x0a", 5, 0) != 5 ||
		    recv(accepted, answer, sizeof(answer), 0) != 14)
			return NULL;
		if (clock_now_ms() - start >= DELAYED_MS)
			(*delayed)++;
	}
	return delayed;
}

static void
test_no_delayed_acknowledgement(void **unused)
{
	void *done = NULL;
	pthread_t thread;
	int delayed = 0;

	(void)unused;
	assert_int_equal(pthread_create(&thread, NULL, ask, &delayed), 0);
	while (pthread_tryjoin_np(thread, &done) != 0)
		loop_turn(loop, 1);
	assert_non_null(done);
	assert_in_range(delayed, 0, ROUNDS / 2);
}

/* Lines over the control socket. */
static void
order(const char *text, const char *answer)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char line[512];
	ssize_t n;

	snprintf(a.sun_path, sizeof(a.sun_path), "%s",
	    in_directory("socket"));
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
	wait_for(fd);
	n = recv(fd, line, sizeof(line) - 1, 0);
	assert_true(n > 0);
	line[n] = '\0';
	if (strncmp(line, answer, strlen(answer)) != 0)
		fail_msg("%s: %s instead of %s", text, line, answer);
	assert_int_equal(line[n - 1], '\n');
	close(fd);
}

static void
test_control(void **unused)
{
	struct control *control, *second;
	struct vstate s;
	char text[200];

	(void)unused;
	fixture_state(&s, NULL);
	s.serial[0] = 0xee;
	s.pin_tries = 0;
	assert_int_equal(vstate_create(in_directory("other"), &s), ERR_OK);
	vstate_free(&s);
	assert_int_equal(control_new(loop, in_directory("socket"), &slot,
	    vpcd, &control), ERR_OK);
	assert_int_equal(control_new(loop, in_directory("socket"), &slot,
	    vpcd, &second), ERR_REFUSED);
	order("status\n", "ok card=in connected=yes serial=01020304");
	order("remove\n", "ok ");
	expect_hang_up();
	order("status\n", "ok card=out connected=no ");
	order("insert\n", "ok ");
	accept_card();
	order("fault sw6f00@+1\n", "ok ");
	order("release\n", "error nothing is held");
	order("fault nonsense\n", "error ");
	order("fault\n", "error ");
	order("state /nowhere\n", "error ");
	order("insert now\n", "error ");
	order("self-destruct\n", "error ");
	snprintf(text, sizeof(text), "state %s\n", in_directory("other"));
	order(text, "ok inserted");
	expect_hang_up();
	accept_card();
	order("status\n", "ok card=in connected=yes serial=ee02");
	control_free(&control);
	assert_int_not_equal(access(in_directory("socket"), F_OK), 0);
}

int
main(void)
{
#define CONNECTED(test) cmocka_unit_test_setup_teardown(test, setup, \
    teardown)
	const struct CMUnitTest tests[] = {
		CONNECTED(test_atr_power_and_command),
		CONNECTED(test_reset_forgets),
		CONNECTED(test_pieces_and_heaps),
		CONNECTED(test_reader_goes_and_comes),
		CONNECTED(test_remove_and_insert),
		CONNECTED(test_pulled_card_stays_away),
		CONNECTED(test_power_cut_comes_back_by_itself),
		CONNECTED(test_mute_then_reset),
		CONNECTED(test_answers_take_their_time),
		CONNECTED(test_removed_before_it_answers),
		CONNECTED(test_no_such_port),
		CONNECTED(test_no_delayed_acknowledgement),
		CONNECTED(test_control),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
