/* SCP03 against what real cards said (traces published with the tests of the
 * project omfgp, default keys 40…4F), then both of our ends against each
 * other: what was changed, repeated or left out is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/scp03.h"

#define GET_STATUS(p1) { 0x80, 0xf2, p1, 0x02 }

struct exchange {
	uint8_t header[4];
	const char *command;		/* data, wrapped */
	uint16_t sw;
	const char *answer, *plain;
};

struct trace {
	uint8_t level;
	const char *host, *card;	/* challenges */
	const char *card_cryptogram, *authenticate;
	struct exchange list[3];
};

#define ISD "E3264F08A0000001510000009F700101C5039EFE80C407A0000001515350" \
    "CC08A000000151000000"
#define PACKAGE "E3254F07A00000015153509F700101CE02FFFF8408A000000151535041" \
    "CC08A000000151000000"

static const struct trace traces[] = {
	{ SCP03_CLEAR, "2E6805A2847B9844", "E4A2A07404C25B33",
	    "766379EE21A55CFA", "684C48D43FEDEFD990252090A826F975", { { { 0 },
	    NULL, 0, NULL, NULL } } },
	{ SCP03_C_MAC, "68E9C8799FF8CB46", "F8D89D88BA1287BF",
	    "9B5C9D42D5059430", "F3C7624565B5894F16EF5681573C34A2", {
	    { GET_STATUS(0x80), "4F004C4C51B5DFA7A181", 0x9000, "E300",
	    "E300" },
	    { GET_STATUS(0x40), "4F002108D3E0BA43B673", 0x6a88, "", "" } } },
	{ SCP03_C_MAC | SCP03_C_ENC, "CC8A0407F63066E8", "EF23AAB4C343EDDE",
	    "5B283674A8983749", "112355D07180C24547A5EB3BD470F7C5", {
	    { GET_STATUS(0x80),
	    "4EE4C1127567676E7E08833B785051FD96FDFE1EC5BD293F", 0x9000, "",
	    "" },
	    { GET_STATUS(0x40),
	    "E33CB507A6FFF09CE7A44EEB7498295D99F96B9F2470A782", 0x6a88, "",
	    "" } } },
	{ SCP03_C_MAC | SCP03_R_MAC, "CB6DA009E0404A67", "21428DA9468C2D5A",
	    "8D05CE9657FBD5ED", "CC606C998B98BF8AF0746E4F50D3F65E", {
	    { GET_STATUS(0x80), "4F002987243A9C15F44A", 0x9000,
	    ISD "7D5F8BBC66683F42", ISD },
	    { GET_STATUS(0x40), "4F00EB20CB18E1CE889F", 0x6a88, "", "" },
	    { GET_STATUS(0x10), "4F00B334705EAFAB9FB1", 0x9000,
	    PACKAGE "4457D7641E95465F", PACKAGE } } },
	{ SCP03_C_MAC | SCP03_C_ENC | SCP03_R_MAC, "F70E1C5D67085E4B",
	    "7B9EAD94A8B88028", "F47137A2FB093F5E",
	    "2E2057B873FCD25D175D4D63C5CD4CEB", {
	    { GET_STATUS(0x80),
	    "E9170B7D79EA80AF507247375BB3F8EDE6F54FDD858BAE89", 0x9000,
	    ISD "707D9895B36C6F6B", ISD },
	    { GET_STATUS(0x40),
	    "04B77FFA640854E3BA8611F944C9B99F938E8E1A5FF70E98", 0x6a88, "",
	    "" },
	    { GET_STATUS(0x10),
	    "291B45B303C43B6222834BC0011A83A91BDD0CFD8BACD09B", 0x9000,
	    PACKAGE "39B68A29F735CFCC", PACKAGE } } },
	{ SCP03_ALL, "0C980267C298D194", "730BE014C03B4558",
	    "A2155798D5B2C602", "9716680D938E0CE764738F77E5E39408", {
	    { GET_STATUS(0x80),
	    "AFB12C966FF538690FA04199550D8E93AF7F2569E92DEC66", 0x9000,
	    "0C7A219212D7B6E7B1F602BA291660368CA6E7C959E343FDBCDA20285A5A2A52"
	    "143C8AA1ED5580A5DDB8A1D54730F461424520A6C56622FD", ISD },
	    { GET_STATUS(0x40),
	    "51EF5596042E756C67E7A031A33F88C25E0F05398B4ADFBA", 0x6a88, "",
	    "" },
	    { GET_STATUS(0x10),
	    "CEB683FB79244285024670A969C17182CE2534871478DDA2", 0x9000,
	    "123AB3A33146D67BC317E3873631F83DFC1C680D88E8147DD9CB28"
	    "99433878847B911D7678CA6879E2FD674F02A778D56B563952AFA82611",
	    PACKAGE } } },
};

