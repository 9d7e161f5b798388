/* The certificates of the card in the reader, as they were read from it. */
#ifndef CORE_CARD_CERTS_H
#define CORE_CARD_CERTS_H

#include <stdbool.h>

#include "core/card_match.h"
#include "core/state.h"

/* They were read, of the card that is in the reader now. */
void card_certs_note(struct session *s, const struct card_certs *certs);

/* Nothing is known any more; of another card than before not even the tries
 * of its PUK. */
void card_certs_forget(struct session *s);

/* Is what was read of the card that is there? */
bool card_certs_current(const struct session *s);

/* Choose the one that signs: valid now, the first of several; `after`: the
 * next such one.  Where visit_card.identity wants that of an identity card:
 * one for digitalSignature and not for nonRepudiation.  ERR_NO_CERTIFICATE
 * (ERR_NOT_ID_CARD): there is none; ERR_CERT_EARLY, ERR_CERT_OVER: all that
 * could sign are not valid yet, or no longer. */
MUST_CHECK enum err card_certs_choose(struct session *s, bool after);

/* What to say of a card without such a one; and of what has happened, to a card
 * whose PIN and certificate are looked after elsewhere. */
enum err card_certs_none(const struct session *s);
enum err card_certs_say(const struct session *s, enum err e);

/* The chosen one, or NULL; and whether there are others. */
const struct card_cert *card_certs_chosen(const struct session *s);
bool card_certs_several(const struct session *s);

/* What was read of the card that is there; NULL: nothing. */
const struct card_certs *card_certs_known(const struct session *s);

/* Where the certificate that is looked at is. */
enum card_match card_certs_open(const struct session *s);

#endif
