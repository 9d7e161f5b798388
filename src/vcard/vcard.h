/* A virtual card: commands in, answers out.  Knows no reader, no
 * socket and no clock; vpcd.h puts it into pcscd's virtual reader and
 * link_mem.h behind card/link.h.
 *
 * What it is, is its type (type.h).  This is told here of akis1, AKİS v1.x:
 * what real cards do is taken from the public driver of AKİS (domain of
 * select, FCI tag 90, GET DATA, change, logout, key selection) and from
 * ISO/IEC 7816-4.  Our own conventions, because nothing is public about them:
 *
 *   - FCI tag 90 with both C0 bits: the PIN is locked (one bit: 40 two tries
 *     left, 80 one try left);
 *   - unlocking: GET CHALLENGE of 16 bytes, then at once EXTERNAL AUTHENTICATE
 *     00 82 00 01 with AES-128-CMAC(unlock key, challenge), then RESET RETRY
 *     COUNTER 00 2C 02 80 with the new PIN, which uses that status up;
 *     ten wrong cryptograms in a row and this way is closed (6983);
 *   - three wrong PUKs kill the card: GET DATA still answers and names the
 *     phase AF, commands on PIN and keys say 6983, all others 6F00;
 *   - an empty VERIFY counts as a wrong PIN: the worst that a card may do;
 *   - a try is taken off and written down before the comparison.
 *
 * A change is in the state file (state.h) before the answer leaves. */
#ifndef VCARD_VCARD_H
#define VCARD_VCARD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct vcard;
struct vstate;

#define VCARD_ANSWER_MAX (4608 + 2)	/* data and the status word */

/* Of the type akis1 */
#define VCARD_SERIAL 12
#define VCARD_KEY 16			/* AES-128 */
#define VCARD_PIN_TRIES 3
#define VCARD_PUK_TRIES 3
#define VCARD_AUTH_TRIES 10
#define VCARD_PIN_REF 0x80
#define VCARD_PIN_MIN 6
#define VCARD_PIN_MAX 8
#define VCARD_KEY_REF 0x01		/* the signing key, for MSE 22 C3 */
#define VCARD_UNLOCK_KEY_REF 0x01	/* for EXTERNAL AUTHENTICATE */

#define VCARD_PHASE_ADMINISTRATION 0xa0	/* byte 6 of GET DATA 01 04 */
#define VCARD_PHASE_OPERATION 0xa5
#define VCARD_PHASE_DEAD 0xaf		/* our own convention */

/* Open the card in a state file; errors as vstate_open. */
MUST_CHECK enum err vcard_open(const char *path, struct vcard **card,
    char *error, size_t size);

/* A card from a state; takes it over, also on failure.
 * ERR_SYNTAX: its signing key is no RSA-2048 key. */
MUST_CHECK enum err vcard_new(struct vstate *state, struct vcard **card);

/* Wipes; the state file stays as it is. */
void vcard_free(struct vcard **card);

/* Power on, off and reset are the same to a card: what was granted, chosen
 * and asked is forgotten. */
void vcard_reset(struct vcard *card);

/* Carry out one command.  `answer` has room for VCARD_ANSWER_MAX; its length
 * is returned and never under 2. */
size_t vcard_transmit(struct vcard *card, const uint8_t *command, size_t len,
    uint8_t *answer);

/* What the card keeps, for logs and tests: read only. */
const struct vstate *vcard_state(const struct vcard *card);

#endif
