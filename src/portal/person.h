/* What a person, a phone and a card are called: one form each, so that they
 * can be looked up; and how they are shown without being given away. */
#ifndef PORTAL_PERSON_H
#define PORTAL_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define IDENTITY_SIZE 32
#define PHONE_SIZE 20
#define NAME_SIZE 128
#define SERIAL_SIZE 65
#define EMAIL_SIZE 255
#define ADDRESS_SIZE 512	/* of a home, in UTF-8 */
#define WORD_SIZE 129		/* bytes of a security word */

/* A T.C. identity number with right check digits, or a passport number (5 to
 * 20 ASCII letters and digits, a letter among them; put in upper case). */
MUST_CHECK enum err person_identity(const char *text,
    char out[static IDENTITY_SIZE]);

/* "0541 234 56 78", "541...", "90541...", "+90 541..." give "+90541..."; others
 * need the "+". */
MUST_CHECK enum err person_phone(const char *text, char out[static PHONE_SIZE]);

/* "name@example.org": ASCII, no blanks, a domain of at least two labels; kept
 * as it is.  What is no address could carry another header line. */
MUST_CHECK enum err person_email(const char *text, char out[static EMAIL_SIZE]);

/* Where somebody lives: 10 to 160 letters, one line. */
MUST_CHECK enum err person_address(const char *text,
    char out[static ADDRESS_SIZE]);

/* May this be a new security word?  ERR_FIELD_CHARACTERS: not one line of
 * UTF-8; ERR_WORD_LENGTH: not `min` to `max` letters; ERR_WORD_EASY: one
 * letter over and over, or it has the identity number in it. */
MUST_CHECK enum err person_word(const char *word, size_t len,
    const char *identity, int min, int max);

/* An even number of hexadecimal digits, put in lower case. */
MUST_CHECK enum err person_serial(const char *text,
    char out[static SERIAL_SIZE]);

/* "+90541..." gives "54* *** ** **"; of other numbers the first two digits
 * behind the country's "+" are left. */
void person_mask_phone(const char *phone, char *out, size_t size);

/* "deneme@example.org" gives "d*****@e******.org". */
void person_mask_email(const char *email, char *out, size_t size);

/* "..8901": the end of a serial, for the audit. */
void person_mask_serial(const char *serial, char *out, size_t size);

#endif
