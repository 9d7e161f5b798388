/* A slot as a card in pcscd's virtual reader (vsmartcard's vpcd).  The card
 * connects to the reader over TCP; a message in either direction is its
 * length in two bytes, big-endian, and that many bytes.  One byte from the
 * reader is an order (00 power off, 01 power on, 02 reset, 04 answer to
 * reset), anything longer a command.
 *
 * vpcd writes length and data apart, and without TCP_QUICKACK before every
 * read the kernel's delayed acknowledgement costs 44 ms a command. */
#ifndef VCARD_VPCD_H
#define VCARD_VPCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "vcard/reader.h"
#include "vcard/slot.h"
#include "vcard/vcard.h"

#define VPCD_PORT "35963"	/* the first slot; 35964 the second */
#define VPCD_MESSAGE_MAX 65535
#define VPCD_REPLY_MAX (2 + VCARD_ANSWER_MAX)

struct loop;

/* Connects at the next turn of the loop and keeps trying: pcscd may come
 * later, or go and come back.  `slot` stays the caller's and must outlive it.
 * ERR_NOT_FOUND: host or port make no sense. */
MUST_CHECK enum err vpcd_new(struct loop *loop, const char *host,
    const char *port, struct slot *slot, struct reader **reader);

/* Bytes into messages into replies, without a socket (also for the fuzzer).
 * Zero it before use. */
struct vpcd_input {
	uint8_t bytes[2 + VPCD_MESSAGE_MAX];
	size_t len;
};

/* Where the next bytes are to be read to, and how many fit (never 0 after
 * vpcd_input_next has returned false). */
uint8_t *vpcd_input_room(struct vpcd_input *in, size_t *room);
void vpcd_input_added(struct vpcd_input *in, size_t len);

/* Handle the first whole message: *then and the frame to send (*reply_len 0:
 * nothing).  False: there is no whole message.  The message is wiped. */
bool vpcd_input_next(struct vpcd_input *in, struct slot *slot,
    enum slot_then *then, uint8_t reply[static VPCD_REPLY_MAX],
    size_t *reply_len);

#endif
