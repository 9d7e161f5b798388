/* The picture of a captcha: large dark letters on white, each bent on its
 * own, thin noise.  228x72 pixels, that is 3x3 for each half block of 76x12
 * terminal cells, so that it stays readable when it is shown as text. */
#ifndef PORTAL_CAPTCHA_DRAW_H
#define PORTAL_CAPTCHA_DRAW_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define CAPTCHA_LETTERS 5
#define CAPTCHA_WIDTH 228
#define CAPTCHA_HEIGHT 72

/* Letters and digits of which none is taken for another. */
#define CAPTCHA_ALPHABET "acdefhkmnprtwxyz234679"

/* A random answer of CAPTCHA_LETTERS letters. */
MUST_CHECK enum err captcha_make(char out[static CAPTCHA_LETTERS + 1]);

/* Add a grey PNG to `png`.  The same seed bends the same way: asking again
 * for a picture tells nothing new.  ERR_NOT_FOUND: no font is installed. */
MUST_CHECK enum err captcha_draw(const char *answer,
    const uint8_t seed[static 32], struct buf *png);

/* Give back what cairo and fontconfig keep between pictures.  Last call, one
 * thread left. */
void captcha_draw_end(void);

#endif
