/* A slot as the card in a virtual machine's USB reader: QEMU's usb-ccid with
 * ccid-card-passthru, which listens on a Unix socket.  A message in either
 * direction is three numbers of four bytes, big-endian: type, reader, length;
 * and that many bytes.  The reader does not pass a reset on: to the card the
 * power is on from insertion to removal. */
#ifndef VCARD_VSCARD_H
#define VCARD_VSCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define VSCARD_HEADER 12
#define VSCARD_BODY_MAX 65536

struct loop;
struct reader;
struct slot;

/* Connects at the next turn of the loop and keeps trying: the machine may be
 * started later, or again.  `slot` stays the caller's and must outlive it.
 * ERR_TOO_BIG: the path does not fit into an address. */
MUST_CHECK enum err vscard_new(struct loop *loop, const char *path,
    struct slot *slot, struct reader **reader);

/* Bytes into messages, without a socket (also for the fuzzer).  Zero it
 * before use. */
struct vscard_input {
	uint8_t bytes[VSCARD_HEADER + VSCARD_BODY_MAX];
	size_t len;
};

struct vscard_message {
	uint32_t type;
	const uint8_t *body;		/* in the input, until it is dropped */
	size_t len;
};

/* The first message: ERR_NOT_FOUND: not whole yet.  ERR_TOO_BIG: it never
 * will be; hang up. */
MUST_CHECK enum err vscard_input_look(const struct vscard_input *in,
    struct vscard_message *message);

/* Take it out of the input, wiped. */
void vscard_input_drop(struct vscard_input *in,
    const struct vscard_message *message);

#endif
