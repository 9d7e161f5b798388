/* save.h without sticks and printer: answers as a test says and keeps what it
 * was given.  Nothing is answered before fake_save_step(). */
#ifndef FAKE_SAVE_H
#define FAKE_SAVE_H

#include <stdbool.h>

#include "base/buf.h"
#include "save/save.h"

struct fake_save {
	struct save save;
	/* the script */
	size_t count;			/* sticks that are there */
	struct save_stick sticks[SAVE_STICKS];
	enum err look_error, write_error, print_error;
	/* the record */
	unsigned looks, writes, prints, keeps, cancelled;
	char stick[SAVE_ID], name[SAVE_NAME];
	struct buf paper;		/* what was written or printed last */
	/* private */
	int under_way;			/* 0: nothing */
	save_done done;
	void *arg;
};

void fake_save_init(struct fake_save *f);
void fake_save_free(struct fake_save *f);
bool fake_save_step(struct fake_save *f);

/* A stick of that label is plugged in. */
void fake_save_plug(struct fake_save *f, const char *label, bool read_only);

#endif
