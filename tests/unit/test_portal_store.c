/* What the rows are for: the outbox, a session and its captcha, kept answers,
 * the keys of cards, unlocks, shifts. */
#include "store_fixture.h"

#include "portal/repeat.h"
#include "portal/store_card.h"
#include "portal/store_mail.h"
#include "portal/store_operator.h"

static void
test_outbox(void **state)
{
	struct outbox_mail mail = { 0 };
	struct buf message;
	int wait = 0;

	(void)state;
	buf_init(&message, 64);
	buf_init(&mail.message, 64);
	assert_int_equal(outbox_take(store, &keys, 1, 30, &mail, &wait),
	    ERR_NOT_FOUND);
	assert_int_equal(wait, -1);
	assert_int_equal(buf_add_str(&message, "To: a@b.example"), ERR_OK);
	assert_int_equal(outbox_add(store, &keys, 7, &message, 5, 100),
	    ERR_OK);
	assert_int_equal(outbox_take(store, &keys, 1, 30, &mail, &wait),
	    ERR_NOT_FOUND);
	assert_int_equal(wait, 4);
	assert_int_equal(outbox_take(store, &keys, 5, 30, &mail, &wait),
	    ERR_OK);
	assert_int_equal(mail.person, 7);
	assert_string_equal((const char *)mail.message.data,
	    "To: a@b.example");
	/* Put off, in case that it was not sent. */
	assert_int_equal(outbox_take(store, &keys, 5, 30, &mail, &wait),
	    ERR_NOT_FOUND);
	assert_int_equal(wait, 25);
	assert_int_equal(outbox_take(store, &keys, 100, 130, &mail, &wait),
	    ERR_NOT_FOUND);
	assert_int_equal(wait, -1);
	buf_free(&message);
	buf_free(&mail.message);
}

static void
test_session_ends(void **state)
{
	uint8_t token[HASH_BYTES];
	struct session s;
	char answer[8];

	(void)state;
	assert_int_equal(captcha_insert(store, make_session(), "c", "26apw",
	    900), ERR_OK);
	assert_int_equal(seal_hash("t", 1, token), ERR_OK);
	assert_int_equal(session_find(store, token, 999, &s), ERR_OK);
	assert_int_equal(captcha_read(store, s.id, "c", 899, answer, 8),
	    ERR_OK);
	assert_int_equal(captcha_read(store, s.id, "c", 900, answer, 8),
	    ERR_NOT_FOUND);
	assert_int_equal(captcha_read(store, s.id + 1, "c", 1, answer, 8),
	    ERR_NOT_FOUND);
	assert_int_equal(session_find(store, token, 1000, &s),
	    ERR_SESSION_ENDED);
	assert_int_equal(store_purge(store, 1000), ERR_OK);
	assert_int_equal(session_find(store, token, 1, &s),
	    ERR_SESSION_ENDED);
}

static void
test_kept_answers(void **state)
{
	struct repeat r = { .key = "k" }, other;
	struct buf body, back;
	int status = 0;

	(void)state;
	buf_init(&body, 64);
	buf_init(&back, 64);
	assert_int_equal(buf_add_str(&body, "{}"), ERR_OK);
	assert_int_equal(repeat_find(store, &keys, &r, 1, &status, &back),
	    ERR_NOT_FOUND);
	assert_int_equal(repeat_keep(store, &keys, &r, 200, &body, 10),
	    ERR_OK);
	assert_int_equal(repeat_find(store, &keys, &r, 9, &status, &back),
	    ERR_OK);
	assert_int_equal(status, 200);
	assert_string_equal((const char *)back.data, "{}");
	assert_int_equal(repeat_find(store, &keys, &r, 10, &status, &back),
	    ERR_NOT_FOUND);
	other = r;
	other.request[0] = 1;
	assert_int_equal(repeat_find(store, &keys, &other, 9, &status, &back),
	    ERR_REFUSED);
	other = r;
	other.scope[0] = 1;
	assert_int_equal(repeat_find(store, &keys, &other, 9, &status, &back),
	    ERR_NOT_FOUND);
	buf_free(&body);
	buf_free(&back);
}

