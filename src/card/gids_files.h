/* The files that a minidriver keeps on a GIDS card, as bytes: its directory,
 * its list of key containers, and the compressed certificates of these.  What
 * is public of them is OpenSC's code (card-gids.c); card/drv_gids_certs.c reads
 * them off a card.  Hostile until proven: lengths are checked, nothing is read
 * outside what is given, nothing is written beyond what there is room for.
 *
 * The roots that a minidriver may keep beside them (msroots) are no
 * certificates of the holder: they are left alone. */
#ifndef CARD_GIDS_FILES_H
#define CARD_GIDS_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GIDS_CONTAINERS_MAX 126
#define GIDS_NAME_MAX 9			/* of file or folder, terminated */

/* Where GET DATA finds a file. */
struct gids_file {
	uint16_t ef, object;
};

/* Look a file up in the directory (object DF1F of EF A000).
 * ERR_NOT_FOUND, ERR_SYNTAX: this is no directory. */
MUST_CHECK enum err gids_file_find(const uint8_t *directory, size_t len,
    const char *folder, const char *name, struct gids_file *file);

/* A container of the list (file mscp/cmapfile): which keys it has, each of
 * which may have a certificate in mscp/ksc.. or mscp/kxc.. */
struct gids_container {
	bool signature, exchange;
};

/* The container number `n`, from 0.  ERR_NOT_FOUND: the list ends before; one
 * that is not in use has no key. */
MUST_CHECK enum err gids_container(const uint8_t *list, size_t len, size_t n,
    struct gids_container *container);

/* The name of the file with its certificate. */
void gids_certificate_name(size_t n, bool exchange,
    char name[static GIDS_NAME_MAX]);

/* The certificate in such a file: 01 00, its length, a zlib stream (RFC 1950);
 * or as it is.  ERR_SYNTAX: neither, or not of that length.
 * ERR_TOO_BIG: `size`. */
MUST_CHECK enum err gids_certificate(const uint8_t *file, size_t len,
    uint8_t *out, size_t size, size_t *out_len);

#endif
