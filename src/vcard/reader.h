/* The reader that a slot is in: pcscd's virtual one (vpcd.h) or QEMU's
 * (vscard.h). */
#ifndef VCARD_READER_H
#define VCARD_READER_H

#include <stdbool.h>

struct reader;

struct reader_ops {
	/* Take the card out; put it in again.  Nothing if it is so already. */
	void (*remove)(struct reader *reader);
	void (*insert)(struct reader *reader);
	/* Send the answer that the slot holds back.  False: there is none, or
	 * nobody waits for it any more. */
	bool (*release)(struct reader *reader);
	bool (*is_inserted)(const struct reader *reader);
	bool (*is_connected)(const struct reader *reader);
	/* *reader becomes NULL, which it may be. */
	void (*free)(struct reader **reader);
};

struct reader {
	const struct reader_ops *ops;
};

#endif