#define TRACES (sizeof(traces) / sizeof(traces[0]))

static const uint8_t data[2] = { 0x4f, 0x00 };	/* of GET STATUS */
static uint8_t keys[SCP03_KEYS];

static size_t
bytes_of(const char *text, uint8_t *out, size_t size)
{
	size_t len = 0;

	if (text[0] != '\0')
		assert_int_equal(hex_decode(text, out, size, &len), ERR_OK);
	return len;
}

static void
assert_hex(const uint8_t *bytes, size_t len, const char *wanted)
{
	uint8_t right[512];

	assert_int_equal(len, bytes_of(wanted, right, sizeof(right)));
	assert_memory_equal(bytes, right, len);
}

static void
open_as(const struct trace *t, struct scp03 *s)
{
	uint8_t host[8], card[8];

	bytes_of(t->host, host, sizeof(host));
	bytes_of(t->card, card, sizeof(card));
	assert_int_equal(scp03_derive(s, keys, host, card), ERR_OK);
}

/* The host's end says what the published host said, and understands what the
 * card said; the card's end, the other way round. */
static void
test_traces(void **state)
{
	(void)state;
	for (size_t i = 0; i < TRACES; i++) {
		const struct trace *t = &traces[i];
		uint8_t out[SCP03_ANSWER_MAX], in[SCP03_ANSWER_MAX];
		struct scp03 host, card;
		size_t len, in_len;

		open_as(t, &host);
		open_as(t, &card);
		assert_int_equal(scp03_card_cryptogram(&host, out), ERR_OK);
		assert_hex(out, 8, t->card_cryptogram);
		assert_int_equal(scp03_authenticate(&host, t->level, out),
		    ERR_OK);
		assert_hex(out, SCP03_AUTHENTICATE, t->authenticate);
		assert_int_equal(scp03_check_authenticate(&card, t->level, out,
		    SCP03_AUTHENTICATE), ERR_OK);
		for (size_t k = 0; k < 3 && t->list[k].command != NULL; k++) {
			const struct exchange *x = &t->list[k];

			assert_int_equal(scp03_wrap(&host, x->header, data, 2,
			    out, &len), ERR_OK);
			assert_hex(out, len, x->command);
			assert_int_equal(scp03_unwrap(&card, x->header, out,
			    len, in, &in_len), ERR_OK);
			assert_hex(in, in_len, "4F00");
			in_len = bytes_of(x->plain, in, sizeof(in));
			assert_int_equal(scp03_wrap_answer(&card, in, in_len,
			    x->sw, out, &len), ERR_OK);
			assert_hex(out, len, x->answer);
			assert_int_equal(scp03_unwrap_answer(&host, out, len,
			    x->sw, in, &in_len), ERR_OK);
			assert_hex(in, in_len, x->plain);
		}
	}
}

struct pair {
	struct scp03 host, card;
};

static void
open_pair(struct pair *p, uint8_t level)
{
	uint8_t out[SCP03_AUTHENTICATE];

	open_as(&traces[0], &p->host);
	open_as(&traces[0], &p->card);
	assert_int_equal(scp03_authenticate(&p->host, level, out), ERR_OK);
	assert_int_equal(scp03_check_authenticate(&p->card, level, out,
	    sizeof(out)), ERR_OK);
}

static void
test_wrong_authenticate(void **state)
{
	uint8_t out[SCP03_AUTHENTICATE + 1] = { 0 };
	struct scp03 host, card;

	(void)state;
	open_as(&traces[0], &host);
	assert_int_equal(scp03_authenticate(&host, SCP03_ALL, out), ERR_OK);
	for (size_t i = 0; i < SCP03_AUTHENTICATE; i++) {
		open_as(&traces[0], &card);
		out[i] ^= 0x01;
		assert_int_equal(scp03_check_authenticate(&card, SCP03_ALL,
		    out, SCP03_AUTHENTICATE), ERR_REFUSED);
		assert_false(card.open);
		out[i] ^= 0x01;
	}
	open_as(&traces[0], &card);
	assert_int_equal(scp03_check_authenticate(&card, SCP03_CLEAR, out,
	    SCP03_AUTHENTICATE), ERR_REFUSED);
	open_as(&traces[0], &card);
	assert_int_equal(scp03_check_authenticate(&card, SCP03_ALL, out,
	    sizeof(out)), ERR_REFUSED);
	/* For another card's challenge. */
	open_as(&traces[1], &card);
	assert_int_equal(scp03_check_authenticate(&card, SCP03_ALL, out,
	    SCP03_AUTHENTICATE), ERR_REFUSED);
}

