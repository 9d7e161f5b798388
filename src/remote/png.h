/* A captcha picture: PNG to grey values, with libpng's simplified API.
 * Linked into cilingir-net only. */
#ifndef REMOTE_PNG_H
#define REMOTE_PNG_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "remote/remote.h"

/* At most WIRE_BODY_MAX bytes and REMOTE_PICTURE_W x REMOTE_PICTURE_H; what
 * is transparent becomes white.  ERR_PORTAL_ANSWER: anything else; *picture
 * is then empty (0 x 0). */
MUST_CHECK enum err png_decode_grey(const uint8_t *png, size_t len,
    struct remote_picture *picture);

#endif
