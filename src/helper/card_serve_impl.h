/* The inside of the helper's conversation, which is in three files:
 * card_serve.c, card_serve_tools.c for the calls of card/tools.h, and
 * card_serve_readers.c for those of card/readers.h. */
#ifndef HELPER_CARD_SERVE_IMPL_H
#define HELPER_CARD_SERVE_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "card/driver.h"
#include "card/proto.h"
#include "card/source.h"
#include "card/tool.h"
#include "card/unlock.h"
#include "helper/card_serve.h"
#include "loop/loop.h"

struct channel;

struct card_serve {
	struct loop *loop;
	struct source *source;
	const struct cards *cards;
	struct channel *channel;
	int fd;				/* the channel's */
	bool greeted, watching;

	/* What was read last, and of which card. */
	struct card_info info;
	struct card_known known;
	struct source_state at;
	bool info_valid;		/* false: read it again */
	struct loop_timer *again;
	int again_count;		/* for one card */
	uint32_t again_insertion;	/* ... which is this */

	struct card_unlock unlock;
	struct secret *pin;		/* from FINISH to GO; or what was
					 * typed, during one tool's work */
	struct secret *new_pin;
	struct card_tool_env tools;
	uint32_t finish;		/* its id; 0: no GO is waited for */
};

/* Send what was put into `b`, and free it. */
void card_serve_send(struct card_serve *s, enum card_msg type, uint32_t id,
    struct buf *b, enum err e);

/* Nothing that changes a card is begun for a terminal that has hung up. */
bool card_serve_has_terminal(const struct card_serve *s);

/* The card went, or seemed to, while something was asked of it. */
bool card_serve_is_lost(enum err e);

/* Forget what is known of the card, and say what is there now. */
void card_serve_look_anew(struct card_serve *s);

/* A card that is held for an unlock is not to be touched. */
bool card_serve_is_free(const struct card_serve *s);

/* card_serve_readers.c */
MUST_CHECK enum err card_serve_on_readers(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len);
MUST_CHECK enum err card_serve_on_choose(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len);

/* card_serve_tools.c */
MUST_CHECK enum err card_serve_on_certificate(struct card_serve *s,
    uint32_t id, const uint8_t *body, size_t len);
MUST_CHECK enum err card_serve_on_certificates(struct card_serve *s,
    uint32_t id, const uint8_t *body, size_t len);
MUST_CHECK enum err card_serve_on_sign(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len);
MUST_CHECK enum err card_serve_on_change(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len);
MUST_CHECK enum err card_serve_on_puk(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len);

#endif
