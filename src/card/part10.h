/* What a reader offers beside commands (PC/SC workgroup, part 10, v2.02.09):
 * bytes only, link_pcsc.c asks for them.
 *
 * The answer to CM_IOCTL_GET_FEATURE_REQUEST is a list of a tag, 04 and a
 * control code of four bytes, the highest first.  The answer to the control
 * code of FEATURE_GET_TLV_PROPERTIES is a list of tag, length and a value, the
 * lowest byte first.  Of a list that was cut what is whole is read.  An output
 * is set where it was found, and only there. */
#ifndef CARD_PART10_H
#define CARD_PART10_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pin_pad;

#define PART10_GET_FEATURES (0x42000000u + 3400)	/* pcsc-lite's */
#define PART10_VERIFY_PIN_DIRECT 0x06
#define PART10_MODIFY_PIN_DIRECT 0x07
#define PART10_GET_TLV_PROPERTIES 0x12
#define PART10_LIST_MAX 256		/* bytes of an answer */

/* The control code of a feature.  False: the reader does not have it. */
bool part10_feature(const uint8_t *list, size_t len, uint8_t tag,
    uint32_t *code);

/* The most bytes of data of a command or an answer (dwMaxAPDUDataSize); a
 * reader of short commands says 0, and that is 256 here.  False: it does not
 * say. */
bool part10_reach(const uint8_t *properties, size_t len, size_t *reach);

/* What they say of its keys: all of *pad but verify and modify, which are
 * features. */
void part10_pad(const uint8_t *properties, size_t len, struct pin_pad *pad);

#endif
