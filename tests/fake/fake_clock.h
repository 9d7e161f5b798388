/* A clock that stands still until a test moves it. */
#ifndef FAKE_CLOCK_H
#define FAKE_CLOCK_H

#include <stdint.h>

void fake_clock_start(void);
void fake_clock_forward(int64_t ms);
void fake_clock_stop(void);	/* back to the real one */

#endif
