/* The inside of the client, which is in seven files: client.c (the calls of
 * card.h), client_tools.c (those of tools.h), client_readers.c (those of
 * readers.h), client_relay.c (that of relay.h), client_helper.c (the process),
 * client_op.c (how an operation goes out and how it ends), client_frames.c
 * (what the helper says). */
#ifndef CARD_CLIENT_IMPL_H
#define CARD_CLIENT_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "card/card.h"
#include "card/proto.h"
#include "card/tools.h"

struct child;
struct loop_timer;
struct pending;

enum op_kind {
	OP_NONE, OP_IDENTIFY, OP_BEGIN, OP_FINISH, OP_CERTIFICATES, OP_SIGN,
	OP_CHANGE, OP_PUK, OP_CERTIFICATE, OP_READERS, OP_RELAY,
	OP_KINDS
};

/* The one operation under way. */
struct op {
	enum op_kind kind;
	uint32_t id;
	int64_t deadline;
	bool sent;			/* else `body` waits for a new helper */
	bool accepted;			/* the card took the cryptogram */
	bool writing;			/* the go-ahead was given */
	int steps;			/* that were told */
	struct buf body;
	card_info_fn info;
	card_challenge_fn challenge;
	card_progress_fn progress;
	card_result_fn result;
	card_certs_fn certs;
	card_der_fn der;
	card_readers_fn readers;
	card_relay_fn relayed;
	card_signed_fn is_signed;
	card_try_fn tried;
	void *arg;
};

struct client {
	struct card card;
	struct child *child;
	struct pending *pending;
	struct loop_timer *restart;
	struct loop_timer *reading;	/* since READING */
	int read_ms;			/* ... at most */
	struct op op;
	bool greeted;			/* by the helper that runs */
	bool hung;			/* killed, and not gone yet … */
	enum err why;			/* … for this */
	bool held;			/* a transaction is open */
	uint32_t cancel;		/* id of a CANCEL under way */
	char chosen[CARD_READER_NAME];	/* "": none */
	card_watch_fn changed;		/* NULL: nobody watches */
	void *changed_arg;
	struct card_info shown;
	bool shown_valid;
	int depth;			/* calls out that are running */
	bool closed;			/* in one of which it was closed */
};

static inline struct client *
card_client_of(struct card *card)
{
	return (struct client *)card;
}

/* client_tools.c */
extern const struct card_tool_ops card_client_tools;

/* How an operation of tools.h ends: without an answer, with one (ERR_SYNTAX:
 * the owner was not told). */
void card_client_tool_failed(const struct op *op, enum err e);
MUST_CHECK enum err card_client_tool_answered(const struct op *op,
    const uint8_t *body, size_t len);

/* client_relay.c */
extern const struct card_relay_ops card_client_relay;
MUST_CHECK enum err card_client_relay_answered(const struct op *op,
    const uint8_t *body, size_t len);

/* client_readers.c */
extern const struct card_reader_ops card_client_readers;
MUST_CHECK enum err card_client_say_choose(struct client *c);
MUST_CHECK enum err card_client_list_answered(const struct op *op,
    const uint8_t *body, size_t len);

/* client_helper.c: the process and its life. */

/* Around everything that ends in a call to the owner, who may close us. */
void card_client_enter(struct client *c);
void card_client_leave(struct client *c);
void card_client_destroy(struct client *c);

/* The helper hangs (ERR_CARD_MUTE) or says nonsense (ERR_HELPER_GONE); `gone`
 * follows from the loop. */
void card_client_kill(struct client *c, enum err why);

/* Make sure of a helper that was greeted and told what we watch. */
MUST_CHECK enum err card_client_start(struct client *c);

/* A frame without a body; card_client_say_watch() also starts the watchdog. */
MUST_CHECK enum err card_client_say(struct client *c, enum card_msg type,
    uint32_t id);
MUST_CHECK enum err card_client_say_watch(struct client *c);

/* Tell the watcher, if this is news. */
void card_client_show(struct client *c, const struct card_info *info);

/* Timers, and the event of child.h. */
void card_client_on_restart(void *arg);
void card_client_on_reading_late(void *arg);
void card_client_on_gone(void *arg);

/* client_op.c */

/* Begin c->op, whose kind, body and completion are set; `e` is how setting it
 * went.  It is kept for the next helper while this one is being killed. */
MUST_CHECK enum err card_client_op_begin(struct client *c, int64_t deadline,
    enum err e);
MUST_CHECK enum err card_client_op_send(struct client *c);
bool card_client_busy(const struct client *c);
enum card_msg card_client_op_answer(const struct client *c);

/* Its completion does not come. */
void card_client_op_forget(struct client *c);

/* client_frames.c: the event of child.h. */
void card_client_on_frame(void *arg, uint16_t type, uint32_t id,
    const uint8_t *body, size_t len);

#endif
