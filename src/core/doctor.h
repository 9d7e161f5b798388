/* The doctor: what is looked at so that a card can be unlocked here, and what
 * is made of the answers.  Pure: whoever asks card and portal
 * (core/act_doctor.c, app/cmd_doctor.c) hands in what came.  Nothing here
 * costs a try: what it needs of the card is read without a PIN. */
#ifndef CORE_DOCTOR_H
#define CORE_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/tools.h"
#include "remote/remote.h"

/* X(constant, id, step): the ids are part of `cilingir doctor --json`; a step
 * is a row of the screen, which may stand for several checks. */
#define DOCTOR_LIST(X) \
	/* pcscd is up, of a known version */ \
	X(DOCTOR_SERVICE, "service", "service") \
	X(DOCTOR_READER, "reader", "reader") \
	/* is in and answers, is of a known type, is in the operation phase */ \
	X(DOCTOR_CARD, "card", "card") \
	X(DOCTOR_KIND, "kind", "kind") \
	X(DOCTOR_PHASE, "phase", "kind") \
	/* tries are left */ \
	X(DOCTOR_PIN, "pin", "pin") \
	/* of the card: valid today (what the portal says of it, suspended \
	 * or revoked, is known only after login and shown there) */ \
	X(DOCTOR_CERTIFICATE, "certificate", "certificate") \
	/* answers, proves who it is, has our time, takes our version */ \
	X(DOCTOR_PORTAL, "portal", "portal") \
	X(DOCTOR_TRUST, "trust", "trust") \
	X(DOCTOR_CLOCK, "clock", "clock") \
	X(DOCTOR_VERSION, "version", "version") \
	/* configuration in order, helpers there, memory locked, journal \
	 * writable, pictures and Turkish letters can be shown */ \
	X(DOCTOR_CONFIG, "config", "terminal") \
	X(DOCTOR_HELPERS, "helpers", "terminal") \
	X(DOCTOR_MEMORY, "memory", "terminal") \
	X(DOCTOR_JOURNAL, "journal", "terminal") \
	X(DOCTOR_DISPLAY, "display", "terminal")

enum doctor_check {
#define DOCTOR_ENUM(constant, id, step) constant,
	DOCTOR_LIST(DOCTOR_ENUM)
#undef DOCTOR_ENUM
	DOCTOR_COUNT
};

enum doctor_state {
	DOCTOR_UNKNOWN,		/* not looked at, or it cannot be known now */
	DOCTOR_FINE,
	DOCTOR_TROUBLE
};

#define DOCTOR_DETAIL 160
#define DOCTOR_CLOCK_S 120	/* clocks that differ by less are right */

struct doctor_finding {
	enum doctor_state state;
	enum err about;		/* its message; ERR_OK: there is none */
	char detail[DOCTOR_DETAIL];	/* a name, a number; no language, no
					 * secret, no name of a person */
};

struct doctor_report {
	struct doctor_finding of[DOCTOR_COUNT];
};

/* What only the program around the core knows. */
struct doctor_place {
	struct doctor_finding config, helpers, memory, display;
};

/* "phase" and "kind" of DOCTOR_PHASE.  Static. */
const char *doctor_id(enum doctor_check check);
const char *doctor_step(enum doctor_check check);

/* The finding that speaks for a step: its first trouble, else what is known,
 * else what is not.  NULL: there is no such step. */
const struct doctor_finding *doctor_of_step(const struct doctor_report *r,
    const char *step);

void doctor_clear(struct doctor_report *r);

/* The answer of card->ops->identify. */
void doctor_card(struct doctor_report *r, enum err e,
    const struct card_info *info);

/* The answer of card->tools->certificates; of several the best one counts. */
void doctor_certificates(struct doctor_report *r, enum err e,
    const struct card_certs *certs, int64_t now);

/* The answer to WIRE_HEALTH; `now`: clock_wall_s() when it came. */
void doctor_portal(struct doctor_report *r, const struct remote_result *result,
    int64_t now);

/* `journal`: what journal_try() said. */
void doctor_terminal(struct doctor_report *r,
    const struct doctor_place *place, enum err journal);

/* Troubles among the checks from `first` to `last`. */
unsigned doctor_troubles(const struct doctor_report *r,
    enum doctor_check first, enum doctor_check last);

#endif
