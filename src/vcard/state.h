/* What a virtual card keeps without power, and the one file that holds it.
 * The file is the card's memory chip: PIN, PUK and keys stand in it readable,
 * so it has mode 0600 and belongs to demos and tests only.
 *
 * It is replaced as a whole (write beside it, fsync, rename), so that a
 * process killed at any moment leaves the old state or the new one.  While it
 * is open "<file>.lock" is locked: one card cannot be in two readers. */
#ifndef VCARD_STATE_H
#define VCARD_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct secret;
struct vtype;

#define VSTATE_ATR_MAX 33
#define VSTATE_SERIAL_MAX 16		/* bytes; how many is the type's */
#define VSTATE_PIN_MAX 16
#define VSTATE_PUK_MAX 16
#define VSTATE_VALUE_MAX 32		/* of a PIN or PUK as it is kept */
#define VSTATE_KEY_MAX 32
#define VSTATE_PAIRS_MAX 4
#define VSTATE_RSA_MAX 2048		/* PKCS#8, DER */
#define VSTATE_CERTIFICATE_MAX 4096	/* X.509, DER */

enum vstate_phase {
	VSTATE_OPERATION,
	VSTATE_ADMINISTRATION
};

/* A key and the certificate for it. */
struct vstate_pair {
	struct secret *key;		/* RSA-2048, PKCS#8 DER */
	uint8_t certificate[VSTATE_CERTIFICATE_MAX];
	size_t certificate_len;
};

struct vstate {
	const struct vtype *type;	/* static data */
	char *path;			/* NULL: kept in memory only */
	int lock_fd;			/* -1: none */
	uint8_t atr[VSTATE_ATR_MAX];
	size_t atr_len;			/* 0: it has none */
	uint8_t serial[VSTATE_SERIAL_MAX];	/* type->serial_len */
	enum vstate_phase phase;
	struct secret *pin, *puk;	/* ASCII digits, or what is derived of
					 * them (type_openpgp.c) */
	struct secret *unlock_key;
	int pin_tries, auth_tries, puk_tries;
	struct vstate_pair pair[VSTATE_PAIRS_MAX];	/* type->pairs */
};

/* Empty secrets, full counters, no file.  ERR_NO_MEMORY: nothing to free. */
MUST_CHECK enum err vstate_init(struct vstate *s, const struct vtype *type);

/* Wipes and unlocks.  The file stays. */
void vstate_free(struct vstate *s);

/* Read a card from its file and lock it.  `s` is initialised by the call and
 * is to be freed only on ERR_OK.  ERR_SYNTAX, ERR_CARD_BUSY (another
 * process has this card), ERR_NOT_FOUND, ERR_IO: *error says what, without
 * the file's name. */
MUST_CHECK enum err vstate_open(const char *path, struct vstate *s,
    char *error, size_t size);

/* Give a state that was made in memory its file, which must not exist yet
 * (ERR_REFUSED), and write it. */
MUST_CHECK enum err vstate_create(const char *path, struct vstate *s);

/* Write the state to its file; ERR_OK for one that has none.  On an error the
 * file has its old content and the caller undoes its change. */
MUST_CHECK enum err vstate_save(const struct vstate *s);

/* Parse the text of a state file, for vstate_open and the fuzzer; `s` is to
 * be freed only on ERR_OK. */
MUST_CHECK enum err vstate_parse(const char *text, size_t len,
    struct vstate *s, char *error, size_t size);

/* "operation", "administration". */
const char *vstate_phase_name(enum vstate_phase phase);
MUST_CHECK enum err vstate_phase_from_name(const char *name,
    enum vstate_phase *phase);

#endif
