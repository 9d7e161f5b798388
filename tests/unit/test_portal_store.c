/* The rules that are kept in the database: rates, codes, kept answers,
 * unlock states, the chain of the audit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "portal/audit.h"
#include "portal/keys.h"
#include "portal/limit.h"
#include "portal/repeat.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_code.h"
#include "portal/store_person.h"
#include "portal/store_session.h"

static struct store *store;
static struct keys keys;
static uint8_t someone[HASH_BYTES] = { 1 };
static uint8_t phone[HASH_BYTES] = { 2 };
static uint8_t stranger[HASH_BYTES] = { 3 };

static int
set_up(void **state)
{
	struct secret *data = NULL;
	const char *why = "";

	(void)state;
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return -1;
	if (key_make(KEY_BYTES, &data) != ERR_OK ||
	    keys_derive(data, &keys) != ERR_OK)
		return -1;
	secret_free(&data);
	return store_open(":memory:", &store, &why) == ERR_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	store_close(&store);
	keys_free(&keys);
	return 0;
}

/* Each test is one transaction, taken back. */
static int
begin(void **state)
{
	(void)state;
	return store_begin(store) == ERR_OK ? 0 : -1;
}

static int
roll_back(void **state)
{
	(void)state;
	return store_end(store, ERR_CANCELLED) == ERR_CANCELLED ? 0 : -1;
}

static int
wait_of(const uint8_t *who, const uint8_t *to, int64_t now)
{
	int wait = -1;

	assert_int_equal(sent_wait(store, who, to, 60, 3, now, &wait), ERR_OK);
	return wait;
}

static void
test_messages_are_held_back(void **state)
{
	int64_t id;

	(void)state;
	assert_int_equal(wait_of(someone, phone, 10000), 0);
	assert_int_equal(sent_add(store, someone, phone, 10000, &id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10000), 60);
	assert_int_equal(wait_of(someone, phone, 10059), 1);
	assert_int_equal(wait_of(someone, phone, 10060), 0);
	/* By phone alone, by person alone, and nobody else. */
	assert_int_equal(wait_of(stranger, phone, 10000), 60);
	assert_int_equal(wait_of(someone, stranger, 10000), 60);
	assert_int_equal(wait_of(stranger, stranger, 10000), 0);
	assert_int_equal(sent_delete(store, id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10000), 0);
}

static void
test_messages_in_an_hour(void **state)
{
	int64_t id;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(sent_add(store, someone, phone,
		    10000 + 100 * i, &id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10300), 3300);
	assert_int_equal(wait_of(someone, phone, 13600), 0);
}

static void
test_rate(void **state)
{
	int wait = -1;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(limit_count(store, "login", "a", 5, 600,
		    &wait), ERR_OK);
	assert_int_equal(wait, -1);
	assert_int_equal(limit_count(store, "login", "a", 5, 615, &wait),
	    ERR_PORTAL_BUSY);
	assert_int_equal(wait, 45);
	assert_int_equal(limit_count(store, "login", "b", 5, 615, &wait),
	    ERR_OK);
	assert_int_equal(limit_count(store, "sms", "a", 5, 615, &wait),
	    ERR_OK);
	assert_int_equal(limit_count(store, "login", "a", 5, 660, &wait),
	    ERR_OK);
}

static int64_t
make_session(void)
{
	struct session s = { .terminal = "kiosk", .language = "tr",
	    .opened = 1, .expires = 1000 };

	assert_int_equal(seal_hash("t", 1, s.token), ERR_OK);
	assert_int_equal(session_insert(store, &s), ERR_OK);
	return s.id;
}

static enum code_state
state_of(int64_t session, int *tries)
{
	struct code code;

	assert_int_equal(code_read(store, session, "login", &code), ERR_OK);
	*tries = code.tries;
	return code.state;
}

