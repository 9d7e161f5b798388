/* The lists of certificates that a person chooses from. */
#ifndef CORE_CERTIFICATE_LIST_H
#define CORE_CERTIFICATE_LIST_H

#include <stddef.h>

#include "card/tools.h"
#include "wire/wire.h"

struct choices;

/* Fill the lists, all certificates and by what can be done with them.  What is
 * known of the card in the reader (NULL: nothing) is said beside each, and what
 * only the card has stands at the end of the list of all; the key of such a row
 * is its fingerprint. */
MUST_CHECK enum err certificate_fill(struct choices *choices,
    const struct wire_certificate_row *rows, size_t count,
    const struct card_certs *card);

/* What they have is old: show nothing until they are filled. */
void certificate_drop(struct choices *choices);

#endif
