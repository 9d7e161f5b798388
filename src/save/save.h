/* What the core sees of the places where a person may take a paper along: the
 * memory sticks that are plugged in, and a printer.  Never the terminal's own
 * disk.  The real side is save/client.h (a helper process), the other one
 * tests/fake/fake_save.c. */
#ifndef SAVE_SAVE_H
#define SAVE_SAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SAVE_STICKS 8		/* more are not listed */
#define SAVE_MAX (256 * 1024)	/* bytes of one paper */
#define SAVE_ID 48
#define SAVE_LABEL 64
#define SAVE_NAME 64

struct save_stick {
	char id[SAVE_ID];	/* of this mount: another one has another */
	char label[SAVE_LABEL];	/* as it came: clean before showing */
	uint64_t free;		/* bytes */
	bool read_only;
};

struct save_result {
	enum err e;		/* ERR_OK, ERR_SAVE_*, ERR_PRINT_FAILED,
				 * ERR_TIMEOUT, ERR_HELPER_GONE */
	size_t count;		/* of look */
	struct save_stick sticks[SAVE_STICKS];
	char name[SAVE_NAME];	/* of write: what the file is called */
};

/* Exactly once, from the loop and never from inside the call, unless
 * cancelled.  `result` is valid during the call. */
typedef void (*save_done)(void *arg, const struct save_result *result);

struct save;

/* One call at a time: ERR_ARGUMENT while another is under way.  `bytes` are
 * copied, and wiped on their way. */
struct save_ops {
	/* The sticks that are there now. */
	enum err (*look)(struct save *save, int64_t deadline, save_done done,
	    void *arg);

	/* Write a file called `name`, with a number in front of its ending
	 * where there is one already.  ERR_OK: it is on the stick, was read
	 * again and is the same; the stick may be pulled. */
	enum err (*write)(struct save *save, const char *stick,
	    const char *name, const void *bytes, size_t len, int64_t deadline,
	    save_done done, void *arg);

	/* The same in the folder that is configured for receipts, which no
	 * stick and no secret is meant for. */
	enum err (*keep)(struct save *save, const char *name,
	    const void *bytes, size_t len, int64_t deadline, save_done done,
	    void *arg);

	/* ERR_OK: the printer's queue has taken it. */
	enum err (*print)(struct save *save, const char *title,
	    const void *bytes, size_t len, int64_t deadline, save_done done,
	    void *arg);

	/* Its completion does not come; what was begun may still be done. */
	void (*cancel)(struct save *save);

	void (*close)(struct save **save);
};

struct save {
	const struct save_ops *ops;
};

#endif
