/* What is in a certificate that came off a card.  Hostile until proven: it is
 * parsed by OpenSSL, in the sandboxed process that holds the reader, and only
 * fields of known size leave it. */
#ifndef CARD_X509_H
#define CARD_X509_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/tools.h"

/* `signs` stays false: that is the card's to tell.  ERR_SYNTAX: no
 * certificate of ours, with exactly these bytes. */
MUST_CHECK enum err x509_read(const uint8_t *der, size_t len,
    struct card_cert *cert);

/* The holder's number (base/identity.h), letters and digits; "": the subject
 * has no serialNumber, several, or another kind of one. */
void x509_identity(const uint8_t *der, size_t len,
    char out[static CARD_IDENTITY_MAX]);

#define X509_INPUT_MAX 64

/* What the key of that certificate has to sign for SHA-256 of a text: a
 * DigestInfo for RSA, the hash itself for EC.  ERR_CARD_UNABLE: another kind
 * of key. */
MUST_CHECK enum err x509_input(const uint8_t *der, size_t len,
    const char *text, uint8_t input[static X509_INPUT_MAX],
    size_t *input_len);

/* Does the signature fit certificate and text?  ERR_CARD_ANSWER: no. */
MUST_CHECK enum err x509_verify(const uint8_t *der, size_t len,
    const char *text, const uint8_t *signature, size_t signature_len);

#endif
