/* cilingir doctor [--json]: what the screen of the same name looks at, for
 * whoever looks after terminals.  No try is spent, nothing is changed. */
#ifndef APP_CMD_DOCTOR_H
#define APP_CMD_DOCTOR_H

#include <stdbool.h>

struct config;
struct config_sources;
struct options;

/* Added up where there is trouble; 0: nothing is wrong.  They are told apart
 * from the statuses of run.h. */
enum {
	DOCTOR_EXIT_CARD = 16,		/* pcscd, reader or card */
	DOCTOR_EXIT_PORTAL = 32,
	DOCTOR_EXIT_TERMINAL = 64
};

/* `config`: as far as it could be read from `from`; where it is wrong, that is
 * one of the findings. */
int cmd_doctor(const struct options *options, const struct config *config,
    const struct config_sources *from);

#endif
