/* GIDS (Microsoft's Generic Identity Device Specification).  The serial is the
 * card id, the tries stand in object 7F71.  Unlocking is `gids-admin`: mutual
 * authentication with the administrator's 3DES key, which the portal has.
 *
 * The challenge that goes to the portal is R2 of the card and R1 of our own;
 * what comes back is the 40 bytes for the card and the 32 that its reply must
 * begin with (portal/method.c).  Keys are made for one serial, so the reply
 * proves that it is that card: its serial needs no second reading.
 *
 * Certificates are those of the key containers that a minidriver keeps
 * (gids_files.h). */
#ifndef CARD_DRV_GIDS_H
#define CARD_DRV_GIDS_H

#include "card/driver.h"

extern const struct card_driver drv_gids;

#define GIDS_TAG_LIST 4		/* bytes */

/* GET DATA of an object in a file.  `list` is the data of the command, and
 * lives as long as that. */
struct apdu gids_get_data(uint16_t file, uint16_t object,
    uint8_t list[static GIDS_TAG_LIST]);

/* drv_gids_certs.c; driver.h: card_tool_driver */
MUST_CHECK enum err gids_certificates(struct exchange *x,
    const struct card_type *type, struct driver_certs *certs);

#endif
