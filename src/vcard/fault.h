/* Faults that tests order: what goes wrong at the N-th command.
 *
 *   pull       the card is pulled out before it gets the command
 *   lost       it carries the command out and is then pulled; no answer
 *   mute       it never gets the command and nothing is answered
 *   late-mute  it carries the command out; nothing is answered
 *   short      carried out; one byte is answered
 *   empty      carried out; an answer of no bytes (pcscd hangs for ever)
 *   truncate   carried out; the last byte of the data is missing, the status
 *              word is right
 *   swXXXX     this status word instead of carrying it out
 *   late-swXXXX  carried out, then this status word alone
 *   reset      the card resets itself first, then carries the command out
 *   flood      carried out; far more bytes are answered than any answer has
 *   hold       carried out; the answer waits for `release` (control.h)
 *   power      carried out and written down, then power fails for a moment:
 *              no answer, and the card is back at once
 *   swap:FILE  the card in FILE is in the slot before the command arrives,
 *              and nothing told the reader
 *
 * After mute, late-mute and empty pcscd stays in that command until the card is
 * removed, whoever has asked.  After pull and lost the card stays away until
 * `insert` (control.h). */
#ifndef VCARD_FAULT_H
#define VCARD_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define FAULTS_MAX 64
#define FAULT_FILE_MAX 256

enum fault_kind {
	FAULT_PULL,
	FAULT_LOST,
	FAULT_MUTE,
	FAULT_LATE_MUTE,
	FAULT_SHORT,
	FAULT_EMPTY,
	FAULT_TRUNCATE,
	FAULT_SW,
	FAULT_LATE_SW,
	FAULT_FLOOD,
	FAULT_HOLD,
	FAULT_RESET,
	FAULT_POWER,
	FAULT_SWAP
};

struct fault {
	enum fault_kind kind;
	unsigned long at;		/* number of the command, from 1 */
	uint16_t sw;			/* FAULT_SW, FAULT_LATE_SW */
	char file[FAULT_FILE_MAX];	/* FAULT_SWAP */
};

struct faults {
	struct fault list[FAULTS_MAX];
	size_t count;
};

/* "late-sw6581@7", or "mute@+1" counted from `now`: the next command is
 * now + 1.  ERR_SYNTAX: it is no fault, or lies in the past. */
MUST_CHECK enum err fault_parse(const char *text, unsigned long now,
    struct fault *fault);

/* ERR_TOO_BIG: FAULTS_MAX are ordered already. */
MUST_CHECK enum err faults_add(struct faults *faults,
    const struct fault *fault);

/* The fault of command `number`; it is forgotten then. */
bool faults_take(struct faults *faults, unsigned long number,
    struct fault *fault);

/* "late-sw" for FAULT_LATE_SW. */
const char *fault_name(enum fault_kind kind);

#endif
