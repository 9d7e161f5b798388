/* The words for what the doctor found; the same on the screen, line by line
 * and on the command line. */
#ifndef CORE_DOCTOR_TEXT_H
#define CORE_DOCTOR_TEXT_H

#include <stddef.h>

#include "core/doctor.h"
#include "core/vars.h"
#include "screen/screen.h"

#define DOCTOR_CODES 96		/* room for the codes of a report */
#define DOCTOR_HINT 192

/* Who fills in the variables of messages. */
struct doctor_words {
	const struct screens *screens;	/* NULL: none could be read */
	enum lang lang;
	vars_lookup lookup;
	void *arg;
};

/* What stands beside a step: "K103", "Reader 00", "Tries left: 3", or "". */
void doctor_hint(const struct doctor_words *w, const struct doctor_report *r,
    const char *step, char *out, size_t size);

/* Codes of all troubles, in the order of the checks: "K103 P201", or "". */
void doctor_codes(const struct doctor_words *w, const struct doctor_report *r,
    char *out, size_t size);

/* "K103", or the name of the error where no messages could be read. */
const char *doctor_code(const struct doctor_words *w, enum err about);

/* What happened and what to do next, in one paragraph, the detail with it. */
void doctor_advice(const struct doctor_words *w,
    const struct doctor_finding *f, char *out, size_t size);

#endif
