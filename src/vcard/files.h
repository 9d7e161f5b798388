/* The files of a card: a tree of at most VFILE_MAX, index 0 is the MF. */
#ifndef VCARD_FILES_H
#define VCARD_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define VFILE_MAX 12
#define VFILE_NONE SIZE_MAX
#define VFILE_CONTENT_MAX 4096

#define FID_MF 0x3f00

struct vfile {
	uint16_t fid;
	size_t parent;			/* VFILE_NONE: the MF */
	bool directory;
	uint8_t name[16];		/* AID of a directory */
	size_t name_len;
	uint8_t *content;		/* owned */
	size_t len;
};

struct vfiles {
	struct vfile file[VFILE_MAX];
	size_t count;
};

/* Add a file below `parent`; its index comes back in *at (may be NULL).
 * `content` is copied.  ERR_TOO_BIG, ERR_NO_MEMORY: nothing was added. */
MUST_CHECK enum err vfiles_add_directory(struct vfiles *files, size_t parent,
    uint16_t fid, const uint8_t *name, size_t name_len, size_t *at);
MUST_CHECK enum err vfiles_add(struct vfiles *files, size_t parent,
    uint16_t fid, const uint8_t *content, size_t len);

void vfiles_free(struct vfiles *files);

/* The child of `parent`, or VFILE_NONE. */
size_t vfiles_child(const struct vfiles *files, size_t parent, uint16_t fid);

#endif
