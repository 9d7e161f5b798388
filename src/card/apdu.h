/* Commands and answers of ISO/IEC 7816-4: short and extended, all four cases.
 * Bytes only; nothing here sends.  What may be sent is card/guard.h. */
#ifndef CARD_APDU_H
#define CARD_APDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define APDU_INS_VERIFY 0x20
#define APDU_INS_MSE 0x22
#define APDU_INS_CHANGE 0x24
#define APDU_INS_PSO 0x2a
#define APDU_INS_RESET_RETRY 0x2c
#define APDU_INS_INITIALIZE_UPDATE 0x50	/* GlobalPlatform */
#define APDU_INS_EXT_AUTH 0x82
#define APDU_INS_CHALLENGE 0x84
#define APDU_INS_GENERAL_AUTH 0x87
#define APDU_INS_SELECT 0xa4
#define APDU_INS_READ_BINARY 0xb0
#define APDU_INS_GET_RESPONSE 0xc0
#define APDU_INS_GET_DATA 0xca
#define APDU_INS_GET_DATA_BY_TAG 0xcb

#define APDU_SW_OK 0x9000

#define APDU_NC_MAX 65535	/* bytes of data */
#define APDU_NE_SHORT 256	/* "all there is" of a short command */
#define APDU_NE_MAX 65536	/* "all there is" of an extended one */
#define APDU_SHORT_MAX (5 + 255 + 1)	/* bytes of the longest short command */
#define APDU_EXTENDED_MAX (7 + 255 + 2)	/* of one with short data */
#define APDU_ANSWER_MAX (256 + 2)	/* bytes of the longest short answer */

struct apdu {
	uint8_t cla, ins, p1, p2;
	const uint8_t *data;	/* command data; not owned */
	size_t nc;		/* its length, 0: none */
	size_t ne;		/* the most bytes wanted back, 0: none */
};

/* Write `c` in its shortest form; extended where nc > 255 or ne > 256.
 * ERR_ARGUMENT: nc or ne beyond their maximum.  ERR_TOO_BIG: `size`.
 * *len is 0 then.  `out` holds what data held: wipe it where that matters. */
MUST_CHECK enum err apdu_build(const struct apdu *c, uint8_t *out, size_t size,
    size_t *len);

/* Read a command; c->data points into `bytes`.  ERR_SYNTAX: it is none. */
MUST_CHECK enum err apdu_parse(const uint8_t *bytes, size_t len,
    struct apdu *c);

/* Part an answer into data and status word; *data_len counts the bytes in
 * front of the word.  Fewer than two bytes are what pcscd hands out when the
 * card went in the middle of a command: ERR_CARD_GONE, outputs 0. */
MUST_CHECK enum err apdu_answer(const uint8_t *bytes, size_t len,
    size_t *data_len, uint16_t *sw);

#endif
