#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

static int64_t
boot_ms(void)
{
	struct timespec t;

	/* Cannot fail on Linux >= 2.6.39; no time at all is no way to go on. */
	if (clock_gettime(CLOCK_BOOTTIME, &t) != 0)
		abort();
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t (*source)(void) = boot_ms;

int64_t
clock_now_ms(void)
{
	return source();
}

int64_t
clock_left_ms(int64_t deadline)
{
	int64_t now = clock_now_ms();

	if (deadline <= now)
		return 0;
	if (deadline - now > INT32_MAX)
		return INT32_MAX;
	return deadline - now;
}

int
clock_left_s(int64_t deadline)
{
	return (int)((clock_left_ms(deadline) + 999) / 1000);
}

void
clock_set_source(int64_t (*now_ms)(void))
{
	source = now_ms != NULL ? now_ms : boot_ms;
}

int64_t
clock_wall_s(void)
{
	return (int64_t)time(NULL);
}
