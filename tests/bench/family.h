/* What /proc says of a program and the processes that it has started. */
#ifndef BENCH_FAMILY_H
#define BENCH_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAMILY_MAX 16

struct family {
	int pid[FAMILY_MAX];	/* the first is the program itself */
	size_t count;
};

/* Sums over all processes and threads. */
struct family_use {
	uint64_t switches;	/* times that one went to sleep */
	uint64_t cpu_ns;
};

/* Those that live now. */
void family_find(int pid, struct family *f);

/* The processes that `pid` itself has started; how many there are, of which
 * `most` go to `out`. */
size_t family_children(int pid, int *out, size_t most);

/* Its name (/proc/PID/comm, 15 letters), in `out`. */
void family_name(int pid, char out[static 16]);

void family_use(const struct family *f, struct family_use *use);

/* Proportional set size in kB, of those whose name is not `without` (NULL:
 * all). */
double family_pss(const struct family *f, const char *without);

/* How many files that the process has mapped have `part` in their names. */
int family_maps(int pid, const char *part);

#endif
