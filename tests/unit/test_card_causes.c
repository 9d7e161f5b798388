/* Why a card did not do what it was asked: what the reader says of a lost
 * answer and what a status word says of a refusal become the same error
 * whichever driver was at work, and whatever it was about to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/drv_akis.h"
#include "card/drv_akis2.h"
#include "card/drv_gids.h"
#include "card/drv_openpgp.h"
#include "card/drv_p15.h"
#include "card/drv_piv.h"
#include "card/link.h"

/* It says 9000 to `good` commands, without data.  The next one is lost to
 * `fault`, or, where that is ERR_OK, answered with `sw`. */
static struct {
	struct link link;
	size_t good, sent;
	enum err fault;
	uint16_t sw;
} reader;

static struct exchange x;
static struct driver_certs certs;
static struct secret *pin;

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	uint16_t sw = reader.sent++ < reader.good ? APDU_SW_OK : reader.sw;

	(void)link;
	(void)command;
	assert_true(len >= 4 && size >= 2);
	*answer_len = 0;
	if (reader.sent > reader.good && reader.fault != ERR_OK)
		return reader.fault;
	answer[0] = (uint8_t)(sw >> 8);
	answer[1] = (uint8_t)(sw & 0xff);
	*answer_len = 2;
	return ERR_OK;
}

static const struct link_ops reader_ops = { .transmit = transmit };

static const struct card_type type = { .aid = { 0xa0, 0, 0, 0, 0x63 },
    .aid_len = 5, .application = 0x3d00, .serial_answer = 77,
    .serial_offset = 55, .serial_len = 12, .pin_reference = 0x81,
    .key_reference = 0x80, .pin_tries = 3, .challenge = 32 };

/* --------------------------------------------------- what drivers do ---- */

static enum err
identify(const struct card_driver *d)
{
	struct card_info info = { .pin_tries = CARD_TRIES_UNKNOWN };

	return d->identify(&x, &type, &info);
}

static enum err
certificates(const struct card_driver *d)
{
	return d->tools->certificates(&x, &type, &certs);
}

/* With a PIN that the card takes: one command before it. */
static enum err
sign(const struct card_driver *d)
{
	const struct driver_key key = { .id = { 0x9c, 0x07 }, .id_len = 2,
	    .reference = 0x9c };
	struct guard_typed typed = { .what = GUARD_VERIFY, .value = pin,
	    .tries = 3 };
	struct card_try_result result;
	uint8_t out[CARD_SIGNATURE_MAX];
	size_t len;

	guard_limits(&x.guard, 6, 8);
	assert_int_equal(guard_typed(&x.guard, &typed), ERR_OK);
	assert_int_equal(d->tools->verify(&x, &type, pin, &result), ERR_OK);
	return d->tools->sign(&x, &type, &key, (const uint8_t *)"hash", 4,
	    out, &len);
}

static enum err
begin(const struct card_driver *d)
{
	uint8_t challenge[CARD_CHALLENGE_MAX];
	int tries;

	guard_open(&x.guard);
	return d->begin(&x, &type, (const uint8_t *)"serial", 6, NULL,
	    challenge, &tries);
}

/* The card has given its challenge. */
static enum err
authenticate(const struct card_driver *d)
{
	static const uint8_t cryptogram[72];
	struct card_unlock_result result = { .reset_sent = false };

	x.guard.stage = GUARD_CHALLENGED;
	return d->authenticate(&x, &type, (const uint8_t *)"serial", 6,
	    cryptogram, d == &drv_gids ? 72 : 16, &result);
}

static enum err
relay(const struct card_driver *d)
{
	static const uint8_t initialize_update[13] = { 0x80,
	    APDU_INS_INITIALIZE_UPDATE, 0x00, 0x00, 8 };
	struct answer a;

	guard_open(&x.guard);
	return d->relay(&x, initialize_update, sizeof(initialize_update), &a);
}

struct place {
	const struct card_driver *driver;
	enum err (*work)(const struct card_driver *d);
	size_t good;			/* commands before the one that fails */
};

static enum err
run(const struct place *p, enum err fault, uint16_t sw)
{
	reader.link.ops = &reader_ops;
	reader.good = p->good;
	reader.sent = 0;
	reader.fault = fault;
	reader.sw = sw;
	exchange_init(&x, &reader.link, &p->driver->rules,
	    type.pin_reference);
	return p->work(p->driver);
}

/* -------------------------------------------------------------- tests ---- */

static const struct place places[] = {
	{ &drv_akis, identify, 0 }, { &drv_akis, begin, 0 },
	{ &drv_akis, authenticate, 0 },
	{ &drv_akis, certificates, 0 },		/* SELECT */
	{ &drv_akis, certificates, 1 },		/* READ BINARY */
	{ &drv_akis, sign, 1 },			/* the key */
	{ &drv_akis, sign, 2 },
	{ &drv_akis_scp, identify, 0 }, { &drv_akis_scp, relay, 0 },
	{ &drv_akis2, identify, 0 }, { &drv_akis2, begin, 0 },
	{ &drv_akis2, authenticate, 0 }, { &drv_akis2, certificates, 0 },
	{ &drv_akis2, certificates, 1 },
	{ &drv_p15, identify, 0 }, { &drv_p15, identify, 1 },
	{ &drv_p15, certificates, 0 }, { &drv_p15, certificates, 1 },
	{ &drv_p15, sign, 1 }, { &drv_p15, sign, 2 },
	{ &drv_piv, identify, 0 }, { &drv_piv, certificates, 0 },
	{ &drv_piv, sign, 1 },			/* its first part */
	{ &drv_piv, sign, 2 },
	{ &drv_gids, identify, 0 }, { &drv_gids, begin, 0 },
	{ &drv_gids, authenticate, 0 }, { &drv_gids, certificates, 0 },
	{ &drv_openpgp, identify, 0 }, { &drv_openpgp, certificates, 0 },
};

