/* A token behind a PKCS#11 module (HSM, smart card, softhsm2), in which the
 * master key lives and which it never leaves: the token computes with it.
 *
 * The module is loaded by dlopen and called from one thread; C_Initialize
 * gets NULL, because not every module takes anything else.  A wrong PIN costs
 * a try of the token, so it is given once, and not at all when the token says
 * that one try is left.
 *
 * Where a call fails `why` gets a sentence for the operator, without the PIN.
 * ERR_REFUSED: the token or a rule says no; ERR_IO: module, token or PIN file
 * cannot be used. */
#ifndef PORTAL_TOKEN_H
#define PORTAL_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct token;
struct token_config;

#define TOKEN_MAC 16		/* bytes of an AES-CMAC */

/* Load the module, find the token by its label and log in.  Close with the
 * next call, also before the program ends. */
MUST_CHECK enum err token_open(const struct token_config *config,
    struct token **token, char *why, size_t size);
void token_close(struct token **token);

/* Make the master key in it: AES-256, for CMAC alone, not to be read out.
 * ERR_REFUSED also: it is there already. */
MUST_CHECK enum err token_make_key(struct token *token, char *why,
    size_t size);

/* AES-256-CMAC with the master key. */
MUST_CHECK enum err token_cmac(struct token *token, const uint8_t *input,
    size_t len, uint8_t mac[static TOKEN_MAC], char *why, size_t size);

#endif
