/* The portal's keys.
 *
 * Data key: 32 bytes, in a file as 64 hexadecimal digits.  From it HKDF-SHA256
 * makes one key per use (its `info` is the name of the use), so that no key
 * does two jobs.  Everything personal in the database is sealed with one of
 * them (seal.h).
 *
 * Master key: 32 bytes, same form, needed only to personalise cards.  A card's
 * own key is NIST SP 800-108 in counter mode with AES-256-CMAC; of 16 bytes:
 *
 *	CMAC(master, 00000001 | "cilingir card key" | 00 | serial | 00000080)
 *
 * where serial is the bytes of the card's serial number and the numbers are
 * big-endian.  A key of 24 or 32 bytes (method.h) takes two blocks, and the
 * last number is 000000c0 or 00000100.  The serving portal never opens the
 * master key: it uses the cards' own keys, which the database holds sealed. */
#ifndef PORTAL_KEYS_H
#define PORTAL_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct secret;

#define KEY_BYTES 32
#define CARD_KEY_BYTES 16
#define CARD_KEY_MAX 32

/* The keys made from the data key. */
struct keys {
	struct secret *lookup;		/* HMAC: identity and phone numbers */
	struct secret *seal;		/* AES-256-GCM: what is stored */
	struct secret *code;		/* HMAC: SMS codes */
	struct secret *request;		/* HMAC: requests kept for repeats */
	struct secret *picture;		/* HMAC: the noise of a captcha */
	struct secret *nobody;		/* HMAC: salts of unknown persons */
};

/* Read a key file; the caller frees *key.  The file must be closed to others
 * (mode 0600 or less; 0640 in $CREDENTIALS_DIRECTORY).  ERR_IO, ERR_SYNTAX,
 * ERR_REFUSED (mode). */
MUST_CHECK enum err key_read_file(const char *path, struct secret **key);

/* The PIN of a token, from a file as closed as a key's: one line.  The caller
 * frees *pin.  ERR_IO, ERR_SYNTAX, ERR_REFUSED (mode). */
MUST_CHECK enum err key_read_pin(const char *path, struct secret **pin);

/* Write a key as hexadecimal digits to a new file of mode 0600, on disk when
 * the call returns.  ERR_REFUSED: the file exists. */
MUST_CHECK enum err key_write_file(const char *path, const struct secret *key);

/* New random bytes; the caller frees. */
MUST_CHECK enum err key_make(size_t len, struct secret **key);

MUST_CHECK enum err keys_derive(const struct secret *data, struct keys *keys);
void keys_free(struct keys *keys);

/* What the CMAC of block `i` (from 1) of a card's key is made of; returns its
 * bytes.  For a master key that is not ours to hold (token.h). */
#define KEY_SERIAL_MAX 32
#define KEY_INPUT_MAX 64
size_t key_card_input(uint32_t i, const uint8_t *serial, size_t len,
    size_t bytes, uint8_t out[static KEY_INPUT_MAX]);

/* A card's own key of `bytes`, CARD_KEY_MAX at most; the caller frees. */
MUST_CHECK enum err key_for_card(const struct secret *master,
    const uint8_t *serial, size_t len, size_t bytes, struct secret **key);

#endif
