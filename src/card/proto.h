/* What the terminal and cilingir-card say to each other: bodies of channel
 * frames (loop/channel.h), built with loop/msg.h.  The first frame each way is
 * a hello with the version.  A body that ends early, goes on too long or holds
 * a value that does not exist is ERR_SYNTAX, and the conversation is over.
 *
 *	terminal			helper
 *	HELLO version			HELLO version
 *	WATCH				READING, then CHANGED info; again
 *					whenever something changes (id 0)
 *	IDENTIFY			INFO error info
 *	BEGIN serial			CHALLENGE error challenge tries
 *	FINISH cryptogram pin		STEP authenticating, STEP writing
 *	GO				STEP checking, RESULT error result
 *	CANCEL				CANCELLED
 *
 * READING announces calls into the reader that no request is waiting for, so
 * that the terminal can tell a reader that hangs from one that is idle.
 * Between STEP writing and GO the terminal puts its intent on the disk. */
#ifndef CARD_PROTO_H
#define CARD_PROTO_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "card/card.h"

struct secret;

#define CARD_PROTO_VERSION 1
#define CARD_PROTO_MAX 1024	/* bytes of a body */
#define CARD_PROTO_PIN 16	/* bytes of a PIN */

enum card_msg {
	CARD_MSG_HELLO = 1,
	CARD_MSG_WATCH,
	CARD_MSG_IDENTIFY,
	CARD_MSG_BEGIN,
	CARD_MSG_FINISH,
	CARD_MSG_GO,
	CARD_MSG_CANCEL,
	CARD_MSG_READING,
	CARD_MSG_CHANGED,
	CARD_MSG_INFO,
	CARD_MSG_CHALLENGE,
	CARD_MSG_STEP,
	CARD_MSG_RESULT,
	CARD_MSG_CANCELLED
};

struct card_msg_begin {
	uint8_t serial[CARD_SERIAL_MAX];
	size_t serial_len;
};

struct card_msg_finish {
	uint8_t cryptogram[CARD_CRYPTOGRAM_MAX];
	size_t cryptogram_len;
	struct secret *pin;	/* the caller's, CARD_PROTO_PIN */
};

struct card_msg_challenge {
	enum err e;
	uint8_t challenge[CARD_CHALLENGE_MAX];
	size_t challenge_len;
	int tries;
};

/* An empty body: WATCH, IDENTIFY, GO, CANCEL, READING, CANCELLED. */
MUST_CHECK enum err card_get_nothing(const uint8_t *body, size_t len);

/* ERR_SYNTAX also for another version. */
MUST_CHECK enum err card_put_hello(struct buf *b);
MUST_CHECK enum err card_get_hello(const uint8_t *body, size_t len);

MUST_CHECK enum err card_put_begin(struct buf *b, const uint8_t *serial,
    size_t len);
MUST_CHECK enum err card_get_begin(const uint8_t *body, size_t len,
    struct card_msg_begin *m);

/* The buffer holds a PIN afterwards: buf_free() wipes. */
MUST_CHECK enum err card_put_finish(struct buf *b, const uint8_t *cryptogram,
    size_t len, const struct secret *pin);
MUST_CHECK enum err card_get_finish(const uint8_t *body, size_t len,
    struct card_msg_finish *m);

MUST_CHECK enum err card_put_changed(struct buf *b,
    const struct card_info *info);
MUST_CHECK enum err card_get_changed(const uint8_t *body, size_t len,
    struct card_info *info);

MUST_CHECK enum err card_put_info(struct buf *b, enum err outcome,
    const struct card_info *info);
MUST_CHECK enum err card_get_info(const uint8_t *body, size_t len,
    enum err *outcome, struct card_info *info);

MUST_CHECK enum err card_put_challenge(struct buf *b,
    const struct card_msg_challenge *m);
MUST_CHECK enum err card_get_challenge(const uint8_t *body, size_t len,
    struct card_msg_challenge *m);

MUST_CHECK enum err card_put_step(struct buf *b, enum card_step step);
MUST_CHECK enum err card_get_step(const uint8_t *body, size_t len,
    enum card_step *step);

MUST_CHECK enum err card_put_result(struct buf *b, enum err outcome,
    const struct card_unlock_result *result);
MUST_CHECK enum err card_get_result(const uint8_t *body, size_t len,
    enum err *outcome, struct card_unlock_result *result);

#endif
