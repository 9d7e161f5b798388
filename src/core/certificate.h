/* The certificate that a person looks at or changes: what the portal says of
 * it, and how that is put into words. */
#ifndef CORE_CERTIFICATE_H
#define CORE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "card/tools.h"
#include "core/when.h"
#include "screen/screen.h"
#include "wire/wire.h"

struct choices;

enum certificate_state {
	CERTIFICATE_UNKNOWN,
	CERTIFICATE_WAITING,
	CERTIFICATE_ACTIVE,
	CERTIFICATE_SUSPENDED,
	CERTIFICATE_REVOKED,
	CERTIFICATE_EXPIRED
};

/* Sanitised texts, in the terminal's time zone. */
struct certificate {
	char id[WIRE_ID];		/* "": none is open, or the card's */
	char serial[WIRE_SERIAL_HEX], subject[WIRE_TEXT], issuer[WIRE_TEXT];
	char from[WHEN_TIME], to[WHEN_TIME], opens[WHEN_TIME];
	char revoked[WHEN_TIME];
	enum certificate_state state;
	bool by_holder;			/* suspended: by whom */
	char usage[64], reason[24], fee[32];
	char fingerprint[65];		/* as the wire has it */
	char said[160];			/* scratch of certificate_say() */
};

/* ERR_PORTAL_ANSWER: a time or a state that makes no sense; `c` is empty. */
MUST_CHECK enum err certificate_read(struct certificate *c,
    const struct wire_certificate *from);

/* One that the portal does not have: `id` is "", and there is no state. */
void certificate_read_card(struct certificate *c,
    const struct card_cert *from);

/* The state of a change's answer; the same errors. */
MUST_CHECK enum err certificate_set_state(struct certificate *c,
    const char *state);

/* CERTIFICATE_UNKNOWN: the wire has no such state. */
enum certificate_state certificate_state_of(const char *name);

/* What a screen says of a state; who suspended it is part of the word. */
const char *certificate_state_word(enum certificate_state state,
    bool by_holder);

/* Fill the list of reasons to revoke; their keys are RFC 5280's. */
MUST_CHECK enum err certificate_fill_reasons(struct choices *choices);

/* The value of a variable {certificate_…} or {revoke_reason}; NULL: it is none
 * of these. */
const char *certificate_say(struct certificate *c,
    const struct choices *choices, const struct screens *screens,
    enum lang lang, const char *name);

#endif