#define PLACES (sizeof(places) / sizeof(places[0]))

static void
a_lost_answer_has_one_cause_everywhere(void **state)
{
	static const struct { enum err fault, e; } causes[] = {
		{ ERR_CARD_GONE, ERR_CARD_GONE },
		{ ERR_CARD_MUTE, ERR_CARD_MUTE },
		{ ERR_CARD_BUSY, ERR_CARD_BUSY },
		{ ERR_NO_READER, ERR_NO_READER },
		{ ERR_NO_PCSCD, ERR_NO_PCSCD },
		{ ERR_TIMEOUT, ERR_CARD_MUTE },
		{ ERR_TOO_BIG, ERR_CARD_ANSWER },
		{ ERR_IO, ERR_CARD_GONE },
		{ ERR_CANCELLED, ERR_CARD_GONE },
	};
	struct apdu c = { .ins = APDU_INS_SELECT };
	struct answer a;

	(void)state;
	for (size_t i = 0; i < PLACES * sizeof(causes) / sizeof(causes[0]);
	    i++) {
		const struct place *p = &places[i % PLACES];
		enum err wanted = causes[i / PLACES].e;
		enum err e = run(p, causes[i / PLACES].fault, 0);

		if (e != wanted)
			fail_msg("place %zu (%s), %s: %s", i % PLACES,
			    p->driver->name, err_name(causes[i / PLACES].fault),
			    err_name(e));
		/* It is said again, and nothing more is sent. */
		assert_int_equal(exchange_send(&x, &c, &a), wanted);
		assert_int_equal(reader.sent, p->good + 1);
	}
}

/* Of what only reads, and cannot go on without what it reads. */
static void
a_status_word_means_one_thing_to_who_reads(void **state)
{
	static const struct place reads[] = {
		{ &drv_akis, identify, 0 }, { &drv_akis, begin, 0 },
		{ &drv_akis, certificates, 2 },		/* SELECT the ODF */
		{ &drv_akis, certificates, 3 },		/* read it */
		{ &drv_akis_scp, identify, 0 },
		{ &drv_akis2, identify, 0 },
		{ &drv_akis2, certificates, 2 },
		{ &drv_akis2, certificates, 3 },
		{ &drv_p15, identify, 0 },
		{ &drv_p15, certificates, 2 }, { &drv_p15, certificates, 3 },
		{ &drv_piv, identify, 0 }, { &drv_gids, identify, 0 },
		{ &drv_gids, begin, 0 }, { &drv_openpgp, identify, 0 },
	};
	static const struct { uint16_t sw; enum err e; } words[] = {
		{ 0x6581, ERR_CARD_MEMORY }, { 0x6f00, ERR_CARD_MEMORY },
		{ 0x6400, ERR_CARD_MEMORY }, { 0x6983, ERR_CARD_REFUSED },
		{ 0x6984, ERR_CARD_REFUSED }, { 0x6982, ERR_CARD_REFUSED },
		{ 0x6a82, ERR_CARD_REFUSED }, { 0x6d00, ERR_CARD_REFUSED },
	};
	const size_t count = sizeof(reads) / sizeof(reads[0]);

	(void)state;
	for (size_t i = 0; i < count * sizeof(words) / sizeof(words[0]); i++) {
		const struct place *p = &reads[i % count];
		enum err e = run(p, ERR_OK, words[i / count].sw);

		if (e != words[i / count].e)
			fail_msg("place %zu (%s), %04x: %s", i % count,
			    p->driver->name, words[i / count].sw, err_name(e));
		assert_int_equal(x.lost, ERR_OK);
	}
}

/* Cards whose certificates are objects: what is not there is none, what cannot
 * be had might have been one. */
static void
a_certificate_that_is_not_there(void **state)
{
	static const struct card_driver *const drivers[] = { &drv_piv,
	    &drv_gids, &drv_openpgp };
	static const struct { uint16_t sw; bool more; } words[] = {
		{ 0x9000, false },		/* an empty object */
		{ 0x6a82, false }, { 0x6a88, false }, { 0x6983, false },
		{ 0x6581, true }, { 0x6f00, true },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++) {
			const struct place p = { drivers[i], certificates, 0 };
			enum err e = run(&p, ERR_OK, words[j].sw);

			if (e != ERR_OK || certs.count != 0 ||
			    certs.more != words[j].more)
				fail_msg("%s, %04x: %s, more %d",
				    drivers[i]->name, words[j].sw,
				    err_name(e), certs.more);
		}
	}
}

static int
setup(void **state)
{
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, "246813", 6), ERR_OK);
	return state == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	secret_free(&pin);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_answer_has_one_cause_everywhere),
		cmocka_unit_test(a_status_word_means_one_thing_to_who_reads),
		cmocka_unit_test(a_certificate_that_is_not_there),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, setup, teardown);
}
