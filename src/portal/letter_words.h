/* The texts of the PDF of a letter: src/portal/letter.yaml, built in. */
#ifndef PORTAL_LETTER_WORDS_H
#define PORTAL_LETTER_WORDS_H

#include "base/err.h"

enum letter_word {
	LETTER_TITLE, LETTER_ISSUER, LETTER_SERIAL, LETTER_YEAR, LETTER_PIN,
	LETTER_PUK, LETTER_PRINTED, LETTER_OUT_OF_DATE, LETTER_UNTIL_2010,
	LETTER_FROM_2011, LETTER_CHANGED, LETTER_ADVICE, LETTER_WORDS
};

struct yaml_doc;

struct letter_words {
	struct yaml_doc *doc;		/* holds the texts */
	const char *in[LETTER_WORDS];	/* UTF-8 */
};

/* `language` is "tr" or "en".  ERR_SYNTAX: a text is missing, or there is one
 * too many (a test reads both languages). */
MUST_CHECK enum err letter_words_read(const char *language,
    struct letter_words *words);
void letter_words_free(struct letter_words *words);

#endif
