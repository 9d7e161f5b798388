/* What the doctor is told about the terminal itself. */
#ifndef APP_PLACE_H
#define APP_PLACE_H

#include <stddef.h>

#include "base/secret.h"
#include "core/doctor.h"

struct config_sources;

struct place {
	const struct config_sources *from;	/* what is read again */
	enum secret_heap heap;	/* what secret_heap_init() said */
};

/* Looks anew: the files of the configuration, the helpers, the terminal that
 * standard output is. */
void place_look(const struct place *place, struct doctor_place *out);

/* As session_config.look wants it. */
void place_look_arg(void *arg, struct doctor_place *out);

#endif
