#include "core/idle.h"

#include "base/clock.h"

void
idle_touch(struct idle *idle)
{
	idle->last = clock_now_ms();
}

int64_t
idle_deadline(const struct idle *idle, bool applies)
{
	if (!applies || idle->seconds <= 0)
		return CLOCK_NEVER;
	return idle->last + (int64_t)idle->seconds * 1000;
}