static void
test_a_code_from_sending_to_void(void **state)
{
	int64_t session = make_session(), one, two;
	int tries;

	(void)state;
	assert_int_equal(code_insert(store, session, "login", someone, 3, 500,
	    &one), ERR_OK);
	/* Not yet: the message has not left. */
	assert_int_equal(state_of(session, &tries), CODE_NONE);
	assert_int_equal(code_activate(store, one), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
	for (int left = 2; left > 0; left--) {
		assert_int_equal(code_spend(store, one), ERR_OK);
		assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
		assert_int_equal(tries, left);
	}
	assert_int_equal(code_spend(store, one), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_VOID);
	assert_int_equal(code_insert(store, session, "login", phone, 3, 500,
	    &two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_VOID);
	assert_int_equal(code_activate(store, two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
	assert_int_equal(code_use(store, two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_USED);
}

/* A code for one thing neither replaces nor hides that for another. */
static void
test_codes_of_two_purposes_live_side_by_side(void **state)
{
	int64_t session = make_session(), login, unlock;
	int tries;
	struct code code;

	(void)state;
	assert_int_equal(code_insert(store, session, "login", someone, 3, 500,
	    &login), ERR_OK);
	assert_int_equal(code_activate(store, login), ERR_OK);
	assert_int_equal(code_insert(store, session, "unlock", phone, 2, 600,
	    &unlock), ERR_OK);
	assert_int_equal(code_activate(store, unlock), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
	assert_int_equal(tries, 3);
	assert_int_equal(code_read(store, session, "unlock", &code), ERR_OK);
	assert_int_equal(code.id, unlock);
	assert_int_equal(code.tries, 2);
	assert_int_equal(code_read(store, session, "other", &code), ERR_OK);
	assert_int_equal(code.state, CODE_NONE);
}

static void
test_a_code_is_bound(void **state)
{
	uint8_t a[HASH_BYTES], b[HASH_BYTES];
	struct secret *code;

	(void)state;
	assert_int_equal(code_make(CODE_DIGITS, &code), ERR_OK);
	assert_int_equal(secret_len(code), CODE_DIGITS);
	assert_int_equal(strspn((const char *)secret_bytes(code),
	    "0123456789"), CODE_DIGITS);
	assert_int_equal(code_hash(&keys, someone, "login", code, a), ERR_OK);
	assert_int_equal(code_hash(&keys, stranger, "login", code, b), ERR_OK);
	assert_false(seal_equal(a, b));
	assert_int_equal(code_hash(&keys, someone, "unlock", code, b), ERR_OK);
	assert_false(seal_equal(a, b));
	secret_free(&code);
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
	const struct holder h = { .identity = "10000000146", .name = "A B",
	    .phone = "+905412345678", .email = "" };
	uint8_t who[HASH_BYTES];
	struct word_hash word;
	int64_t person;

	assert_int_equal(person_put(store, &keys, &h, 1), ERR_OK);
	assert_int_equal(person_lookup_key(&keys, h.identity, who), ERR_OK);
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

static void
add_entries(int count)
{
	const struct audit_entry entry = { .at = 5, .who = someone,
	    .terminal = "k", .step = "s", .outcome = "ok", .detail = "" };

	for (int i = 0; i < count; i++)
		assert_int_equal(audit_add(store, &entry), ERR_OK);
}

static void
test_the_audit_chain(void **state)
{
	struct audit_head head, last;
	const char *why = NULL;
	int64_t broken;

	(void)state;
	assert_int_equal(audit_verify(store, NULL, &last, &broken, &why),
	    ERR_OK);
	assert_int_equal(last.seq, 0);
	add_entries(3);
	assert_int_equal(audit_read_head(store, &head), ERR_OK);
	add_entries(2);
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_OK);
	assert_int_equal(last.seq, 5);
	head.hash[0] ^= 1;
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 3);
	head.hash[0] ^= 1;
	head.seq = 6;
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 6);
	assert_int_not_equal(store_run(store, "DELETE FROM audit", ""),
	    ERR_OK);
	assert_int_not_equal(store_run(store, "UPDATE audit SET at = 1", ""),
	    ERR_OK);
	assert_int_equal(store_run(store, "DROP TRIGGER audit_no_update", ""),
	    ERR_OK);
	assert_int_equal(store_run(store, "UPDATE audit SET detail = 'x'"
	    " WHERE seq = 4", ""), ERR_OK);
	assert_int_equal(audit_verify(store, NULL, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 4);
	assert_non_null(why);
}

#define IN_TRANSACTION(test) \
	cmocka_unit_test_setup_teardown(test, begin, roll_back)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_messages_are_held_back),
		IN_TRANSACTION(test_messages_in_an_hour),
		IN_TRANSACTION(test_rate),
		IN_TRANSACTION(test_a_code_from_sending_to_void),
		IN_TRANSACTION(test_codes_of_two_purposes_live_side_by_side),
		IN_TRANSACTION(test_a_code_is_bound),
		IN_TRANSACTION(test_session_ends),
		IN_TRANSACTION(test_kept_answers),
		IN_TRANSACTION(test_a_card_key_opens_in_its_row_only),
		IN_TRANSACTION(test_one_cryptogram_an_unlock),
		IN_TRANSACTION(test_the_audit_chain),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
