/* The keys of the reader pin_pad.c: what is typed on them, and what becomes of
 * it (PC/SC workgroup, part 10: PIN_VERIFY_STRUCTURE, PIN_MODIFY_STRUCTURE).
 *
 * DIR/keys is a FIFO, in which a test types: a line a value, its digits, or
 *	cancel		the cancel key
 *	late		as if the time had run out, at once
 *	unable		the reader does not do that after all
 *	broken		it fails before anything is sent
 *	lost		the answer of the next command is lost
 *	says SW		the next command is sent, and SW is answered for it
 * DIR/log gets a line when values are waited for ("asked verify ORDER",
 * hexadecimal); no value is ever written anywhere but into the command. */
#ifndef TESTS_CARD_PAD_ENTRY_H
#define TESTS_CARD_PAD_ENTRY_H

#include <ifdhandler.h>
#include <stdbool.h>
#include <stddef.h>

/* To the card; *got is 0 where no answer came. */
typedef RESPONSECODE pad_send(const UCHAR *command, size_t len, UCHAR *answer,
    size_t size, DWORD *got);

/* False: there is no such FIFO. */
bool pad_open(const char *dir);
void pad_close(void);

/* Do what the structure `tx` says: wait for the values, `send` the command. */
RESPONSECODE pad_enter(bool modify, const UCHAR *tx, size_t len,
    pad_send *send, UCHAR *rx, size_t size, DWORD *got);

#endif
