/* The captcha in words: "write the first letters of Denizli, Rize, …". */
#ifndef PORTAL_CAPTCHA_WORDS_H
#define PORTAL_CAPTCHA_WORDS_H

#include "base/err.h"
#include "portal/captcha_draw.h"
#include "portal/config.h"
#include "wire/wire.h"

/* A random answer, and the question for it in both languages: the letters are
 * those that both lists of the configuration have words for.  ERR_INTERNAL:
 * there are none. */
MUST_CHECK enum err captcha_question(const struct config *config,
    char answer[static CAPTCHA_LETTERS + 1], char tr[static WIRE_QUESTION],
    char en[static WIRE_QUESTION]);

#endif
