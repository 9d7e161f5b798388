/* The PDF of a PIN letter: one A4 page, on libharu, with an embedded TrueType
 * font in ISO 8859-9, which has all Turkish letters.  What libharu takes it
 * takes through hooks that wipe, and the page is not compressed, because zlib
 * would keep copies. */
#ifndef PORTAL_LETTER_PDF_H
#define PORTAL_LETTER_PDF_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/store_letter.h"

#define LETTER_FONT "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

/* Add the PDF to `pdf`, which then holds secrets.  `language`: "tr" or "en";
 * `now`: seconds since 1970.  ERR_IO: the font cannot be read.  ERR_TOO_BIG,
 * ERR_NO_MEMORY. */
MUST_CHECK enum err letter_pdf_draw(const struct letter *letter,
    const char *language, const char *font, int64_t now, struct buf *pdf);

#endif
