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

/* A T.C. identity number with right check digits, or a passport number (5 to
 * 20 ASCII letters and digits, a letter among them; put in upper case). */
MUST_CHECK enum err person_identity(const char *text,
    char out[static IDENTITY_SIZE]);

/* "0541 234 56 78", "541...", "+90 541..." give "+90541..."; other countries
 * need the "+". */
MUST_CHECK enum err person_phone(const char *text, char out[static PHONE_SIZE]);

/* An even number of hexadecimal digits, put in lower case. */
MUST_CHECK enum err person_serial(const char *text,
    char out[static SERIAL_SIZE]);

/* "+90541..." gives "54* *** ** **"; of other numbers the first two digits
 * behind the country's "+" are left. */
void person_mask_phone(const char *phone, char *out, size_t size);

/* "Şule Yılmaz" gives "Ş*** Y*****": the first letter of each word. */
void person_mask_name(const char *name, char *out, size_t size);

/* "..8901": the end of a serial, for the audit. */
void person_mask_serial(const char *serial, char *out, size_t size);

#endif