static void
test_wrong_command(void **state)
{
	static const uint8_t header[4] = { 0x00, 0xca, 0x01, 0x06 };
	uint8_t other[4], out[SCP03_DATA_MAX], in[SCP03_DATA_MAX];
	struct pair p;
	size_t len, in_len;

	(void)state;
	for (size_t i = 0; i < 24; i++) {
		open_pair(&p, SCP03_ALL);
		assert_int_equal(scp03_wrap(&p.host, header, data, 2, out,
		    &len), ERR_OK);
		assert_int_equal(len, 24);
		out[i] ^= 0x80;
		assert_int_equal(scp03_unwrap(&p.card, header, out, len, in,
		    &in_len), ERR_REFUSED);
		assert_false(p.card.open);
	}
	/* Another instruction; shorter; without a MAC. */
	for (size_t i = 1; i < 4; i++) {
		open_pair(&p, SCP03_ALL);
		assert_int_equal(scp03_wrap(&p.host, header, data, 2, out,
		    &len), ERR_OK);
		memcpy(other, header, sizeof(other));
		other[i] ^= 0x01;
		assert_int_equal(scp03_unwrap(&p.card, other, out, len, in,
		    &in_len), ERR_REFUSED);
	}
	for (size_t cut = 0; cut < 24; cut++) {
		open_pair(&p, SCP03_ALL);
		assert_int_equal(scp03_wrap(&p.host, header, data, 2, out,
		    &len), ERR_OK);
		assert_int_equal(scp03_unwrap(&p.card, header, out, cut, in,
		    &in_len), ERR_REFUSED);
	}
	/* Twice the same. */
	open_pair(&p, SCP03_ALL);
	assert_int_equal(scp03_wrap(&p.host, header, data, 2, out, &len),
	    ERR_OK);
	assert_int_equal(scp03_unwrap(&p.card, header, out, len, in, &in_len),
	    ERR_OK);
	assert_int_equal(scp03_unwrap(&p.card, header, out, len, in, &in_len),
	    ERR_REFUSED);
}

static void
test_wrong_answer(void **state)
{
	static const uint8_t header[4] = { 0x00, 0xca, 0x01, 0x06 };
	uint8_t out[SCP03_ANSWER_MAX], in[SCP03_ANSWER_MAX];
	struct pair p;
	size_t len, in_len;

	(void)state;
	for (size_t i = 0; i < 25; i++) {
		open_pair(&p, SCP03_ALL);
		assert_int_equal(scp03_wrap(&p.host, header, NULL, 0, out,
		    &len), ERR_OK);
		assert_int_equal(scp03_unwrap(&p.card, header, out, len, in,
		    &in_len), ERR_OK);
		assert_int_equal(scp03_wrap_answer(&p.card, data, 2, 0x9000,
		    out, &len), ERR_OK);
		assert_int_equal(len, 24);
		if (i < len)
			out[i] ^= 0x01;
		assert_int_equal(scp03_unwrap_answer(&p.host, out, len,
		    i < len ? 0x9000 : 0x6282, in, &in_len), ERR_REFUSED);
		assert_false(p.host.open);
	}
}

static void
test_bounds(void **state)
{
	static const uint8_t header[4] = { 0x00, 0xca, 0x01, 0x06 };
	uint8_t big[256] = { 0 }, out[SCP03_ANSWER_MAX];
	struct pair p;
	size_t len;

	(void)state;
	open_pair(&p, SCP03_C_MAC);
	assert_int_equal(scp03_wrap(&p.host, header, big, 247, out, &len),
	    ERR_OK);
	assert_int_equal(len, 255);
	assert_int_equal(scp03_wrap(&p.host, header, big, 248, out, &len),
	    ERR_TOO_BIG);
	open_pair(&p, SCP03_ALL);
	assert_int_equal(scp03_wrap(&p.host, header, big, 239, out, &len),
	    ERR_OK);
	assert_int_equal(scp03_wrap(&p.host, header, big, 240, out, &len),
	    ERR_TOO_BIG);
	assert_int_equal(scp03_wrap_answer(&p.card, big, 240, 0x9000, out,
	    &len), ERR_TOO_BIG);
	/* A channel without MACs wraps nothing; neither does a closed one. */
	open_pair(&p, SCP03_CLEAR);
	assert_int_equal(scp03_wrap(&p.host, header, big, 1, out, &len),
	    ERR_REFUSED);
	scp03_close(&p.host);
	assert_int_equal(scp03_wrap(&p.host, header, big, 1, out, &len),
	    ERR_REFUSED);
	assert_int_equal(scp03_unwrap_answer(&p.host, big, 8, 0x9000, out,
	    &len), ERR_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_traces),
		cmocka_unit_test(test_wrong_authenticate),
		cmocka_unit_test(test_wrong_command),
		cmocka_unit_test(test_wrong_answer),
		cmocka_unit_test(test_bounds),
	};

	for (size_t i = 0; i < sizeof(keys); i++)
		keys[i] = (uint8_t)(0x40 + i % 16);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
