/* What happened to a virtual card, one line each, written and out of our
 * hands before the answer is: a test that has seen an answer finds its line.
 * Data of commands and answers is never written, not even its hash.
 *
 * Lines, with the time in UTC:
 *
 *   TIME command n=17 cla=00 ins=2c p1=02 p2=80 lc=6 le=0 sw=9000 len=2
 *   TIME command n=18 cla=00 ins=82 ... sw=---- len=0 fault=lost did=9000
 *   TIME event connect 127.0.0.1:35963
 *
 * n counts commands since the start, over all cards; lc and le are lengths in
 * bytes (le=256: all there is; "-" in a malformed command); sw is the status
 * word that was sent ("----": none) and len the bytes that were sent, status
 * word included.  A command that met a fault has its name and in `did` what
 * the card itself answered ("none": it never got the command).
 *
 * Events: start, stop, connect HOST:PORT, disconnect (pcscd went away),
 * power-on, power-off, reset, atr, insert, remove, release (of an answer that
 * was held), card SERIAL (a card is in the slot, also at the start), fault
 * WHAT@N (one was ordered). */
#ifndef VCARD_LOG_H
#define VCARD_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define VLOG_NO_SW (-1)

struct vlog {
	int fd;				/* -1: nowhere */
};

struct vlog_command {
	unsigned long number;
	const uint8_t *command;		/* of which the header alone is used */
	size_t command_len;
	int sw;				/* sent, or VLOG_NO_SW */
	size_t len;			/* bytes sent */
	const char *fault;		/* NULL: none */
	int did;			/* the card's own answer, VLOG_NO_SW */
};

/* Append to `path`, made with mode 0600; NULL: lines go nowhere. */
MUST_CHECK enum err vlog_open(const char *path, struct vlog *log);
void vlog_close(struct vlog *log);

void vlog_command(const struct vlog *log, const struct vlog_command *c);
void vlog_event(const struct vlog *log, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
