/* What a card's own lists say of its PIN, in many variants, and how the PIN
 * stands in a command then.  The card is a handful of files in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/link.h"
#include "card/p15.h"
#include "card/pin_form.h"

static struct {
	struct link link;
	const char *files[8][2];	/* identifier, content */
	uint8_t bytes[512];
	size_t len;
	unsigned other;			/* commands that are no reading */
} card;

static bool
choose(const char *fid)
{
	for (size_t i = 0; i < 8 && card.files[i][0] != NULL; i++) {
		if (strcmp(card.files[i][0], fid) == 0)
			return hex_decode(card.files[i][1], card.bytes,
			    sizeof(card.bytes), &card.len) == ERR_OK;
	}
	return false;
}

static enum err
transmit(struct link *link, const uint8_t *c, size_t len, uint8_t *answer,
    size_t size, size_t *answer_len)
{
	char fid[5];
	uint16_t sw = 0x6d00;
	size_t n = 0;

	(void)link;
	(void)size;
	if (c[1] == 0xa4) {
		assert_true(len >= 7 && c[4] >= 2);
		hex_encode(c + 5 + c[4] - 2, 2, fid, sizeof(fid));
		sw = choose(fid) ? 0x9000 : 0x6a82;
	} else if (c[1] == 0xb0) {
		assert_int_equal(c[2], 0);
		n = c[3] > card.len ? 0 : card.len - c[3];
		n = n > c[4] ? c[4] : n;
		memcpy(answer, card.bytes + c[3], n);
		sw = 0x9000;
	} else {
		card.other++;
	}
	answer[n] = (uint8_t)(sw >> 8);
	answer[n + 1] = (uint8_t)sw;
	*answer_len = n + 2;
	return ERR_OK;
}

static const struct link_ops link_ops = { .transmit = transmit };

#define TOKEN "3014020100040c" "0102030405060708090a0b0c" "0c0143"
#define ODF "a806300404025101" "a006300404025102"
/* One password: common attributes, authId, flags, type, lengths, the rest. */
#define PIN_HEAD "0c0141"
#define PASSWORD(len, mid, inner, id, attributes) \
	"30" len "3003" PIN_HEAD "3003" "0401" id "a1" mid "30" inner \
	attributes
/* flags 4: initialised; ascii; 4 to 8 digits, 8 stored; reference 81 */
#define PLAIN PASSWORD("21", "15", "13", "01", "0302" "0308" "0a0101" \
	"020104" "020108" "020108" "800181")

static enum err
read_facts(const char *aodf, const char *prkdf, struct p15_facts *facts)
{
	static const struct guard_rules nothing;
	struct exchange x;
	enum err e;

	memset(&card, 0, sizeof(card));
	card.link.ops = &link_ops;
	card.files[0][0] = "5031";
	card.files[0][1] = ODF;
	card.files[1][0] = "5032";
	card.files[1][1] = TOKEN;
	card.files[2][0] = "5101";
	card.files[2][1] = aodf;
	card.files[3][0] = prkdf == NULL ? NULL : "5102";
	card.files[3][1] = prkdf;
	exchange_init(&x, &card.link, &nothing, 0x80);
	e = p15_read_facts(&x, 0x5015, facts);
	assert_int_equal(card.other, 0);
	return e;
}

static void
a_plain_pin(void **state)
{
	struct p15_facts f;

	(void)state;
	assert_int_equal(read_facts(PLAIN, NULL, &f), ERR_OK);
	assert_int_equal(f.serial_len, 12);
	assert_int_equal(f.serial[11], 12);
	assert_int_equal(f.pin.reference, 0x81);
	assert_int_equal(f.pin.min, 4);
	assert_int_equal(f.pin.max, 8);
	assert_int_equal(f.pin.form.stored, 0);
	assert_int_equal(f.pin.form.encoding, PIN_DIGITS);
	assert_true(f.pin.no_puk);
	assert_false(f.pin.fixed);
	assert_int_equal(f.pin.home_len, 0);
}

