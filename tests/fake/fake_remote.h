/* remote.h without a portal: answers as a test says and notes what was asked,
 * with every body as it would go over the wire.  Nothing is answered before
 * fake_remote_step(). */
#ifndef FAKE_REMOTE_H
#define FAKE_REMOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "fake/fake_log.h"
#include "remote/remote.h"

#define FAKE_REMOTE_PENDING 8
#define FAKE_REMOTE_BODIES (32 * 1024)

#define FAKE_LETTER_PIN "702416"
#define FAKE_LETTER_PUK "83120547"
#define FAKE_VERIFICATION "168857414351237"
#define FAKE_PDF "%PDF-1.3 PIN 702416"

/* How an operation ends next time(s). */
struct fake_answer {
	enum err e;		/* ERR_OK: well */
	int status;		/* 0: the portal did not say it */
	int tries_left, retry_after;
	enum remote_distrust distrust;
	unsigned times;		/* then well again */
};

struct fake_pending {
	bool active;
	uint32_t id;
	enum wire_op op;
	remote_done done;
	void *arg;
};

struct fake_remote {
	struct remote remote;
	struct fake_log *log;

	/* the script */
	struct fake_answer answers[WIRE_OP_COUNT];
	bool refuses[WIRE_OP_COUNT];	/* call() returns ERR_HELPER_GONE */
	size_t cryptogram_len;
	unsigned relay;		/* commands of an unlock by relay; 0: by
				 * challenge-response */
	uint8_t relayed[16];	/* the card's answers, one byte each */
	bool silent;			/* nothing is ever answered */
	int session_s, captcha_s, sms_s, unlock_s, keep_s;	/* lifetimes */
	int shift_s, shift_idle_s;
	const char *min_version, *unlock_id;
	const char *phone, *email;	/* on file, masked */
	int word_min;			/* -1: the portal does not say */
	bool waived;			/* this terminal needs no captcha */
	int letter_year;
	bool letter_stale;
	bool certificates;		/* the person has some: six */
	const char *certificate_state, *certificate_opens;
	const char *fingerprint;	/* of "c2"; others have their id */
	/* ways of e-Devlet */
	bool by_password, by_mobile, by_signature, by_card, by_bank, by_phone;
	const char *door_link;		/* "": the issuer gives none */
	unsigned polls;			/* questions until it is approved */
	int door_s, verification_s;	/* lifetimes */
	/* Called for each request; a test may stop the world there. */
	void (*at)(void *arg, enum wire_op op);
	void *at_arg;

	/* the record */
	unsigned calls[WIRE_OP_COUNT], cancelled;
	char keys[WIRE_OP_COUNT][WIRE_ID];	/* the last one of each */
	char cases[WIRE_OP_COUNT][CASE_NO_SIZE];	/* the same */
	char report[16], reason[32];		/* of the last report */
	char report_id[WIRE_ID], serial[WIRE_SERIAL_HEX];
	char certificate_id[WIRE_ID];		/* that was last asked for */
	char bodies[FAKE_REMOTE_BODIES];
	size_t bodies_len;

	/* private */
	struct fake_pending pending[FAKE_REMOTE_PENDING];
	uint32_t next_id;
};

void fake_remote_init(struct fake_remote *f, struct fake_log *log);
bool fake_remote_step(struct fake_remote *f);

/* The next answer of `op`: the portal says `e`, or (status 0) the way to it
 * has failed. */
void fake_remote_fail(struct fake_remote *f, enum wire_op op, enum err e,
    int status);

/* Whether that text was in any body. */
bool fake_remote_said(const struct fake_remote *f, const char *text);

#endif
