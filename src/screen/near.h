/* "Did you mean …?": the known name that a mistyped one is nearest to. */
#ifndef SCREEN_NEAR_H
#define SCREEN_NEAR_H

#include <stddef.h>

#define NEAR_HINT	96

struct near {
	const char *wanted;	/* what was written */
	const char *best;	/* nearest so far, NULL: nothing near */
	int distance;		/* private */
};

struct near near_begin(const char *wanted);

/* Consider a name, or each of a list that ends with NULL (NULL: none). */
void near_try(struct near *near, const char *name);
void near_try_all(struct near *near, const char *const *names);

/* "; did you mean 'x'?" in `hint`, or "" when nothing is near. */
const char *near_hint(const struct near *near, char hint[static NEAR_HINT]);

#endif
