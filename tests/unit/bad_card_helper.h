/* A helper of the card that misbehaves: it plays a part, frame by frame, on the
 * descriptor that the client left it. */
#ifndef UNIT_BAD_CARD_HELPER_H
#define UNIT_BAD_CARD_HELPER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "card/proto.h"

#define HELPER_FD 3

static inline void
put(uint16_t type, uint32_t id, const struct buf *b)
{
	uint8_t head[10];
	uint32_t len = (uint32_t)(b == NULL ? 0 : b->len) + 6;

	for (int i = 0; i < 4; i++)
		head[i] = (uint8_t)(len >> (24 - 8 * i));
	head[4] = (uint8_t)(type >> 8);
	head[5] = (uint8_t)type;
	for (int i = 0; i < 4; i++)
		head[6 + i] = (uint8_t)(id >> (24 - 8 * i));
	if (write(HELPER_FD, head, sizeof(head)) < 0 ||
	    (len > 6 && write(HELPER_FD, b->data, b->len) < 0))
		_exit(1);
}

static inline bool
get_all(uint8_t *out, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = read(HELPER_FD, out + at, len - at);

		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* The next frame's type; *id is its id. */
static inline uint16_t
get(uint32_t *id)
{
	uint8_t head[10], body[4096];
	uint32_t len;

	if (!get_all(head, sizeof(head)))
		_exit(0);
	len = (uint32_t)head[2] << 8 | head[3];
	if (len < 6 || len - 6 > sizeof(body) || !get_all(body, len - 6))
		_exit(1);
	*id = (uint32_t)head[6] << 24 | (uint32_t)head[7] << 16 |
	    (uint32_t)head[8] << 8 | head[9];
	return (uint16_t)(head[4] << 8 | head[5]);
}

static inline void
put_hello(uint16_t version)
{
	struct buf b;
	uint8_t bytes[2] = { (uint8_t)(version >> 8), (uint8_t)version };

	buf_init(&b, 64);
	if (buf_add(&b, bytes, 2) == ERR_OK)
		put(CARD_MSG_HELLO, 0, &b);
	buf_free(&b);
}

static inline void
put_step_frame(uint32_t id, enum card_step step)
{
	struct buf b;

	buf_init(&b, 64);
	if (card_put_step(&b, step) == ERR_OK)
		put(CARD_MSG_STEP, id, &b);
	buf_free(&b);
}

static inline void
put_info_frame(uint16_t type, uint32_t id)
{
	struct card_info info = { .presence = CARD_PRESENT, .pin_tries = 2 };
	struct buf b;
	enum err e;

	buf_init(&b, CARD_PROTO_MAX);
	e = type == CARD_MSG_INFO ? card_put_info(&b, ERR_OK, &info) :
	    card_put_changed(&b, &info);
	if (e == ERR_OK)
		put(type, id, &b);
	buf_free(&b);
}

static inline void
put_challenge_frame(uint32_t id)
{
	struct card_msg_challenge m = { .challenge_len = 16, .tries = 0 };
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	if (card_put_challenge(&b, &m) == ERR_OK)
		put(CARD_MSG_CHALLENGE, id, &b);
	buf_free(&b);
}

static inline void
put_result_frame(uint32_t id)
{
	struct card_unlock_result r = { .authenticated = true,
	    .reset_sent = true, .tries_after = 3, .sw = 0x9000 };
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	if (card_put_result(&b, ERR_OK, &r) == ERR_OK)
		put(CARD_MSG_RESULT, id, &b);
	buf_free(&b);
}

static inline bool
part_is(const char *part, const char *name)
{
	return strcmp(part, name) == 0;
}

/* A finish, as far as the part goes. */
static inline void
play_finish(const char *part, uint32_t id)
{
	uint32_t go;
	uint16_t type;

	if (part_is(part, "checking-first")) {
		put_step_frame(id, CARD_STEP_CHECKING);
		return;
	}
	put_step_frame(id, CARD_STEP_AUTHENTICATING);
	if (part_is(part, "dies-authenticating"))
		_exit(1);
	if (part_is(part, "hangs-authenticating"))
		return;
	put_step_frame(id, CARD_STEP_WRITING);
	if (part_is(part, "no-go-wanted")) {
		put_step_frame(id, CARD_STEP_WRITING);
		return;
	}
	type = get(&go);
	if (type == CARD_MSG_CANCEL)
		put(CARD_MSG_CANCELLED, go, NULL);
	if (type != CARD_MSG_GO || go != id)
		return;
	if (part_is(part, "dies-after-go"))
		_exit(1);
	if (part_is(part, "hangs-after-go"))
		return;
	put_step_frame(id, CARD_STEP_CHECKING);
	put_result_frame(id);
}

static inline void
play(const char *part, uint16_t type, uint32_t id)
{
	uint8_t junk[3] = { 1, 2, 3 };
	struct buf b = { .data = junk, .len = sizeof(junk) };

	switch (type) {
	case CARD_MSG_HELLO:
		if (!part_is(part, "no-hello"))
			put_hello(part_is(part, "version") ? 999 :
			    CARD_PROTO_VERSION);
		return;
	case CARD_MSG_WATCH:
		put(CARD_MSG_READING, 0, NULL);
		if (!part_is(part, "hangs-reading"))
			put_info_frame(CARD_MSG_CHANGED, 0);
		return;
	case CARD_MSG_IDENTIFY:
		if (part_is(part, "junk"))
			put(CARD_MSG_INFO, id, &b);
		else if (part_is(part, "wrong-answer"))
			put_challenge_frame(id);
		else if (part_is(part, "unknown-frame"))
			put(77, id, NULL);
		else if (part_is(part, "dies"))
			_exit(1);
		else if (!part_is(part, "hangs"))
			put_info_frame(CARD_MSG_INFO, id);
		return;
	case CARD_MSG_BEGIN:
		put_challenge_frame(id);
		return;
	case CARD_MSG_FINISH:
		play_finish(part, id);
		return;
	case CARD_MSG_CANCEL:
		if (!part_is(part, "hangs-authenticating"))
			put(CARD_MSG_CANCELLED, id, NULL);
		return;
	default:
		_exit(1);
	}
}

__attribute__((noreturn)) static inline void
be_the_helper(const char *part)
{
	for (;;) {
		uint32_t id;
		uint16_t type = get(&id);

		play(part, type, id);
	}
}

#endif
