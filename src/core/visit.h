/* What one person's visit leaves behind in memory, in one place, so that one
 * call wipes it. */
#ifndef CORE_VISIT_H
#define CORE_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "core/attempt.h"
#include "core/countdown.h"
#include "remote/remote.h"

struct secret;

/* An unlock that the portal has opened for a card. */
struct visit_unlock {
	char id[WIRE_ID];		/* "": none is open */
	struct countdown life;
	uint8_t serial[CARD_SERIAL_MAX];
	size_t serial_len;		/* 0: no card was read yet */
	char type[16];
	int tries;
	size_t pin_min, pin_max;
};

struct visit {
	struct secret *token;		/* of the portal session */
	struct secret *identity;	/* as typed at the login */
	struct secret *pin;		/* the new one, until it is written */
	bool open;			/* the portal has a session of ours */
	bool logged_in;
	struct countdown session;
	char phone[32], name[WIRE_TEXT];	/* masked by the portal */
	char captcha[WIRE_ID];		/* its id; "": none */
	struct countdown captcha_life;
	struct remote_picture *picture;	/* NULL: none */
	struct countdown sms;		/* life of the code that was sent */
	struct visit_unlock unlock;
	struct attempt attempt;
	/* The card that refused the portal's cryptogram: it is not asked a
	 * second time, its key has tries of its own. */
	uint8_t refused[CARD_SERIAL_MAX];
	size_t refused_len;
};

/* Secrets are made here once; ERR_NO_MEMORY leaves a visit for visit_free. */
MUST_CHECK enum err visit_init(struct visit *v);

/* Everything back to the state after visit_init(). */
void visit_wipe(struct visit *v);
void visit_free(struct visit *v);

/* Only the captcha. */
void visit_drop_captcha(struct visit *v);

/* Only the unlock; the card that was read stays known. */
void visit_drop_unlock(struct visit *v);

#endif
