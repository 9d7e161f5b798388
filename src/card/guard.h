/* What may be sent to a card at all.  Every command passes here (exchange.c);
 * a command that is not allowed is ERR_REFUSED and nothing is sent.
 *
 * It is a list of what is allowed, with class byte 00 throughout:
 *   SELECT, READ BINARY, GET DATA (CA, CB)	always
 *   GET RESPONSE			for an answer that is waiting
 *   GET CHALLENGE			once an authorisation is open
 *   EXTERNAL AUTHENTICATE		once, after a challenge, 16 bytes
 *   RESET RETRY COUNTER P1 = 02	once, after that was accepted; with a
 *					value; of the user's PIN only
 *   VERIFY				once for each guard_typed() of a PIN
 *   VERIFY without a value		always, where the rules of the driver
 *					say that it costs nothing
 *   CHANGE REFERENCE DATA		once for each guard_typed() of two
 *   RESET RETRY COUNTER P1 = 00	once for each guard_typed() of a PUK;
 *					of one that is the administrator's PIN:
 *					a VERIFY of it, then P1 = 02, once, with
 *					the value typed as the new PIN
 *   MANAGE SECURITY ENVIRONMENT	for a VERIFY that was allowed
 *   COMPUTE DIGITAL SIGNATURE		once, after that VERIFY was accepted
 * Of VERIFY and CHANGE REFERENCE DATA there is one more form: with blanks, for
 * the holder to fill on the reader's own keys.  It passes apdu_guard_pad() and
 * never this list, as the list never passes there.
 * And of other classes, where the rules of the driver have a relay, once an
 * authorisation is open, GUARD_RELAY_MAX of guard_may_relay(): one channel
 * with MACs, and one without, which is the last and opens RESET RETRY COUNTER.
 *
 * What the holder typed is named before (guard_typed) and must stand in the
 * command as it was typed (or as pin_form.h writes it); a command whose value
 * nobody typed does not leave.  guard_typed() refuses a value that could not
 * be right by its form, one for which there are no tries, and the last try (or
 * an unknown number of tries) without a second yes.
 *
 * A PUK: a wrong one costs one of three tries, and then the card is waste, so
 * guard_typed() asks guard_puk() as well: the driver, cards.yaml and the
 * terminal's configuration must all say that this card takes one, and the card
 * must have been made before 2011, where its family knows that rule.  RESET
 * RETRY COUNTER with P1 = 01 and VERIFY of another reference than these never
 * leave.  Neither does an empty VERIFY on any other card (some count it as a
 * wrong PIN), AKİS's change of life cycle (80 09), or anything on another
 * channel or in a chain. */
#ifndef CARD_GUARD_H
#define CARD_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/apdu.h"
#include "card/card.h"
#include "card/pin_form.h"

struct secret;

/* How far the one authorisation is.  Trying a step uses it up (GUARD_SPENT);
 * that the card accepts it opens the next (guard_answer). */
enum guard_stage {
	GUARD_READ,		/* no authorisation: reading only */
	GUARD_OPEN,		/* a challenge may be taken */
	GUARD_CHALLENGED,	/* the cryptogram may go */
	GUARD_ACCEPTED,		/* the PIN may be reset */
	GUARD_SPENT		/* reading only */
};

/* How far a PUK is that is the administrator's PIN: it goes in a VERIFY of its
 * own, before the new PIN. */
enum guard_admin {
	GUARD_ADMIN_NONE,	/* none was given, or it is over */
	GUARD_ADMIN_GIVEN,	/* to VERIFY; no answer yet */
	GUARD_ADMIN_ACCEPTED	/* the new PIN may go */
};

/* What is allowed to the cards of one driver besides.  All false: nothing. */
struct guard_rules {
	bool tries_by_verify;	/* an empty VERIFY tells the tries and is
				 * free: the card's standard says so */
	bool sign_by_authenticate;	/* PIV: a signature is GENERAL
				 * AUTHENTICATE with key 9A or 9C, in parts
				 * (class byte 10), in the place of COMPUTE
				 * DIGITAL SIGNATURE */
	bool puk_of_any_age;	/* the rule of 2011 is not for this family */
	bool relay;		/* the authorisation is a secure channel of
				 * the portal's, whose commands are passed on
				 * (guard_may_relay), in the place of challenge
				 * and cryptogram */
	uint8_t admin_reference;	/* not 0: an administrator's PIN is good
				 * in the place of a PUK (OpenPGP) */
	unsigned pads;		/* CARD_PAD_BIT: what may be typed on a
				 * reader's keys; the command is that of
				 * ISO/IEC 7816-4, its values one behind the
				 * other, each in guard_pin.form */
	bool mutual;		/* the authorisation is that of GIDS: MANAGE
				 * SECURITY ENVIRONMENT for the administrator's
				 * key, then GENERAL AUTHENTICATE twice, in the
				 * place of challenge and cryptogram */
};

/* The one command that a typed value may leave in. */
enum guard_leave { GUARD_NOTHING, GUARD_VERIFY, GUARD_CHANGE, GUARD_PUK };

