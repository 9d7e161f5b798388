/* err, hex, log and clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/log.h"

static void
test_err_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		const char *name = err_name((enum err)i);

		assert_non_null(name);
		assert_int_equal(err_from_name(name), i);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"),
		    strlen(name));
	}
	assert_string_equal(err_name(ERR_CARD_GONE), "card-gone");
	assert_string_equal(err_name(ERR_COUNT), "unknown");
	assert_string_equal(err_name((enum err)-1), "unknown");
	assert_int_equal(err_from_name("unknown"), ERR_COUNT);
	assert_int_equal(err_from_name(""), ERR_COUNT);
}

static void
test_hex(void **state)
{
	const uint8_t in[] = { 0x00, 0x9f, 0xab, 0xff };
	char text[9];
	uint8_t out[4];
	size_t len = 99;

	(void)state;
	hex_encode(in, sizeof(in), text, sizeof(text));
	assert_string_equal(text, "009fabff");
	hex_encode(in, 0, text, 1);
	assert_string_equal(text, "");
	assert_int_equal(hex_decode("009fABff", out, 4, &len), ERR_OK);
	assert_int_equal(len, 4);
	assert_memory_equal(in, out, 4);
	assert_int_equal(hex_decode("", out, 0, &len), ERR_OK);
	assert_int_equal(len, 0);
}

static void
test_hex_refuses(void **state)
{
	static const char *const bad[] = { "0", "0g", "g0", " 00", "0x00",
	    "00 1", "\xc4\xb1" "0", "0/", "0:", "0@", "0`" };
	uint8_t out[4];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		len = 99;
		assert_int_equal(hex_decode(bad[i], out, 4, &len), ERR_SYNTAX);
		assert_int_equal(len, 0);
	}
	len = 99;
	assert_int_equal(hex_decode("0011223344", out, 4, &len), ERR_TOO_BIG);
	assert_int_equal(len, 0);
}

/* ---------------------------------------------------------------- log ---- */

static char seen[1024];
static int lines;

static void
keep(enum log_level level, const char *line, void *arg)
{
	assert_ptr_equal(arg, seen);
	snprintf(seen, sizeof(seen), "%d %s", (int)level, line);
	lines++;
}

static void
test_log_line_and_level(void **state)
{
	(void)state;
	lines = 0;
	log_event(LOG_ERROR, "dropped", "no sink");
	log_set_sink(keep, seen);
	log_event(LOG_INFO, "card.gone", "slot=%d", 3);
	assert_string_equal(seen, "2 card.gone slot=3");
	log_event(LOG_ERROR, "bare", "%s", "");
	assert_string_equal(seen, "0 bare");
	log_set_sink(NULL, NULL);
}

static void
test_log_is_one_clean_line(void **state)
{
	char big[2000];

	(void)state;
	log_set_sink(keep, seen);
	log_event(LOG_INFO, "reader", "name=%s",
	    "A\nB\r\tC\033[2J\x7f\xc2\x9b" "D\xe2\x80\xae" "E\xff");
	assert_string_equal(seen, "2 reader name=A?B??C?[2J?DE?");
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	log_event(LOG_INFO, "big", "%s", big);
	assert_int_equal(strlen(seen), 2 + 511);
	log_event(LOG_INFO, big, "%s", "tail");
	assert_int_equal(strlen(seen), 2 + 511);
	log_set_sink(NULL, NULL);
}

/* What every line ends with is not what is cut off. */
static void
test_log_tail(void **state)
{
	char big[600];

	(void)state;
	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	log_set_sink(keep, seen);
	log_set_tail("case=7K2M-9XRP");
	log_event(LOG_INFO, "card.gone", "slot=%d", 3);
	assert_string_equal(seen, "2 card.gone slot=3 case=7K2M-9XRP");
	log_event(LOG_INFO, "bare", "%s", "");
	assert_string_equal(seen, "2 bare case=7K2M-9XRP");
	log_event(LOG_INFO, "big", "%s", big);
	assert_int_equal(strlen(seen), 2 + 511);
	assert_non_null(strstr(seen, "x case=7K2M-9XRP"));
	log_set_tail("");
	log_event(LOG_INFO, "card.gone", "slot=%d", 3);
	assert_string_equal(seen, "2 card.gone slot=3");
	log_set_sink(NULL, NULL);
}

static void
test_log_to_descriptor(void **state)
{
	char text[200] = "";
	int ends[2];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	log_set_sink(log_sink_fd, &ends[1]);
	log_event(LOG_WARN, "a.b", "c=1");
	n = read(ends[0], text, sizeof(text) - 1);
	assert_true(n > 22);
	assert_int_equal(text[4], '-');
	assert_int_equal(text[19], 'Z');
	assert_string_equal(text + 20, " warn a.b c=1\n");
	log_set_sink(NULL, NULL);
	close(ends[0]);
	close(ends[1]);
}

static void
test_log_to_stderr(void **state)
{
	char text[200] = "";
	int ends[2], old = dup(STDERR_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	log_set_sink(log_sink_stderr, NULL);
	log_event(LOG_ERROR, "a.b", "c=%d", 1);
	log_set_sink(NULL, NULL);
	assert_int_equal(dup2(old, STDERR_FILENO), STDERR_FILENO);
	assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
	assert_string_equal(text, "<3>a.b c=1\n");
	close(old);
	close(ends[0]);
	close(ends[1]);
}

/* -------------------------------------------------------------- clock ---- */

static int64_t fake = 1000;

static int64_t
fake_ms(void)
{
	return fake;
}

static void
test_clock_fake(void **state)
{
	(void)state;
	clock_set_source(fake_ms);
	assert_int_equal(clock_now_ms(), 1000);
	assert_int_equal(clock_left_ms(1000), 0);
	assert_int_equal(clock_left_ms(999), 0);
	assert_int_equal(clock_left_ms(1001), 1);
	assert_int_equal(clock_left_s(1000), 0);
	assert_int_equal(clock_left_s(1001), 1);
	assert_int_equal(clock_left_s(2000), 1);
	assert_int_equal(clock_left_s(2001), 2);
	assert_int_equal(clock_left_ms(CLOCK_NEVER), INT32_MAX);
	assert_true(clock_left_s(CLOCK_NEVER) > 0);
	assert_int_equal(clock_left_ms(INT64_MIN), 0);
	clock_set_source(NULL);
}

static void
test_clock_real(void **state)
{
	int64_t a, b;
	char text[64] = "";
	FILE *f = fopen("/proc/uptime", "r");

	(void)state;
	a = clock_now_ms();
	assert_non_null(f);
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	b = clock_now_ms();
	/* The kernel's own time since boot, in hundredths. */
	assert_true(strtod(text, NULL) * 1000 >= (double)a - 20);
	assert_true(strtod(text, NULL) * 1000 <= (double)b + 20);
	assert_true(clock_wall_s() > 1700000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_err_names),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_hex_refuses),
		cmocka_unit_test(test_log_line_and_level),
		cmocka_unit_test(test_log_is_one_clean_line),
		cmocka_unit_test(test_log_tail),
		cmocka_unit_test(test_log_to_descriptor),
		cmocka_unit_test(test_log_to_stderr),
		cmocka_unit_test(test_clock_fake),
		cmocka_unit_test(test_clock_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
