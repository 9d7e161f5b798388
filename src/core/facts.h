/* What is true at the moment, for the `when:` of screens. */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H

#include <stdbool.h>

#include "screen/screen.h"

/* What a place may offer or withhold: doors, operations and card tools.
 * X(constant, name in the YAML); `offer:` of the configuration says the name
 * without "offer-". */
#define OFFER_LIST(X) \
	X(FACT_OFFER_PASSWORD, "offer-password") \
	X(FACT_OFFER_SIGNED, "offer-signed") \
	X(FACT_OFFER_EDEVLET, "offer-edevlet") \
	X(FACT_OFFER_UNLOCK, "offer-unlock") \
	X(FACT_OFFER_CERTIFICATES, "offer-certificates") \
	X(FACT_OFFER_PERSON, "offer-person") \
	X(FACT_OFFER_LETTERS, "offer-letters") \
	X(FACT_OFFER_CARD_INFO, "offer-card-info") \
	X(FACT_OFFER_CHANGE_PIN, "offer-change-pin") \
	X(FACT_OFFER_PUK_UNLOCK, "offer-puk-unlock") \
	X(FACT_OFFER_FIRST_USE, "offer-first-use") \
	X(FACT_OFFER_DOCTOR, "offer-doctor")

/* X(constant, name in the YAML) */
#define FACT_LIST(X) \
	X(FACT_CARD_PRESENT, "card-present")	/* and readable */ \
	X(FACT_CARD_TROUBLE, "card-trouble")	/* reader or card unusable */ \
	X(FACT_CARD_CHOICE, "card-choice")	/* in several readers */ \
	X(FACT_CARD_LOCKED, "card-locked")	/* no PIN try is left */ \
	X(FACT_SIMULATED, "simulated") \
	X(FACT_EXPIRED, "expired")	/* a countdown shown here is at 0 */ \
	X(FACT_PICTURE, "picture")	/* the captcha has arrived */ \
	X(FACT_CAPTCHA, "captcha")	/* this terminal needs one … */ \
	X(FACT_CAPTCHA_PICTURE, "captcha-picture")	/* … to be seen */ \
	X(FACT_CAPTCHA_WORDS, "captcha-words")	/* … to be read */ \
	X(FACT_WORD_LIMITS, "word-limits")	/* the portal has said them */ \
	X(FACT_MAIL_SENT, "mail-sent")	/* a new word was asked for here */ \
	X(FACT_NO_EMAIL, "email-none")	/* none is on file */ \
	X(FACT_NO_ADDRESS, "address-none") \
	X(FACT_INFO_CHANGED, "info-changed") \
	X(FACT_APPROVED, "approval-given")	/* the portal says so */ \
	X(FACT_NOT_APPROVED, "approval-none")	/* … that it is not */ \
	X(FACT_LOGGED_IN, "logged-in") \
	X(FACT_EDEVLET, "edevlet")	/* came in by that door */ \
	X(FACT_EDEVLET_PASSWORD, "edevlet-password")	/* it offers that */ \
	X(FACT_EDEVLET_MOBILE, "edevlet-mobile") \
	X(FACT_EDEVLET_SIGNED, "edevlet-signed")	/* e-signature card */ \
	X(FACT_EDEVLET_CARD, "edevlet-card")	/* identity card */ \
	X(FACT_EDEVLET_BANK, "edevlet-bank") \
	X(FACT_EDEVLET_PHONE, "edevlet-phone") \
	X(FACT_KEYBOARD, "keyboard")	/* one can be shown here */ \
	X(FACT_VERIFICATION_ASKED, "verification-asked") /* a code came … */ \
	X(FACT_VERIFICATION, "verification")	/* … and can be used */ \
	X(FACT_NOTICE, "notice")	/* there is one to show */ \
	X(FACT_EXIT_ALLOWED, "exit-allowed") \
	X(FACT_RECOVERING, "recovering")	/* an unlock was cut off */ \
	X(FACT_READER, "reader-present") \
	X(FACT_PORTAL, "portal-on") \
	X(FACT_VALID, "certificate-valid")	/* that of the card, today */ \
	X(FACT_IN_ORDER, "in-order")	/* the doctor found nothing wrong */ \
	X(FACT_TROUBLE, "trouble")	/* the doctor found some */ \
	X(FACT_CERTIFICATE_ACTIVE, "certificate-active") \
	X(FACT_CERTIFICATE_SUSPENDED, "certificate-suspended") \
	X(FACT_CERTIFICATE_REVOKED, "certificate-revoked") \
	X(FACT_CERTIFICATE_DIFFERS, "certificate-differs") /* on the card … */ \
	X(FACT_CERTIFICATE_CARD, "certificate-card")	/* … and only there */ \
	X(FACT_LETTER, "letter")	/* the PIN letter was read */ \
	X(FACT_LETTER_SHOWN, "letter-shown")	/* its values can be seen */ \
	X(FACT_LETTER_HIDDEN, "letter-hidden")	/* … and could be */ \
	X(FACT_LETTER_STALE, "letter-stale")	/* PIN changed since */ \
	X(FACT_LETTER_OLD, "letter-old")	/* card of 2010 or earlier */ \
	X(FACT_LETTER_NEW, "letter-new")	/* card of 2011 or later */ \
	X(FACT_PRINTER, "printer")	/* one is configured */ \
	X(FACT_CARD_READ, "card-read")	/* by the card tools */ \
	X(FACT_SIGNER, "signer")	/* the card may have one */ \
	X(FACT_SIGNERS, "signers")	/* … more than one */ \
	X(FACT_SIGNER_TYPES, "signer-types")	/* … and types its PIN here */ \
	X(FACT_SIGNER_PAD, "signer-pad")	/* … on the reader's keys */ \
	X(FACT_PAD_CHANGE, "pad-change")	/* a change of PIN likewise */ \
	X(FACT_PAD_WAITS, "pad-waits")	/* it waits for what is typed there */ \
	X(FACT_LAST_TRY, "last-try")	/* one PIN try, or nobody knows */ \
	X(FACT_PUK, "puk-allowed")	/* this locked card takes one … */ \
	X(FACT_PUK_ADMIN, "puk-admin")	/* … the administrator's PIN */ \
	X(FACT_RECEIPT, "receipt")	/* something was done */ \
	X(FACT_RECEIPT_PRINTED, "receipt-printed") \
	X(FACT_RECEIPT_KEPT, "receipt-kept") \
	X(FACT_RECEIPT_FOLDER, "receipt-folder")	/* is configured */ \
	X(FACT_OPERATOR, "operator")	/* it is somebody's shift */ \
	X(FACT_OPERATOR_NEEDED, "operator-needed")	/* … nobody's yet */ \
	X(FACT_BUSY, "busy")		/* an action is under way */

/* The offers come first. */
enum fact {
#define FACT_ENUM(constant, name) constant,
	OFFER_LIST(FACT_ENUM)
	FACT_LIST(FACT_ENUM)
#undef FACT_ENUM
	FACT_COUNT
};

/* Which facts hold.  Of zeros, none does. */
struct fact_set {
	bool holds[FACT_COUNT];
};

struct fact_set facts_with(struct fact_set set, enum fact fact, bool value);

/* All offers but those withheld: bit n is the n-th of OFFER_LIST. */
struct fact_set facts_offers(unsigned withheld);

/* NULL is true, "!" in front negates; a fact that does not exist is false,
 * negated or not (the checker refuses screens that name one). */
bool facts_hold(struct fact_set set, condition when);

/* Ends with NULL. */
extern const char *const fact_names[];

#endif
