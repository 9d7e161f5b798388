/* A relay between one terminal and the portal, on a port of its own, in a
 * thread: it tells how long the terminal has waited for the portal.  From the
 * first byte that goes out to the last that comes back before the next goes
 * out is network; all else is ours. */
#ifndef BENCH_RELAY_H
#define BENCH_RELAY_H

/* Both on 127.0.0.1.  Runs until the program ends. */
void relay_start(int from_port, int to_port);

/* Milliseconds of waiting since the last call. */
double relay_waited(void);

#endif
