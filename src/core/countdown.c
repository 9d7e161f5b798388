#include "core/countdown.h"

#include "base/clock.h"

void
countdown_stop(struct countdown *c)
{
	c->end = CLOCK_NEVER;
	c->total = 0;
}

void
countdown_start(struct countdown *c, int seconds)
{
	c->end = clock_now_ms() + (int64_t)seconds * 1000;
	c->total = seconds;
}

bool
countdown_running(const struct countdown *c)
{
	return c->end != CLOCK_NEVER;
}

bool
countdown_over(const struct countdown *c)
{
	return countdown_running(c) && clock_now_ms() >= c->end;
}

int
countdown_left(const struct countdown *c)
{
	return countdown_running(c) ? clock_left_s(c->end) : 0;
}

int64_t
countdown_next(const struct countdown *c)
{
	int left = countdown_left(c);

	if (left == 0)
		return CLOCK_NEVER;
	/* "7" is shown from 7000 ms before the end down to 6001: the figure
	 * changes when 6000 are left. */
	return c->end - (int64_t)(left - 1) * 1000;
}

int
countdown_mark(const struct countdown *c)
{
	static const int marks[] = { 10, 30, 60, 120 };
	int left = countdown_left(c);
	size_t i;

	if (left == 0)
		return 0;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (left <= marks[i])
			return marks[i] < c->total ? marks[i] : 0;
	return 0;
}
