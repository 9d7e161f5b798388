/* What all measuring programs share: a clock, medians, and the one form in
 * which they say a figure: "name<TAB>value", a line each, on stdout.  run.sh
 * sets them beside each other. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#define SAMPLES_MAX 4096

/* Samples of one thing, in the order in which they came. */
struct samples {
	double value[SAMPLES_MAX];
	size_t count;
};

int64_t now_ns(void);

/* Milliseconds since `begin`, a point of now_ns(). */
double ms_since(int64_t begin);

/* More than SAMPLES_MAX are left out. */
void samples_add(struct samples *s, double value);

/* The value below which `part` (0 to 1) of the samples lie.  Ends the program
 * if there are none: a figure that was not measured is no figure. */
double samples_part(const struct samples *s, double part);
double samples_median(const struct samples *s);

void figure(const char *name, double value);

/* Print what could not be measured, and end the program. */
_Noreturn void cannot(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
