/* What is in one reader slot: a card, the log of what happens to it and the
 * faults that wait for it.  A reader of any kind (vpcd.h, link_mem.h) sits in
 * front and does what slot_command says. */
#ifndef VCARD_SLOT_H
#define VCARD_SLOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "vcard/fault.h"
#include "vcard/log.h"
#include "vcard/vcard.h"

struct slot {
	struct vcard *card;		/* owned; never NULL once opened */
	struct vlog log;		/* owned */
	struct faults faults;
	unsigned long commands;		/* since the start */
	int answer_ms;			/* how long it takes to each answer; for
					 * the reader in front (vpcd.h) */
	uint8_t held[VCARD_ANSWER_MAX];	/* an answer that waits */
	size_t held_len;		/* 0: none does */
};

/* What the reader in front is to do. */
enum slot_then {
	SLOT_ANSWER,			/* send the answer (maybe of 0 bytes) */
	SLOT_SILENT,			/* send nothing (yet) */
	SLOT_FLOOD,			/* send SLOT_FLOOD_LEN bytes */
	SLOT_PULLED,			/* the card is out, until told */
	SLOT_BLINKED			/* out and in again at once */
};

#define SLOT_FLOOD_LEN 65002

enum slot_power { SLOT_POWER_OFF, SLOT_POWER_ON, SLOT_RESET };

/* Put the card in `state` into an empty slot, its log at `log` (NULL: none).
 * On an error *error says what, and nothing is to be closed. */
MUST_CHECK enum err slot_open(struct slot *slot, const char *state,
    const char *log, char *error, size_t size);
void slot_close(struct slot *slot);

/* One command; `answer` has room for VCARD_ANSWER_MAX. */
enum slot_then slot_command(struct slot *slot, const uint8_t *command,
    size_t len, uint8_t *answer, size_t *answer_len);

/* Take the answer that was held; 0: there is none. */
size_t slot_release(struct slot *slot, uint8_t answer[VCARD_ANSWER_MAX]);

/* The card has no power: it forgets, and so does whoever held its answer. */
void slot_forget(struct slot *slot);

void slot_power(struct slot *slot, enum slot_power what);

/* Another card; the old one stays where the new one cannot be read. */
MUST_CHECK enum err slot_swap(struct slot *slot, const char *state,
    char *error, size_t size);

/* Order a fault, as fault_parse reads it. */
MUST_CHECK enum err slot_order(struct slot *slot, const char *fault);

#endif
