/* The files of a GIDS card, as GET DATA hands them out: what a minidriver wants
 * to find (type_gids.c). */
#ifndef VCARD_GIDS_FILES_H
#define VCARD_GIDS_FILES_H

#include "vcard/object.h"

#define GIDS_PIN_TRIES 3

uint16_t vcard_gids_get_data(struct vcard *, const struct apdu *,
    struct vanswer *);

#endif
