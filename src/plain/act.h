/* What answers do to the session. */
#ifndef PLAIN_ACT_H
#define PLAIN_ACT_H

#include "plain/answer.h"

struct lines;
struct session;
struct told;

struct act {
	struct session *session;
	struct told *told;
	struct lines *out;
	bool from_start;	/* ask what was typed again */
};

/* `asked`: what the answer is to. */
void act_on(struct act *act, enum ask asked, const struct answer *answer);

#endif
