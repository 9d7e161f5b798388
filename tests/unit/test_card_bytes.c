/* Commands, answers, TLV and ATR: bytes in, meaning out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hex.h"
#include "card/apdu.h"
#include "card/atr.h"
#include "card/tlv.h"

#define BIG 70000

static uint8_t bytes[BIG];
static uint8_t data[BIG];

static size_t
from_hex(const char *hex)
{
	size_t len;

	assert_int_equal(hex_decode(hex, bytes, sizeof(bytes), &len), ERR_OK);
	return len;
}

static void
assert_built(const struct apdu *c, const char *hex)
{
	uint8_t out[64];
	size_t len, want = from_hex(hex);

	assert_int_equal(apdu_build(c, out, sizeof(out), &len), ERR_OK);
	assert_int_equal(len, want);
	assert_memory_equal(out, bytes, len);
	assert_int_equal(apdu_build(c, out, len - 1, &len), ERR_TOO_BIG);
	assert_int_equal(len, 0);
}

static void
builds_the_four_short_cases(void **state)
{
	const uint8_t id[2] = { 0x3d, 0x00 };

	(void)state;
	assert_built(&(struct apdu){ .cla = 0, .ins = 0xa4 }, "00a40000");
	assert_built(&(struct apdu){ .ins = 0xca, .p1 = 1, .p2 = 6, .ne = 77 },
	    "00ca01064d");
	assert_built(&(struct apdu){ .ins = 0x84, .ne = 256 }, "0084000000");
	assert_built(&(struct apdu){ .ins = 0xa4, .data = id, .nc = 2 },
	    "00a40000023d00");
	assert_built(&(struct apdu){ .ins = 0xa4, .data = id, .nc = 2,
	    .ne = 256 }, "00a40000023d0000");
}

static void
builds_extended_when_it_must(void **state)
{
	struct apdu c = { .ins = 0xd6, .data = data, .nc = 256 };
	size_t len;

	(void)state;
	assert_built(&(struct apdu){ .ins = 0xb0, .ne = 257 },
	    "00b00000000101");
	assert_built(&(struct apdu){ .ins = 0xb0, .ne = 65536 },
	    "00b00000000000");
	assert_int_equal(apdu_build(&c, bytes, sizeof(bytes), &len), ERR_OK);
	assert_int_equal(len, 4 + 3 + 256);
	assert_int_equal(bytes[4] << 16 | bytes[5] << 8 | bytes[6], 256);
	c.ne = 1;
	assert_int_equal(apdu_build(&c, bytes, sizeof(bytes), &len), ERR_OK);
	assert_int_equal(len, 4 + 3 + 256 + 2);
	c.nc = 65536;
	assert_int_equal(apdu_build(&c, bytes, sizeof(bytes), &len),
	    ERR_ARGUMENT);
	c = (struct apdu){ .ne = 65537 };
	assert_int_equal(apdu_build(&c, bytes, sizeof(bytes), &len),
	    ERR_ARGUMENT);
}

/* What is built is read back, for lengths around every edge. */
static void
reads_what_it_builds(void **state)
{
	static const size_t ncs[] = { 0, 1, 254, 255, 256, 257, 65535 };
	static const size_t nes[] = { 0, 1, 255, 256, 257, 65535, 65536 };

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		for (size_t j = 0; j < 7; j++) {
			struct apdu c = { .cla = 1, .ins = 2, .p1 = 3, .p2 = 4,
			    .data = data, .nc = ncs[i], .ne = nes[j] };
			struct apdu back;
			size_t len;

			assert_int_equal(apdu_build(&c, bytes, sizeof(bytes),
			    &len), ERR_OK);
			assert_int_equal(apdu_parse(bytes, len, &back),
			    ERR_OK);
			assert_int_equal(back.nc, c.nc);
			assert_int_equal(back.ne, c.ne);
			assert_int_equal(back.p2, 4);
		}
	}
}

