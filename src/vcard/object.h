/* The inside of a card, for the files of this folder that are the card. */
#ifndef VCARD_OBJECT_H
#define VCARD_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "base/scp03.h"
#include "card/apdu.h"
#include "vcard/files.h"
#include "vcard/state.h"
#include "vcard/vcard.h"

#define SW_END_OF_FILE 0x6282
#define SW_WRONG 0x63c0		/* plus the tries left */
#define SW_MORE 0x6100		/* plus the bytes that are left */
#define SW_MEMORY 0x6581
#define SW_LENGTH 0x6700
#define SW_NO_CHAINING 0x6884
#define SW_SECURITY 0x6982
#define SW_BLOCKED 0x6983
#define SW_CONDITIONS 0x6985
#define SW_NO_CURRENT_EF 0x6986
#define SW_DATA 0x6a80
#define SW_FILE_NOT_FOUND 0x6a82
#define SW_P1_P2 0x6a86
#define SW_REFERENCE 0x6a88
#define SW_OFFSET 0x6b00
#define SW_LE 0x6c00		/* plus the right Le */
#define SW_INS 0x6d00
#define SW_CLA 0x6e00
#define SW_UNKNOWN 0x6f00

#define CHALLENGE_MAX 32
#define REST_MAX (VCARD_ANSWER_MAX - 2)	/* a wrapped certificate */
#define CHAIN_MAX 512

/* What a reset forgets. */
struct vcard_now {
	size_t df, ef;			/* indices; ef VFILE_NONE: none */
	bool pin_verified;
	bool administrator;		/* the cryptogram was right */
	struct scp03 scp;		/* a secure channel */
	bool scp_waits;			/* for EXTERNAL AUTHENTICATE */
	bool key_chosen, admin_chosen;
	bool selected;			/* the application is */
	uint8_t occurrence;		/* of an object that is there often */
	bool pin_fresh;			/* since VERIFY nothing was signed */
	uint8_t challenge[CHALLENGE_MAX];
	size_t challenge_len;		/* 0: none outstanding */
	bool challenge_new;		/* made by this command */
	uint8_t rest[REST_MAX];		/* for GET RESPONSE */
	size_t rest_len;
	uint8_t chain[CHAIN_MAX];	/* data of a command in parts */
	size_t chain_len;
};

struct vcard {
	struct vstate state;
	struct vfiles files;
	EVP_PKEY *key[VSTATE_PAIRS_MAX];
	struct vcard_now now;
};

struct vanswer {
	uint8_t data[REST_MAX];
	size_t len;
};

/* A command of a type's table (type.h): returns the status word. */
typedef uint16_t (*vcommand_fn)(struct vcard *card, const struct apdu *c,
    struct vanswer *a);

/* files.c */
uint16_t vcard_select(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_list(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_read(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_get_data(struct vcard *, const struct apdu *, struct vanswer *);

/* pin.c */
uint16_t vcard_verify(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_change(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_logout(struct vcard *, const struct apdu *, struct vanswer *);
uint16_t vcard_reset_retry(struct vcard *, const struct apdu *,
    struct vanswer *);

/* unlock.c */
uint16_t vcard_challenge(struct vcard *, const struct apdu *,
    struct vanswer *);
uint16_t vcard_authenticate(struct vcard *, const struct apdu *,
    struct vanswer *);

/* CLA of all parts of a command but the last (ISO/IEC 7816-4 5.3.3). */
#define CLA_MORE_FOLLOWS 0x10

/* CLA of a command under a secure channel (type_akis_scp.c). */
#define CLA_WRAPPED 0x84

/* rest.c: answers that are longer than a command may fetch, and commands that
 * come in parts. */

/* Hand out at most `ne` bytes of what is left in now.rest; 61xx: more. */
uint16_t vcard_rest_give(struct vcard *card, size_t ne, struct vanswer *a);
uint16_t vcard_get_response(struct vcard *, const struct apdu *,
    struct vanswer *);

/* Add to now.rest: bytes, an object, or a header around what has been added
 * since `from`.  What does not fit is left out: REST_MAX is for all there is.
 * The tag is its bytes as a number. */
void vcard_rest_add(struct vcard_now *now, const void *bytes, size_t len);
void vcard_rest_object(struct vcard_now *now, uint32_t tag, const void *bytes,
    size_t len);
void vcard_rest_wrap(struct vcard_now *now, size_t from, uint32_t tag);

/* Add a part to now.chain: 9000 or 6700. */
uint16_t vcard_chain_add(struct vcard_now *now, const struct apdu *c);

/* key.c; vcard_sign takes its data in one command or in parts. */
uint16_t vcard_choose_key(struct vcard *, const struct apdu *,
    struct vanswer *);
uint16_t vcard_sign(struct vcard *, const struct apdu *, struct vanswer *);

/* The private key `pair` on a block of its length, or on a DigestInfo, which
 * gets the padding of RSASSA-PKCS1-v1_5: RSA_LEN bytes. */
#define RSA_LEN 256
MUST_CHECK enum err vcard_rsa(struct vcard *card, size_t pair,
    const uint8_t *in, size_t in_len, uint8_t out[static RSA_LEN]);

/* tries.c: does `value` equal `wanted`, for one try of *tries (a member of
 * card->state)?  The try is taken off and saved first; a right value fills
 * the counter up to `max`.  9000, 63Cx, 6983 or 6581. */
uint16_t vcard_try(struct vcard *card, int *tries, int max,
    const uint8_t *wanted, size_t wanted_len, const uint8_t *value,
    size_t len);

/* The same for a padded value: `wanted` with FF behind it up to `len`. */
uint16_t vcard_try_padded(struct vcard *card, int *tries, int max,
    const struct secret *wanted, const uint8_t *value, size_t len);

/* New PIN (or PUK: `secret` and `tries` are members of card->state) and full
 * counter in one write; on an error the old one stands. */
uint16_t vcard_replace(struct vcard *card, struct secret **secret, int *tries,
    int max, const uint8_t *value, size_t len);

/* True once three wrong PUKs were seen by a card that dies of that. */
bool vcard_is_dead(const struct vcard *card);

#endif
