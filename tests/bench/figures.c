#include "figures.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

double
ms_since(int64_t begin)
{
	return (double)(now_ns() - begin) / 1e6;
}

void
samples_add(struct samples *s, double value)
{
	if (s->count < SAMPLES_MAX)
		s->value[s->count++] = value;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

double
samples_part(const struct samples *s, double part)
{
	static double sorted[SAMPLES_MAX];

	if (s->count == 0)
		cannot("nothing was measured");
	memcpy(sorted, s->value, s->count * sizeof(sorted[0]));
	qsort(sorted, s->count, sizeof(sorted[0]), by_value);
	return sorted[(size_t)(part * (double)(s->count - 1) + 0.5)];
}

double
samples_median(const struct samples *s)
{
	return samples_part(s, 0.5);
}

void
figure(const char *name, double value)
{
	printf("%s\t%.6g\n", name, value);
	(void)fflush(stdout);
}

void
cannot(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "cannot measure: ");
	vfprintf(stderr, format, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(1);
}
