/* The memory sticks that are mounted, and writing a file on one.  Runs in
 * cilingir-save only.
 *
 * A stick is a mount of its own below the configured folder, whose disk says
 * that it is removable or hangs on USB, and is not the disk that "/" is on. */
#ifndef SAVE_STICKS_H
#define SAVE_STICKS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "save/save.h"

struct stick_rules {
	const char *folder;	/* NULL: none is ever found */
	bool any;		/* any mount there that is not on the disk of
				 * "/", removable or not */
};

struct stick {
	struct save_stick seen;
	char path[PATH_MAX];
	dev_t dev;
};

/* At most SAVE_STICKS.  ERR_IO: the mounts cannot be read. */
MUST_CHECK enum err sticks_find(const struct stick_rules *rules,
    struct stick sticks[static SAVE_STICKS], size_t *count);

/* Write `bytes` as a new file: under another name first, to the disk, read
 * back and compared, then given its name (in `name`, which may get a number).
 * ERR_SAVE_GONE: no such stick (any more).  ERR_SAVE_READ_ONLY, ERR_SAVE_FULL,
 * ERR_SAVE_FAILED: nothing of it is left there as far as that can be done. */
MUST_CHECK enum err sticks_write(const struct stick_rules *rules,
    const char *id, char name[static SAVE_NAME], const void *bytes,
    size_t len);

/* The same in a folder that is no stick. */
MUST_CHECK enum err sticks_keep(const char *path, char name[static SAVE_NAME],
    const void *bytes, size_t len);

/* One line of /proc/self/mountinfo, for the tests and the fuzzer.  `line` is
 * changed.  False: it has another form. */
struct mount {
	unsigned id, major, minor;
	char path[PATH_MAX];	/* with the escapes undone */
	bool read_only;
};
bool mount_parse(char *line, struct mount *m);

#endif