/* What allows a PUK; everything false or 0 does not. */
struct guard_puk {
	bool driver;		/* the family has such a command */
	bool type;		/* cards.yaml: puk.allowed */
	bool config;		/* the terminal: card.puk */
	int64_t made;		/* not before then: the newest notBefore of
				 * its certificates, seconds since 1970; 0: not
				 * known */
	size_t min, max;	/* digits of the PUK */
	bool any_age;		/* guard_rules: `made` does not matter */
	bool admin;		/* it is the administrator's PIN */
};

struct guard_typed {
	enum guard_leave what;
	/* The caller's; they live until the command is sent. */
	const struct secret *value;	/* PIN or PUK */
	const struct secret *new_pin;	/* CHANGE, PUK */
	int tries;			/* just read, or CARD_TRIES_UNKNOWN */
	bool last_try;			/* said yes to it a second time */
	bool pad;			/* VERIFY, CHANGE: the values will be
					 * typed on the reader's keys, and are
					 * NULL here */
	struct guard_puk puk;		/* PUK */
};

#define GUARD_HOME_MAX 16	/* bytes of a path */

/* The PIN that is the holder's, and how it is written. */
struct guard_pin {
	uint8_t reference;
	size_t min, max;		/* digits; max 0: no value may leave */
	struct pin_form form;
	struct pin_form puk_form, admin_form;
	bool fixed;			/* it cannot be changed … */
	bool no_puk;			/* … no PUK unlocks it */
	uint8_t home[GUARD_HOME_MAX];	/* path of the folder in which it is
					 * good; home_len 0: as selected */
	size_t home_len;
};

struct apdu_guard {
	enum guard_stage stage;
	struct guard_rules rules;
	struct guard_pin pin;
	bool administrator;	/* the last leave for a PUK was for the PIN of
				 * the administrator */
	enum guard_leave leave;
	const struct secret *value, *new_pin;	/* of the leave; not owned */
	bool pad;		/* of the leave: on the reader's keys */
	bool verifying;		/* a VERIFY is under way or was accepted */
	bool may_sign;
	enum guard_admin admin_pin;	/* where that PIN is */
	bool waiting;		/* the card holds the rest of an answer */
	unsigned relayed;	/* commands of the portal, GUARD_RELAY_MAX */
	bool channel;		/* one with MACs was asked for */
	uint8_t last;		/* private: the instruction under way */
	enum guard_stage opens;	/* private: what its success opens */
};

/* Is it one of the commands of a relay?  They are those of a secure channel of
 * GlobalPlatform, and nothing else: INITIALIZE UPDATE (80 50, 8 bytes),
 * EXTERNAL AUTHENTICATE (84 82, 16 bytes), GET DATA with a MAC (84 CA, 84 CB).
 * So neither another application nor a PIN nor a PUK is in reach of it. */
#define GUARD_RELAY_MAX 8
bool guard_may_relay(const struct apdu *c);

/* For reading; with guard_open() for one unlock, with guard_limits() (digits)
 * for what is typed.  The rules are copied. */
void guard_init(struct apdu_guard *g, const struct guard_rules *rules,
    uint8_t pin_reference);
void guard_open(struct apdu_guard *g);
void guard_limits(struct apdu_guard *g, size_t pin_min, size_t pin_max);

/* What the card itself tells of its PIN (PKCS#15) takes the place of what
 * cards.yaml says, for a driver that has it read; the limits only where there
 * are any, and never wider. */
void guard_pin(struct apdu_guard *g, const struct guard_pin *pin);

/* Leave for one command with a value that the holder typed on this screen,
 * now; the leave before it is gone.  None is given by
 * ERR_REFUSED: there is no value; with `pad`: there is one, or the rules do
 *	not allow that;
 * ERR_CARD_UNABLE: the card itself excludes it;
 * ERR_PIN_BLOCKED (no try left; a PUK: ERR_CARD_DEAD), ERR_LAST_TRY,
 * ERR_PIN_LENGTH, ERR_FIELD_CHARACTERS, ERR_CODE_IN_PIN, what guard_puk() says.
 */
MUST_CHECK enum err guard_typed(struct apdu_guard *g,
    const struct guard_typed *t);

/* ERR_OK: this card takes a PUK.  ERR_PUK_NOT_HERE, ERR_PUK_OFF, ERR_PUK_AGE,
 * ERR_PUK_NEW_CARD. */
enum err guard_puk(const struct guard_puk *puk);

/* May this be sent?  ERR_OK uses up what it allowed, whether or not an answer
 * ever comes.  ERR_REFUSED: do not send. */
MUST_CHECK enum err apdu_guard(struct apdu_guard *g, const uint8_t *command,
    size_t len);

/* The same of a command with blanks, that the reader fills with what is typed
 * on its own keys: nothing else may stand in it. */
MUST_CHECK enum err apdu_guard_pad(struct apdu_guard *g,
    const uint8_t *command, size_t len);

/* What the card said to the command that was allowed last, 61xx included.
 * Where its answer was lost this is not called: nothing opens then. */
void guard_answer(struct apdu_guard *g, uint16_t sw);

#endif