static void
add_person_and_card(void)
{
	uint8_t who[HASH_BYTES];
	struct word_hash word;
	int64_t person;

	add_person();
	assert_int_equal(person_lookup_key(&keys, "10000000146", who), ERR_OK);
	assert_int_equal(person_find(store, who, &person, &word), ERR_OK);
	assert_int_equal(card_put(store, "0102", person, "akis", "active", 1),
	    ERR_OK);
	assert_int_equal(card_put(store, "0102", person + 1, "akis", "active",
	    1), ERR_CARD_NOT_YOURS);
}

static void
test_a_card_key_opens_in_its_row_only(void **state)
{
	struct secret *key, *back = NULL;

	(void)state;
	add_person_and_card();
	assert_int_equal(card_read_key(store, &keys, "0102", &back),
	    ERR_CARD_NOT_KNOWN);
	assert_int_equal(key_make(CARD_KEY_BYTES, &key), ERR_OK);
	assert_int_equal(card_put_key(store, &keys, "0102", key), ERR_OK);
	assert_int_equal(card_put_key(store, &keys, "0304", key),
	    ERR_CARD_NOT_KNOWN);
	assert_int_equal(card_read_key(store, &keys, "0102", &back), ERR_OK);
	assert_true(secret_equal(key, back));
	secret_free(&back);
	assert_int_equal(store_run(store, "INSERT INTO card SELECT '0304',"
	    " person, type, state, key_sealed, enrolled FROM card", ""),
	    ERR_OK);
	assert_int_equal(card_read_key(store, &keys, "0304", &back),
	    ERR_REFUSED);
	assert_null(back);
	secret_free(&key);
}

static void
test_one_cryptogram_an_unlock(void **state)
{
	struct unlock u = { .person = 1, .serial = "0102", .terminal = "k",
	    .opened = 1, .expires = 100 };
	struct unlock found;

	(void)state;
	add_person_and_card();
	u.id[0] = 1;
	assert_int_equal(unlock_insert(store, &u), ERR_OK);
	u.id[0] = 2;
	assert_int_equal(unlock_insert(store, &u), ERR_OK);
	assert_int_equal(unlock_issue(store, u.id, phone, 5), ERR_OK);
	assert_int_equal(unlock_issue(store, u.id, phone, 5),
	    ERR_UNLOCK_USED);
	assert_int_equal(unlock_find(store, u.id, &found), ERR_OK);
	assert_int_equal(found.state, UNLOCK_ISSUED);
	u.id[0] = 1;
	assert_int_equal(unlock_issue(store, u.id, phone, 5),
	    ERR_UNLOCK_USED);
	assert_int_equal(unlock_find(store, u.id, &found), ERR_OK);
	assert_int_equal(found.state, UNLOCK_VOID);
}

static int64_t
begin_shift(void)
{
	struct operator o = { .account = "gise.1", .name = "A B",
	    .enabled = true, .has_word = true, .word.cost = 1 };
	struct shift s = { .token = { 7 }, .terminal = "kiosk", .opened = 1,
	    .expires = 100 };

	assert_int_equal(operator_add(store, &keys, &o, 1), ERR_OK);
	s.operator = o.id;
	assert_int_equal(shift_insert(store, &s), ERR_OK);
	return s.id;
}

static void
test_a_shift_that_is_over_stays_over(void **state)
{
	const uint8_t token[HASH_BYTES] = { 7 };
	int64_t id = begin_shift();
	struct shift found;

	(void)state;
	assert_int_equal(shift_extend(store, id, 99, 100, 150), ERR_OK);
	assert_int_equal(shift_find(store, token, 150, &found), ERR_OK);
	assert_int_equal(found.expires, 151);
	assert_int_equal(shift_extend(store, id, 151, 100, 1000), ERR_OK);
	assert_int_equal(shift_find(store, token, 151, &found),
	    ERR_OPERATOR_OVER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_outbox),
		IN_TRANSACTION(test_session_ends),
		IN_TRANSACTION(test_kept_answers),
		IN_TRANSACTION(test_a_card_key_opens_in_its_row_only),
		IN_TRANSACTION(test_one_cryptogram_an_unlock),
		IN_TRANSACTION(test_a_shift_that_is_over_stays_over),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