static void
refuses_what_is_no_command(void **state)
{
	static const char *const wrong[] = { "", "00", "00a400", "00a40000023d",
	    "00a40000023d000000", "00a400000000", "00a4000000000200",
	    "00a40000000002aabb0000aa", "00a4000000000000aa" };
	struct apdu c;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		size_t len = from_hex(wrong[i]);

		if (apdu_parse(bytes, len, &c) != ERR_SYNTAX)
			fail_msg("taken for a command: %s", wrong[i]);
	}
}

static void
parts_an_answer(void **state)
{
	size_t len;
	uint16_t sw;

	(void)state;
	assert_int_equal(apdu_answer(bytes, from_hex("aabb9000"), &len, &sw),
	    ERR_OK);
	assert_int_equal(len, 2);
	assert_int_equal(sw, 0x9000);
	assert_int_equal(apdu_answer(bytes, 0, &len, &sw), ERR_CARD_GONE);
	assert_int_equal(apdu_answer(bytes, 1, &len, &sw), ERR_CARD_GONE);
	assert_int_equal(sw, 0);
}

static void
finds_objects(void **state)
{
	struct tlv t;
	size_t len;

	(void)state;
	len = from_hex("00ff6f0a83023d00900182850100ff");
	assert_int_equal(tlv_find(bytes, len, 0x6f, &t), ERR_OK);
	assert_int_equal(t.len, 10);
	assert_int_equal(tlv_find(t.value, t.len, 0x90, &t), ERR_OK);
	assert_int_equal(t.len, 1);
	assert_int_equal(t.value[0], 0x82);
	len = from_hex("7f710397010a5f818100");
	assert_int_equal(tlv_find(bytes, len, 0x7f71, &t), ERR_OK);
	assert_int_equal(t.len, 3);
	assert_int_equal(tlv_find(bytes, len, 0x97, &t), ERR_SYNTAX);
	len = from_hex("04810100");
	assert_int_equal(tlv_find(bytes, len, 0x04, &t), ERR_OK);
	assert_int_equal(tlv_find(bytes, len, 0x05, &t), ERR_NOT_FOUND);
}

static void
refuses_broken_objects(void **state)
{
	/* no length, too long, endless, four length bytes, half a tag, tag of
	 * four bytes, length cut off */
	static const char *const wrong[] = { "6f", "6f0283", "6f80", "6f84000000",
	    "7f", "7f818181", "6f8201" };
	struct tlv t;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		size_t len = from_hex(wrong[i]);

		assert_int_equal(tlv_find(bytes, len, 0x99, &t), ERR_SYNTAX);
		assert_null(t.value);
	}
}

static void
finds_historical_bytes(void **state)
{
	const uint8_t *h;
	size_t len, count;

	(void)state;
	len = from_hex("3b9f968131fe4580675545"
	    "4b414512523180" "73b3a180aa");
	assert_int_equal(atr_historical(bytes, len, &h, &count), ERR_OK);
	assert_int_equal(count, 15);
	assert_int_equal(h[0], 0x80);
	assert_int_equal(h[14], 0x80);
	len = from_hex("3bba11008131fe4d55454b41452056312e30ae");
	assert_int_equal(atr_historical(bytes, len, &h, &count), ERR_OK);
	assert_int_equal(count, 10);
	assert_memory_equal(h, "UEKAE V1.0", 10);
	len = from_hex("3b00");
	assert_int_equal(atr_historical(bytes, len, &h, &count), ERR_OK);
	assert_int_equal(count, 0);
}

static void
refuses_broken_atrs(void **state)
{
	static const char *const wrong[] = { "", "3b", "0000", "3b05", "3bf0",
	    "3b8080808080", "3b9f968131fe45806755" };
	const uint8_t *h;
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		size_t len = from_hex(wrong[i]);

		assert_int_equal(atr_historical(bytes, len, &h, &count),
		    ERR_SYNTAX);
		assert_int_equal(count, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_the_four_short_cases),
		cmocka_unit_test(builds_extended_when_it_must),
		cmocka_unit_test(reads_what_it_builds),
		cmocka_unit_test(refuses_what_is_no_command),
		cmocka_unit_test(parts_an_answer),
		cmocka_unit_test(finds_objects),
		cmocka_unit_test(refuses_broken_objects),
		cmocka_unit_test(finds_historical_bytes),
		cmocka_unit_test(refuses_broken_atrs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
