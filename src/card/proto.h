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
 *	RELAY command			ANSWER error data
 *	FINISH cryptogram pin		STEP authenticating, STEP writing
 *	GO				STEP checking, RESULT error result
 *	CERTIFICATES			CERTS error certs
 *	CERTIFICATE fingerprint		DER error bytes
 *	READERS				LIST error infos
 *	CHOOSE reader
 *	SIGN typed statement pin	SIGNED error signed result
 *	CHANGE typed old new		TRIED error result
 *	PUK typed puk new		TRIED error result
 *	CANCEL				CANCELLED
 *
 * READING announces calls into the reader that no request is waiting for, so
 * that the terminal can tell a reader that hangs from one that is idle.
 * Between STEP writing and GO the terminal puts its intent on the disk. */
#ifndef CARD_PROTO_H
#define CARD_PROTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/statement.h"
#include "card/card.h"
#include "card/readers.h"
#include "card/relay.h"
#include "card/tools.h"

struct secret;

#define CARD_PROTO_VERSION 6
#define CARD_PROTO_MAX 8192	/* bytes of a body */
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
	CARD_MSG_CANCELLED,
	CARD_MSG_CERTIFICATES,
	CARD_MSG_SIGN,
	CARD_MSG_CHANGE,
	CARD_MSG_PUK,
	CARD_MSG_CERTS,
	CARD_MSG_SIGNED,
	CARD_MSG_TRIED,
	CARD_MSG_CERTIFICATE,
	CARD_MSG_DER,
	CARD_MSG_READERS,
	CARD_MSG_LIST,
	CARD_MSG_CHOOSE,
	CARD_MSG_RELAY,
	CARD_MSG_ANSWER
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

/* What the holder typed: CHANGE, PUK, and in SIGN.  The secrets are the
 * caller's, CARD_PROTO_PIN each; new_pin NULL: there is none.  `pad`: the
 * holder is to type on the reader's keys, and neither secret is set. */
struct card_msg_typed {
	struct card_msg_begin card;
	bool last_try, admin, pad;
	struct secret *value, *new_pin;
};

struct card_msg_sign {
	struct card_msg_typed typed;
	uint8_t fingerprint[CARD_FINGERPRINT];
	char audience[STATEMENT_AUDIENCE_MAX];
	uint8_t challenge[STATEMENT_CHALLENGE_MAX];
	size_t challenge_len;
};

struct card_msg_challenge {
	enum err e;
	uint8_t challenge[CARD_CHALLENGE_MAX];
	size_t challenge_len;
	int tries;
};

/* One certificate; len 0: none. */
struct card_msg_der {
	uint8_t bytes[CARD_CERT_MAX];
	size_t len;
};

/* An empty body: WATCH, IDENTIFY, CERTIFICATES, READERS, GO, CANCEL, READING,
 * CANCELLED. */
MUST_CHECK enum err card_get_nothing(const uint8_t *body, size_t len);

/* ERR_SYNTAX also for another version. */
MUST_CHECK enum err card_put_hello(struct buf *b);
MUST_CHECK enum err card_get_hello(const uint8_t *body, size_t len);

MUST_CHECK enum err card_put_begin(struct buf *b, const uint8_t *serial,
    size_t len);
MUST_CHECK enum err card_get_begin(const uint8_t *body, size_t len,
    struct card_msg_begin *m);

/* proto_relay.c: a command of the portal's, and what the card answered. */
struct card_msg_relay {
	uint8_t command[CARD_RELAY_COMMAND];
	size_t len;
};
struct card_msg_answer {
	enum err e;
	uint8_t data[CARD_RELAY_ANSWER];
	size_t len;
};
MUST_CHECK enum err card_put_relay(struct buf *b, const uint8_t *command,
    size_t len);
MUST_CHECK enum err card_get_relay(const uint8_t *body, size_t len,
    struct card_msg_relay *m);
MUST_CHECK enum err card_put_answer(struct buf *b,
    const struct card_msg_answer *m);
MUST_CHECK enum err card_get_answer(const uint8_t *body, size_t len,
    struct card_msg_answer *m);

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

/* proto_tools.c.  These buffers hold what was typed: buf_free() wipes. */
MUST_CHECK enum err card_put_typed(struct buf *b,
    const struct card_typed *typed, const struct secret *new_pin);
MUST_CHECK enum err card_get_typed(const uint8_t *body, size_t len,
    struct card_msg_typed *m);
MUST_CHECK enum err card_put_sign(struct buf *b,
    const struct card_typed *typed, const struct card_statement *what);
MUST_CHECK enum err card_get_sign(const uint8_t *body, size_t len,
    struct card_msg_sign *m);

MUST_CHECK enum err card_put_certs(struct buf *b, enum err outcome,
    const struct card_certs *certs);
MUST_CHECK enum err card_get_certs(const uint8_t *body, size_t len,
    enum err *outcome, struct card_certs *certs);
MUST_CHECK enum err card_put_signed(struct buf *b, enum err outcome,
    const struct card_signed *done, const struct card_try_result *result);
MUST_CHECK enum err card_get_signed(const uint8_t *body, size_t len,
    enum err *outcome, struct card_signed *done,
    struct card_try_result *result);
MUST_CHECK enum err card_put_tried(struct buf *b, enum err outcome,
    const struct card_try_result *result);
MUST_CHECK enum err card_get_tried(const uint8_t *body, size_t len,
    enum err *outcome, struct card_try_result *result);

/* proto_readers.c */
MUST_CHECK enum err card_put_list(struct buf *b, enum err outcome,
    const struct card_info *list, size_t count);
MUST_CHECK enum err card_get_list(const uint8_t *body, size_t len,
    enum err *outcome, struct card_info list[static CARD_READERS_MAX],
    size_t *count);
MUST_CHECK enum err card_put_choose(struct buf *b, const char *reader);
MUST_CHECK enum err card_get_choose(const uint8_t *body, size_t len,
    char reader[static CARD_READER_NAME]);

MUST_CHECK enum err card_put_certificate(struct buf *b,
    const uint8_t fingerprint[static CARD_FINGERPRINT]);
MUST_CHECK enum err card_get_certificate(const uint8_t *body, size_t len,
    uint8_t fingerprint[static CARD_FINGERPRINT]);
MUST_CHECK enum err card_put_der(struct buf *b, enum err outcome,
    const struct card_msg_der *der);
MUST_CHECK enum err card_get_der(const uint8_t *body, size_t len,
    enum err *outcome, struct card_msg_der *der);

#endif
