/* Terminals that share a journal's path, side by side on one machine: each
 * has a file of its own.  The first has `path`, the second `path`-1, and so
 * on; one that a terminal has left behind with something in it is taken
 * before an empty one.  A lock file (`path`.lock) says which are in use; it
 * ends with the process, however that ends. */
#ifndef APP_JOURNAL_SLOT_H
#define APP_JOURNAL_SLOT_H

#include "app/config.h"

#define JOURNAL_SLOTS 64

struct journal_slot {
	char path[CONFIG_PATH_MAX + 8];	/* the journal to use */
	int lock;			/* -1: none */
};

/* Makes the folder (mode 0700) where it is missing.  Where no lock can be had
 * at all (a folder that cannot be written, more terminals than slots) `path`
 * itself is used without one: whoever wants to write it will be told. */
void journal_slot_take(struct journal_slot *slot, const char *path);

void journal_slot_leave(struct journal_slot *slot);

#endif
