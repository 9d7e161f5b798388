/* The secure channel SCP03 of GlobalPlatform (Card Specification, Amendment
 * D) with AES-128: session keys, cryptograms, and the wrapping of commands
 * and answers.  Both ends are here, the one that has the keys of many cards
 * (portal) and the card (virtual card); bytes only, nothing here sends.
 *
 * A command is its four header bytes and its data.  Wrapped, its class byte
 * has SCP03_CLA set and its data are encrypted, where the level says so, with
 * a MAC behind them.  A struct scp03 holds keys: wipe it with scp03_close().
 *
 * ERR_REFUSED: a MAC or cryptogram is not right, or there is no channel; the
 * channel is closed.  ERR_TOO_BIG: it would not fit a short command. */
#ifndef BASE_SCP03_H
#define BASE_SCP03_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SCP03_KEYS 32		/* bytes: the key for ENC, the one for MAC */
#define SCP03_CHALLENGE 8
#define SCP03_CRYPTOGRAM 8
#define SCP03_MAC 8
#define SCP03_DATA_MAX 255	/* of a command, wrapped */
#define SCP03_ANSWER_MAX 256	/* data of an answer, wrapped */
#define SCP03_CLA 0x04

/* P1 of EXTERNAL AUTHENTICATE. */
#define SCP03_CLEAR 0x00	/* the ends know each other; no more */
#define SCP03_C_MAC 0x01
#define SCP03_C_ENC 0x02
#define SCP03_R_MAC 0x10
#define SCP03_R_ENC 0x20
#define SCP03_ALL 0x33

struct scp03 {
	uint8_t enc[16], mac[16], rmac[16];
	uint8_t chain[16];		/* the MAC of the last command */
	uint8_t context[2 * SCP03_CHALLENGE];	/* host's, card's */
	uint32_t counter;		/* of encrypted commands */
	uint8_t level;
	bool open;
};

/* New session keys from the card's own and both challenges; not open yet. */
MUST_CHECK enum err scp03_derive(struct scp03 *s,
    const uint8_t keys[static SCP03_KEYS],
    const uint8_t host[static SCP03_CHALLENGE],
    const uint8_t card[static SCP03_CHALLENGE]);

/* What the card shows of the keys that it has; what the other end shows goes
 * with scp03_authenticate(). */
MUST_CHECK enum err scp03_card_cryptogram(const struct scp03 *s,
    uint8_t out[static SCP03_CRYPTOGRAM]);

/* Data of EXTERNAL AUTHENTICATE: cryptogram and MAC.  The channel is open
 * when the call returns.  The card's end checks them. */
#define SCP03_AUTHENTICATE (SCP03_CRYPTOGRAM + SCP03_MAC)
MUST_CHECK enum err scp03_authenticate(struct scp03 *s, uint8_t level,
    uint8_t out[static SCP03_AUTHENTICATE]);
MUST_CHECK enum err scp03_check_authenticate(struct scp03 *s, uint8_t level,
    const uint8_t *data, size_t len);

/* header: as it is without the channel, SCP03_CLA not set: 80 for what is
 * sent as 84. */
MUST_CHECK enum err scp03_wrap(struct scp03 *s, const uint8_t header[static 4],
    const uint8_t *data, size_t len, uint8_t out[static SCP03_DATA_MAX],
    size_t *out_len);
MUST_CHECK enum err scp03_unwrap(struct scp03 *s,
    const uint8_t header[static 4], const uint8_t *data, size_t len,
    uint8_t out[static SCP03_DATA_MAX], size_t *out_len);

/* An answer to the last command.  An error's answer is not wrapped. */
MUST_CHECK enum err scp03_wrap_answer(struct scp03 *s, const uint8_t *data,
    size_t len, uint16_t sw, uint8_t out[static SCP03_ANSWER_MAX],
    size_t *out_len);
MUST_CHECK enum err scp03_unwrap_answer(struct scp03 *s, const uint8_t *data,
    size_t len, uint16_t sw, uint8_t out[static SCP03_ANSWER_MAX],
    size_t *out_len);

void scp03_close(struct scp03 *s);

#endif
