/* links: card loop base */
/* Any bytes as the body of each message between terminal and helper.  What is
 * taken is within its bounds, and is put again as the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/proto.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
same(struct buf *b, enum err e, const uint8_t *bytes, size_t len)
{
	MUST(e == ERR_OK && b->len == len);
	MUST(len == 0 || memcmp(b->data, bytes, len) == 0);
	buf_clear(b);
}

static void
from_helper(struct buf *b, const uint8_t *bytes, size_t len)
{
	struct card_info info;
	struct card_msg_challenge challenge;
	struct card_unlock_result result;
	enum card_step step;
	enum err e;

	if (card_get_changed(bytes, len, &info) == ERR_OK)
		same(b, card_put_changed(b, &info), bytes, len);
	if (card_get_info(bytes, len, &e, &info) == ERR_OK) {
		MUST(memchr(info.reader, 0, sizeof(info.reader)) != NULL);
		MUST(info.serial_len <= CARD_SERIAL_MAX && e < ERR_COUNT);
		same(b, card_put_info(b, e, &info), bytes, len);
	}
	if (card_get_challenge(bytes, len, &challenge) == ERR_OK) {
		MUST(challenge.challenge_len <= CARD_CHALLENGE_MAX);
		same(b, card_put_challenge(b, &challenge), bytes, len);
	}
	if (card_get_result(bytes, len, &e, &result) == ERR_OK)
		same(b, card_put_result(b, e, &result), bytes, len);
	if (card_get_step(bytes, len, &step) == ERR_OK)
		same(b, card_put_step(b, step), bytes, len);
}

static void
from_terminal(struct buf *b, const uint8_t *bytes, size_t len)
{
	struct card_msg_begin begin;
	struct card_msg_finish finish = { .pin = secret_new(CARD_PROTO_PIN) };

	MUST(finish.pin != NULL);
	if (card_get_begin(bytes, len, &begin) == ERR_OK)
		same(b, card_put_begin(b, begin.serial, begin.serial_len),
		    bytes, len);
	if (card_get_finish(bytes, len, &finish) == ERR_OK) {
		MUST(secret_len(finish.pin) <= CARD_PROTO_PIN);
		same(b, card_put_finish(b, finish.cryptogram,
		    finish.cryptogram_len, finish.pin), bytes, len);
	}
	if (card_get_hello(bytes, len) == ERR_OK)
		same(b, card_put_hello(b), bytes, len);
	secret_free(&finish.pin);
}

/* What the holder typed. */
static void
typed(struct buf *b, const uint8_t *bytes, size_t len)
{
	struct card_msg_typed m = { .value = secret_new(CARD_PROTO_PIN),
	    .new_pin = secret_new(CARD_PROTO_PIN) };
	struct card_msg_sign sign = { .typed = { .value = m.value } };
	struct card_typed t = { .value = m.value };
	struct card_statement what = { .audience = sign.audience,
	    .challenge = sign.challenge };

	MUST(m.value != NULL && m.new_pin != NULL);
	if (card_get_typed(bytes, len, &m) == ERR_OK) {
		MUST(m.card.serial_len <= CARD_SERIAL_MAX);
		t.serial = m.card.serial;
		t.serial_len = m.card.serial_len;
		t.last_try = m.last_try;
		t.admin = m.admin;
		t.value = m.pad ? NULL : m.value;
		same(b, card_put_typed(b, &t, m.new_pin), bytes, len);
	}
	if (card_get_sign(bytes, len, &sign) == ERR_OK) {
		MUST(memchr(sign.audience, 0, sizeof(sign.audience)) != NULL);
		t.serial = sign.typed.card.serial;
		t.serial_len = sign.typed.card.serial_len;
		t.last_try = sign.typed.last_try;
		t.admin = sign.typed.admin;
		t.value = sign.typed.pad ? NULL : m.value;
		memcpy(what.fingerprint, sign.fingerprint,
		    sizeof(what.fingerprint));
		what.challenge_len = sign.challenge_len;
		same(b, card_put_sign(b, &t, &what), bytes, len);
	}
	secret_free(&m.value);
	secret_free(&m.new_pin);
}

static void
readers(struct buf *b, const uint8_t *bytes, size_t len)
{
	static struct card_info list[CARD_READERS_MAX];
	static struct card_msg_der der;
	uint8_t fingerprint[CARD_FINGERPRINT];
	char name[CARD_READER_NAME];
	struct card_msg_answer answer;
	struct card_msg_relay relay;
	size_t count;
	enum err e;

	if (card_get_list(bytes, len, &e, list, &count) == ERR_OK) {
		MUST(count <= CARD_READERS_MAX && e < ERR_COUNT);
		same(b, card_put_list(b, e, list, count), bytes, len);
	}
	if (card_get_relay(bytes, len, &relay) == ERR_OK) {
		MUST(relay.len <= sizeof(relay.command));
		same(b, card_put_relay(b, relay.command, relay.len), bytes,
		    len);
	}
	if (card_get_answer(bytes, len, &answer) == ERR_OK) {
		MUST(answer.len <= sizeof(answer.data) && answer.e < ERR_COUNT);
		same(b, card_put_answer(b, &answer), bytes, len);
	}
	if (card_get_choose(bytes, len, name) == ERR_OK) {
		MUST(memchr(name, 0, sizeof(name)) != NULL);
		same(b, card_put_choose(b, name), bytes, len);
	}
	if (card_get_certificate(bytes, len, fingerprint) == ERR_OK)
		same(b, card_put_certificate(b, fingerprint), bytes, len);
	if (card_get_der(bytes, len, &e, &der) == ERR_OK) {
		MUST(der.len <= CARD_CERT_MAX);
		same(b, card_put_der(b, e, &der), bytes, len);
	}
}

static void
tool_answers(struct buf *b, const uint8_t *bytes, size_t len)
{
	static struct card_certs certs;
	static struct card_signed done;
	struct card_try_result result;
	enum err e;

	if (card_get_certs(bytes, len, &e, &certs) == ERR_OK) {
		MUST(certs.count <= CARD_CERTS_MAX && e < ERR_COUNT);
		same(b, card_put_certs(b, e, &certs), bytes, len);
	}
	if (card_get_signed(bytes, len, &e, &done, &result) == ERR_OK) {
		MUST(done.certificate_len <= CARD_CERT_MAX);
		MUST(done.signature_len <= CARD_SIGNATURE_MAX);
		same(b, card_put_signed(b, e, &done, &result), bytes, len);
	}
	if (card_get_tried(bytes, len, &e, &result) == ERR_OK)
		same(b, card_put_tried(b, e, &result), bytes, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static bool made;
	struct buf b;

	if (!made)
		MUST(secret_heap_init() != SECRET_HEAP_NONE);
	made = true;
	buf_init(&b, CARD_PROTO_MAX);
	from_helper(&b, bytes, len);
	from_terminal(&b, bytes, len);
	typed(&b, bytes, len);
	tool_answers(&b, bytes, len);
	readers(&b, bytes, len);
	MUST(card_get_nothing(bytes, len) == (len == 0 ? ERR_OK : ERR_SYNTAX));
	buf_free(&b);
	return 0;
}
