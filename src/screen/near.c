#include "screen/near.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define LONGEST	48	/* a longer name is nobody's typing error */

static int
least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Letters to add, drop, change or swap with their neighbour (optimal string
 * alignment) to get from a to b, with three rows instead of the table. */
static int
distance(const char *a, const char *b)
{
	int rows[3][LONGEST + 1], *before = rows[0], *above = rows[1];
	int *row = rows[2], *spare;
	size_t la = strlen(a), lb = strlen(b), i, j;

	if (la > LONGEST || lb > LONGEST)
		return INT_MAX;
	for (j = 0; j <= lb; j++)
		before[j] = above[j] = (int)j;
	for (i = 1; i <= la; i++) {
		row[0] = (int)i;
		for (j = 1; j <= lb; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1,
			    above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[lb];
}

struct near
near_begin(const char *wanted)
{
	/* Up to a third of the letters may be wrong, and at least one. */
	struct near near = { .wanted = wanted,
	    .distance = (int)(strlen(wanted) / 3) + 2 };

	if (strlen(wanted) < 3)
		near.distance = 2;
	return near;
}

void
near_try(struct near *near, const char *name)
{
	int d = distance(near->wanted, name);

	if (d < near->distance) {
		near->distance = d;
		near->best = name;
	}
}

void
near_try_all(struct near *near, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++)
		near_try(near, *names);
}

const char *
near_hint(const struct near *near, char hint[static NEAR_HINT])
{
	hint[0] = '\0';
	if (near->best != NULL)
		snprintf(hint, NEAR_HINT, "; did you mean '%s'?", near->best);
	return hint;
}
