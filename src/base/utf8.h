/* Text for people: UTF-8, Turkish letters, cells on a terminal.  Nothing here
 * depends on the locale (tr_TR breaks toupper, strcasecmp and strtod). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Decode one code point at `s` (at most `len` bytes) into *cp.  Returns the
 * number of bytes, or 0 at the end or where the text is not strict UTF-8
 * (overlong, surrogate, beyond U+10FFFF). */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);

/* Encode into `out` (room for 4); returns the bytes, 0 if not a scalar. */
size_t utf8_encode(uint32_t cp, char out[static 4]);

/* Cells that a code point takes: 0 (combining), 1 or 2; -1 if it must not be
 * shown: control, format, separator, private, unassigned, invisible. */
int utf8_cp_cells(uint32_t cp);

/* Cells of a whole sanitised string. */
int utf8_cells(const char *s);

/* Bytes of the longest start of `s` that fits `cells`. */
size_t utf8_fit(const char *s, int cells);

/* Copy text that came from outside (portal, card, certificate, reader name)
 * for showing: strict UTF-8, no control, format, private, surrogate or line
 * separator characters, at most one combining mark a base, cut on a character
 * at `size` - 1 bytes.  What is dropped leaves nothing; a broken byte becomes
 * '?'.  `out` is always terminated. */
void utf8_sanitise(const char *in, size_t len, char *out, size_t size);

/* A name that others may see: "Deneme Kullanıcı" as "D***** K********", cut at
 * `size` - 1 bytes. */
void utf8_mask(const char *name, char *out, size_t size);

/* Whether two words are the same but for capital and small letters, as people
 * type Turkish: i, I, ı and İ are one letter, Ç is ç and so on, whatever the
 * locale.  Not for secrets. */
bool utf8_same_word(const char *a, size_t a_len, const char *b, size_t b_len);

/* ASCII only, whatever the locale: protocol words, keys, hex. */
char ascii_lower(char c);
char ascii_upper(char c);
bool ascii_is_digit(char c);
bool ascii_is_alpha(char c);
bool ascii_equal_nocase(const char *a, const char *b);

#endif
