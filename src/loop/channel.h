/* Messages over a stream socket (the terminal's end and the helper's end):
 * a frame is a 32-bit big-endian length of what follows, a 16-bit type, a
 * 32-bit id that an answer repeats, and the body (loop/msg.h).  At most
 * CHANNEL_MAX bytes a frame.  Buffers are wiped after use.  A malformed frame
 * ends the channel: there is no way to find the next one. */
#ifndef LOOP_CHANNEL_H
#define LOOP_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CHANNEL_MAX (128 * 1024)
#define CHANNEL_BODY_MAX (CHANNEL_MAX - 10)
#define CHANNEL_QUEUE_MAX (4 * CHANNEL_MAX)	/* bytes that wait to be sent */

struct loop;
struct channel;

struct channel_events {
	/* A whole frame; `body` is valid (and wiped after) the call. */
	void (*frame)(void *arg, uint16_t type, uint32_t id,
	    const uint8_t *body, size_t len);
	/* The other end is gone (ERR_IO) or sent nonsense (ERR_SYNTAX).
	 * Called once, from the loop, after every whole frame that came before
	 * it; the channel may be freed from here. */
	void (*closed)(void *arg, enum err e);
};

/* Takes `fd` over, also on failure. */
MUST_CHECK enum err channel_new(struct loop *loop, int fd,
    const struct channel_events *events, void *arg, struct channel **channel);

/* Queue a frame.  `body` stays the caller's to wipe.  Never blocks and calls
 * no event.  ERR_IO: closed; ERR_TOO_BIG: the body, or the other end has not
 * read for so long that the queue is full; nothing was queued. */
MUST_CHECK enum err channel_send(struct channel *channel, uint16_t type,
    uint32_t id, const void *body, size_t len);

/* The other end is known to be dead: deliver what it sent, then `closed`. */
void channel_hang_up(struct channel *channel);

/* Closes the descriptor; no event comes after.  Safe inside an event. */
void channel_free(struct channel **channel);

/* Reassembly alone, for the fuzzer: feed bytes, get frames.  ERR_SYNTAX: a
 * malformed frame, now and from now on; `closed` is not called.  The parser
 * must not be freed inside `frame`. */
struct channel_parser;
struct channel_parser *channel_parser_new(const struct channel_events *events,
    void *arg);
MUST_CHECK enum err channel_parser_feed(struct channel_parser *p,
    const uint8_t *bytes, size_t len);
void channel_parser_free(struct channel_parser **p);

#endif