/* A PUK first, the issuer's next, one that is not initialised, then ours. */
#define PUK PASSWORD("21", "15", "13", "02", "0302" "010a" "0a0101" \
	"020108" "020108" "020108" "800182")
#define ISSUER PASSWORD("21", "15", "13", "03", "0302" "0009" "0a0101" \
	"020108" "020108" "020108" "800183")
#define RAW PASSWORD("21", "15", "13", "04", "0302" "0640" "0a0101" \
	"020108" "020108" "020108" "800184")
static void
which_of_several(void **state)
{
	struct p15_facts f;

	(void)state;
	assert_int_equal(read_facts(PUK ISSUER RAW PLAIN, NULL, &f), ERR_OK);
	assert_int_equal(f.pin.reference, 0x81);
	assert_false(f.pin.no_puk);
	assert_int_equal(read_facts(PUK ISSUER RAW, NULL, &f), ERR_OK);
	assert_int_equal(f.pin.max, 0);
}

/* The key says which PIN guards it. */
#define SECOND PASSWORD("21", "15", "13", "05", "0302" "0308" "0a0101" \
	"020106" "020108" "020108" "800185")
#define KEY(auth) "3016" "3006" "0c0141" "0401" auth "3006" "040145" \
	"020101" "a104" "30020500"
static void
the_pin_of_the_key(void **state)
{
	struct p15_facts f;

	(void)state;
	assert_int_equal(read_facts(PLAIN SECOND, KEY("05"), &f), ERR_OK);
	assert_int_equal(f.pin.reference, 0x85);
	assert_int_equal(f.pin.min, 6);
	assert_int_equal(read_facts(PLAIN SECOND, KEY("01"), &f), ERR_OK);
	assert_int_equal(f.pin.reference, 0x81);
	assert_int_equal(read_facts(PLAIN SECOND, KEY("77"), &f), ERR_OK);
	assert_int_equal(f.pin.reference, 0x81);
	assert_int_equal(read_facts(PLAIN SECOND, NULL, &f), ERR_OK);
	assert_int_equal(f.pin.reference, 0x81);
}

/* A reference that is a PUK's as well: better none than that one. */
#define TWIN PASSWORD("21", "15", "13", "02", "0302" "010a" "0a0101" \
	"020108" "020108" "020108" "800181")
static void
no_pin_with_a_puks_reference(void **state)
{
	struct p15_facts f;

	(void)state;
	assert_int_equal(read_facts(TWIN PLAIN, NULL, &f), ERR_OK);
	assert_int_equal(f.pin.max, 0);
}

static void
flags(void **state)
{
	struct p15_facts f;

	(void)state;
	/* change and unblock disabled, padded with 00 */
	assert_int_equal(read_facts(PASSWORD("24", "18", "16", "01",
	    "0302" "023c" "0a0101" "020104" "02010c" "020108" "800181"
	    "040100"), NULL, &f), ERR_OK);
	assert_true(f.pin.fixed);
	assert_true(f.pin.no_puk);
	assert_int_equal(f.pin.form.stored, 12);
	assert_int_equal(f.pin.form.pad, 0);
	/* only under secure messaging: not for us */
	assert_int_equal(read_facts(PASSWORD("22", "16", "14", "01",
	    "0303" "050840" "0a0101" "020104" "020108" "020108" "800181"),
	    NULL, &f), ERR_OK);
	assert_int_equal(f.pin.max, 0);
	/* a type that nobody knows */
	assert_int_equal(read_facts(PASSWORD("21", "15", "13", "01",
	    "0302" "0308" "0a0109" "020104" "020108" "020108" "800181"),
	    NULL, &f), ERR_OK);
	assert_int_equal(f.pin.max, 0);
	/* BCD without maxLength: twice what is stored */
	assert_int_equal(read_facts(PASSWORD("1e", "12", "10", "01",
	    "0302" "0308" "0a0100" "020104" "020104" "800181"), NULL, &f),
	    ERR_OK);
	assert_int_equal(f.pin.form.encoding, PIN_BCD);
	assert_int_equal(f.pin.max, 8);
}

