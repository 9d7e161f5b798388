#include "fake/fake_clock.h"

#include "base/clock.h"

static int64_t now_ms;

static int64_t
now(void)
{
	return now_ms;
}

void
fake_clock_start(void)
{
	now_ms = 1000000;
	clock_set_source(now);
}

void
fake_clock_forward(int64_t ms)
{
	now_ms += ms;
}

void
fake_clock_stop(void)
{
	clock_set_source(0);
}
