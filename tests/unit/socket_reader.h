/* The other end of a virtual card's connection, which is the test's: `listener`
 * is where the card comes to, `accepted` the card that has come. */
#ifndef UNIT_SOCKET_READER_H
#define UNIT_SOCKET_READER_H

#include "unit/vcard_fixture.h"

#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "loop/loop.h"

#define PATIENCE_MS 20000

static struct loop *loop;
static int listener = -1, accepted = -1;

static inline bool
readable_now(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

/* Let the card work until `fd` has something. */
static inline void
wait_for(int fd)
{
	int64_t end = clock_now_ms() + PATIENCE_MS;

	while (!readable_now(fd)) {
		assert_true(clock_now_ms() < end);
		loop_turn(loop, 10);
	}
}

static inline void
accept_card(void)
{
	wait_for(listener);
	accepted = accept(listener, NULL, NULL);
	assert_true(accepted >= 0);
}

#endif
