/* The operator whose shift it is: a member of staff who works at this terminal
 * with other people's cards, and whose name is in the portal's audit for what
 * is done meanwhile.  A shift outlives the visits in it, and gives no right
 * that a visit does not have. */
#ifndef CORE_OPERATOR_H
#define CORE_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/countdown.h"
#include "wire/wire.h"

struct remote_result;
struct screen;
struct secret;
struct session;

struct operator_shift {
	struct secret *token;		/* empty: nobody's shift */
	char account[WIRE_ACCOUNT];	/* letters that a line may hold */
	char name[WIRE_TEXT];
	struct countdown life;		/* altogether */
	struct countdown idle;		/* from the last key on */
};

MUST_CHECK enum err operator_init(struct operator_shift *shift);
void operator_free(struct operator_shift *shift);

bool operator_at_work(const struct session *s);

/* The place wants one, and there is none. */
bool operator_needed(const struct session *s);

/* The screen that is shown on the way to `to`: itself, or the operators'
 * login as long as one is needed. */
const struct screen *operator_before(const struct session *s,
    const struct screen *to);

/* Operators type their own secrets: nobody turns the keyboard for that. */
bool operator_types(const struct session *s, const struct screen *screen);

/* A key was pressed. */
void operator_touch(struct session *s);

/* When the shift is over by itself, as far as this terminal knows; only
 * between two visits, CLOCK_NEVER else. */
int64_t operator_due(const struct session *s);

/* Wiped; the portal is told, without waiting. */
void operator_end(struct session *s);

/* Wiped: the portal has said that it is over. */
void operator_forget(struct session *s);

/* What is said of a refused card: whatever is wrong with it is one thing to an
 * operator, it is not by this one that they log in. */
enum err operator_outcome(enum err e);

/* The portal's answer to a login; what the action ends with. */
void operator_logged_in(struct session *s, const struct remote_result *r);

#endif
