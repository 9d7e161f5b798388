/* What somebody else may know of a session while it is under way: which step,
 * which error, whose case, how much time.  The types leave no room for what
 * was typed, shown or told of a person. */
#ifndef CORE_GLANCE_H
#define CORE_GLANCE_H

#include <stdbool.h>

#include "base/case_no.h"
#include "base/err.h"
#include "screen/screen.h"
#include "wire/wire.h"

struct session;

struct glance {
	const struct screen *screen;
	enum err last;			/* message of this visit; ERR_OK: none
					 * yet */
	char case_no[CASE_NO_SIZE];
	char operator[WIRE_ACCOUNT];	/* whose shift it is, or "" */
	int left;			/* seconds: of the screen's countdown,
					 * else of the portal's session; -1:
					 * neither runs */
	bool busy;			/* an action is under way */
};

void session_glance(struct session *session, struct glance *glance);

#endif
