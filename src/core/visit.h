/* What one person's visit leaves behind in memory, in one place, so that one
 * call wipes it. */
#ifndef CORE_VISIT_H
#define CORE_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "card/tools.h"
#include "core/attempt.h"
#include "core/certificate.h"
#include "core/choice.h"
#include "core/countdown.h"
#include "core/letter.h"
#include "core/receipt.h"
#include "remote/remote.h"
#include "save/save.h"
#include "screen/screen.h"

struct secret;

/* An unlock that the portal has opened for a card. */
struct visit_unlock {
	char id[WIRE_ID];		/* "": none is open */
	struct countdown life;
	uint8_t serial[CARD_SERIAL_MAX];
	size_t serial_len;		/* 0: no card was read yet */
	char type[16];
	int tries;
	size_t pin_min, pin_max;
	bool relay;			/* the portal drives the card */
};

/* What was read of the card that is in the reader. */
struct visit_card {
	struct card_certs certs;
	size_t signer;			/* CARD_CERTS_MAX: none to sign */
	bool identity;			/* it is to be an identity card's */
	bool read;
	uint8_t serial[CARD_SERIAL_MAX];	/* whose all this is */
	size_t serial_len;
	int puk_tries;
};

/* The door of e-Devlet: what the portal says of it, and a login that the
 * person approves elsewhere. */
struct visit_edevlet {
	char application[WIRE_TEXT], address[WIRE_TEXT];
	/* ways in that are offered */
	bool password, mobile, signature, card, bank, phone;
	char id[WIRE_ID];		/* of that login; "": none */
	char code[24];			/* shown here and there */
	char page[WIRE_TEXT], link[WIRE_LINK];	/* "": there is none */
	struct countdown life;
	int interval;			/* seconds between two questions */
	int again;			/* … until a message that has not come
					 * can be asked for again */
};

struct visit {
	struct secret *token;		/* of the portal session */
	struct secret *identity;	/* as typed at the login */
	struct secret *pin;		/* the new one, until it is written */
	bool open;			/* the portal has a session of ours */
	bool logged_in;
	bool edevlet;			/* by e-Devlet, not by security word */
	struct visit_edevlet door;
	/* The code of 15 digits that opens an unlock of that card. */
	struct secret *verification;
	struct countdown verification_life;
	struct countdown session;
	char phone[32], name[WIRE_TEXT];	/* masked by the portal */
	char captcha[WIRE_ID];		/* its id; "": none */
	struct countdown captcha_life;
	struct remote_picture *picture;	/* NULL: none */
	bool captcha_waived;		/* this terminal needs none */
	bool captcha_words;		/* a question, not a picture */
	char question[LANG_COUNT][WIRE_QUESTION];	/* "": none */
	struct countdown pad;		/* for typing on the reader's keys */
	struct countdown sms;		/* life of the code that was sent */
	/* A new security word: whose, and the life of the code. */
	struct secret *word_identity;
	struct secret *signer;		/* the number of whose card signed */
	struct countdown mail;
	/* What is on file, masked by the portal, and the new phone number or
	 * mail address whose codes were sent. */
	char email[WIRE_EMAIL], address[WIRE_ADDRESS];
	struct secret *change;
	struct countdown change_life;
	bool profile_known, info_changed;
	bool approval_known, approved;	/* E-Onay */
	char approved_since[16];	/* "2026-11-25" */
	struct visit_unlock unlock;
	struct visit_card card;
	struct attempt attempt;
	struct choices choices;
	struct certificate certificate;	/* that is looked at or changed */
	struct visit_letter letter;
	char saved[SAVE_NAME];		/* the file that was written last */
	struct receipt receipt;
	/* The card that refused the portal's cryptogram: it is not asked a
	 * second time, its key has tries of its own. */
	uint8_t refused[CARD_SERIAL_MAX];
	size_t refused_len;
};

/* Secrets are made here once; ERR_NO_MEMORY leaves a visit for visit_free. */
MUST_CHECK enum err visit_init(struct visit *v);

/* Everything back to the state after visit_init(). */
void visit_wipe(struct visit *v);
void visit_free(struct visit *v);

/* The portal knows who it is. */
void visit_log_in(struct visit *v, const char *name, int expires_in);

/* Only the login that waits for a yes elsewhere. */
void visit_drop_door(struct visit *v);

/* Only the verification code. */
void visit_drop_verification(struct visit *v);

/* Only the captcha. */
void visit_drop_captcha(struct visit *v);

/* Only the unlock; the card that was read stays known. */
void visit_drop_unlock(struct visit *v);

#endif
