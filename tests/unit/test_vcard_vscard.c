/* The card's end of a virtual machine's reader, against one made of a socket. */
#include "socket_reader.h"

#include <sys/un.h>

#include "vcard/reader.h"
#include "vcard/slot.h"
#include "vcard/vscard.h"

enum { INIT = 1, ERROR = 2, ADD = 3, ATR = 5, REMOVE = 6, APDU = 7, FLUSH = 8,
    FLUSHED = 9 };

static struct slot slot;
static struct reader *card;
static uint8_t body[VSCARD_BODY_MAX];
static size_t body_len;

static uint32_t
number(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

/* The type of the next message. */
static uint32_t
hear(void)
{
	uint8_t header[VSCARD_HEADER];

	wait_for(accepted);
	assert_int_equal(recv(accepted, header, sizeof(header), MSG_WAITALL),
	    sizeof(header));
	body_len = number(header + 8);
	assert_true(body_len <= sizeof(body));
	if (body_len > 0)
		assert_int_equal(recv(accepted, body, body_len, MSG_WAITALL),
		    body_len);
	return number(header);
}

static bool
silent(void)
{
	for (int i = 0; i < 5; i++)
		loop_turn(loop, 10);
	return !readable_now(accepted);
}

static void
say(uint32_t type, const char *hex)
{
	uint8_t message[VSCARD_HEADER + 300] = { 0 };
	size_t len;

	assert_int_equal(hex_decode(hex, message + VSCARD_HEADER, 300, &len),
	    ERR_OK);
	message[3] = (uint8_t)type;
	message[10] = (uint8_t)(len >> 8);
	message[11] = (uint8_t)len;
	assert_int_equal(send(accepted, message, VSCARD_HEADER + len, 0),
	    VSCARD_HEADER + len);
}

/* Up to where the machine knows of the card. */
static void
greet(void)
{
	const struct vstate *state = vcard_state(slot.card);

	assert_int_equal(hear(), INIT);
	assert_int_equal(body_len, 12);
	assert_memory_equal(body, "VSCD\0\0\0\2\0\0\0\0", 12);
	say(INIT, "56534344" "00000002" "00000000");
	assert_int_equal(hear(), ADD);
	assert_int_equal(body_len, 0);
	assert_false(card->ops->is_connected(card));
	say(ERROR, "00000000");
	assert_int_equal(hear(), ATR);
	assert_int_equal(body_len, state->atr_len);
	assert_memory_equal(body, state->atr, body_len);
	say(ERROR, "00000000");
	assert_true(silent());
	assert_true(card->ops->is_connected(card));
}

static int
setup(void **unused)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char error[100];

	if (directory_with_card(unused) != 0)
		return -1;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s",
	    in_directory("socket"));
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)),
	    0);
	assert_int_equal(listen(listener, 4), 0);
	assert_int_equal(slot_open(&slot, in_directory("card"),
	    in_directory("log"), error, sizeof(error)), ERR_OK);
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(vscard_new(loop, in_directory("socket"), &slot,
	    &card), ERR_OK);
	accept_card();
	return 0;
}

static int
teardown(void **unused)
{
	card->ops->free(&card);
	assert_null(card);
	loop_free(&loop);
	slot_close(&slot);
	close(accepted);
	close(listener);
	return directory_remove(unused);
}

static void
test_commands(void **unused)
{
	(void)unused;
	greet();
	say(APDU, "00a4000c023f00");
	assert_int_equal(hear(), APDU);
	assert_int_equal(body_len, 2);
	assert_memory_equal(body, "\x90\x00", 2);
	/* Two at once, and one that is nobody's. */
	say(APDU, "0084000008");
	say(FLUSH, "");
	say(42, "aa");
	assert_int_equal(hear(), APDU);
	assert_int_equal(body_len, 10);
	assert_int_equal(hear(), FLUSHED);
	assert_true(silent());
	assert_int_equal(slot.commands, 2);
}

/* A machine that greets by itself is not asked for a second reader. */
static void
test_greeted_twice(void **unused)
{
	(void)unused;
	say(INIT, "56534344" "00000002" "00000000");
	greet();
}

static void
test_out_and_in(void **unused)
{
	(void)unused;
	greet();
	card->ops->remove(card);
	assert_int_equal(hear(), REMOVE);
	assert_false(card->ops->is_inserted(card));
	card->ops->remove(card);
	say(APDU, "00a4000c023f00");	/* on its way when it went */
	assert_true(silent());
	assert_int_equal(slot.commands, 0);
	card->ops->insert(card);
	assert_int_equal(hear(), ATR);
	card->ops->insert(card);
	assert_true(silent());
}

static void
test_faults(void **unused)
{
	(void)unused;
	greet();
	assert_int_equal(slot_order(&slot, "pull@1"), ERR_OK);
	assert_int_equal(slot_order(&slot, "lost@2"), ERR_OK);
	assert_int_equal(slot_order(&slot, "mute@3"), ERR_OK);
	say(APDU, "00a4000c023f00");
	assert_int_equal(hear(), REMOVE);
	assert_false(card->ops->is_inserted(card));
	card->ops->insert(card);
	assert_int_equal(hear(), ATR);
	say(APDU, "00a4000c023f00");
	assert_int_equal(hear(), REMOVE);
}

/* What the card has been told is forgotten when it goes. */
static void
test_power(void **unused)
{
	(void)unused;
	greet();
	say(APDU, "0084000008");
	assert_int_equal(hear(), APDU);
	card->ops->remove(card);
	assert_int_equal(hear(), REMOVE);
	card->ops->insert(card);
	assert_int_equal(hear(), ATR);
	say(APDU, "0082008110" "00000000000000000000000000000000");
	assert_int_equal(hear(), APDU);
	assert_int_not_equal(body[0], 0x90);
}

/* The machine is switched off and on. */
static void
test_again(void **unused)
{
	(void)unused;
	greet();
	close(accepted);
	accept_card();
	greet();
}

static void
test_nonsense(void **unused)
{
	static const uint8_t huge[VSCARD_HEADER] = { 0, 0, 0, 7, 0, 0, 0, 0,
	    0, 1, 0, 1 };

	(void)unused;
	greet();
	assert_int_equal(send(accepted, huge, sizeof(huge), 0), sizeof(huge));
	wait_for(accepted);
	assert_int_equal(recv(accepted, body, 1, 0), 0);
	close(accepted);
	accept_card();
	greet();
}

static void
test_long_path(void **unused)
{
	struct reader *other;
	char path[200];

	(void)unused;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(vscard_new(loop, path, &slot, &other), ERR_TOO_BIG);
	assert_null(other);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_commands),
	TEST(test_greeted_twice),
	TEST(test_out_and_in),
	TEST(test_faults),
	TEST(test_power),
	TEST(test_again),
	TEST(test_nonsense),
	TEST(test_long_path),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