/* ---- in a command ---- */

static void
assert_form(const char *digits, struct pin_form form, const char *wanted)
{
	struct secret *s = secret_new(32);
	uint8_t out[PIN_FORM_MAX];
	char hex[2 * PIN_FORM_MAX + 1];
	size_t len;

	assert_int_equal(secret_set(s, digits, strlen(digits)), ERR_OK);
	len = pin_encode(&form, s, out);
	hex_encode(out, len, hex, sizeof(hex));
	assert_string_equal(hex, wanted);
	secret_free(&s);
}

#define FORM(how, length, filler) \
	(struct pin_form){ .encoding = how, .stored = length, .pad = filler }

static void
forms(void **state)
{
	(void)state;
	assert_form("1234", FORM(PIN_DIGITS, 0, 0), "31323334");
	assert_form("1234", FORM(PIN_DIGITS, 6, 0xff),
	    "31323334ffff");
	assert_form("12345", FORM(PIN_DIGITS, 4, 0xff), "");
	assert_form("12345", FORM(PIN_BCD, 0, 0xff), "12345f");
	assert_form("12345", FORM(PIN_BCD, 4, 0x00),
	    "12345000");
	assert_form("123", FORM(PIN_HALF_BYTES, 0, 0),
	    "f1f2f3");
	assert_form("12345", FORM(PIN_ISO9564, 0, 0),
	    "2512345fffffffff");
	assert_form("123456789012345", FORM(PIN_ISO9564, 0, 0),
	    "");
	assert_form("", FORM(PIN_DIGITS, 8, 0xff), "");
	assert_form("1", FORM(PIN_DIGITS, 99, 0xff), "");
}

static enum err
verify(const char *command, const struct guard_pin *told)
{
	static const struct guard_rules nothing;
	struct secret *s = secret_new(16);
	struct guard_typed t = { .what = GUARD_VERIFY, .value = s,
	    .tries = 3 };
	struct apdu_guard g;
	uint8_t bytes[32];
	size_t len;
	enum err e;

	assert_int_equal(secret_set(s, "123456", 6), ERR_OK);
	assert_int_equal(hex_decode(command, bytes, sizeof(bytes), &len),
	    ERR_OK);
	guard_init(&g, &nothing, 0x80);
	guard_limits(&g, 4, 8);
	guard_pin(&g, told);
	e = guard_typed(&g, &t);
	if (e == ERR_OK)
		e = apdu_guard(&g, bytes, len);
	secret_free(&s);
	return e;
}

/* A value leaves in the form that was told and in no other. */
static void
guard_knows_the_form(void **state)
{
	const struct guard_pin bcd = { .reference = 1, .min = 4, .max = 12,
	    .form = { PIN_BCD, 8, 0xff } };
	const struct guard_pin short_one = { .reference = 1, .min = 4,
	    .max = 5 };
	const struct guard_pin none = { .reference = 1 };

	(void)state;
	assert_int_equal(verify("0020000108123456ffffffffff", &bcd), ERR_OK);
	assert_int_equal(verify("0020000106313233343536", &bcd), ERR_REFUSED);
	assert_int_equal(verify("0020008008123456ffffffffff", &bcd),
	    ERR_REFUSED);
	assert_int_equal(verify("0020000106313233343536", &short_one),
	    ERR_PIN_LENGTH);
	assert_int_equal(verify("0020000106313233343536", &none),
	    ERR_CARD_UNABLE);
}

static int
setup(void **state)
{
	(void)state;
	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_pin),
		cmocka_unit_test(which_of_several),
		cmocka_unit_test(the_pin_of_the_key),
		cmocka_unit_test(no_pin_with_a_puks_reference),
		cmocka_unit_test(flags),
		cmocka_unit_test(forms),
		cmocka_unit_test(guard_knows_the_form),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
