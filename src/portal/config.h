/* The portal's configuration: one YAML file, config/portal.yaml, which is its
 * documentation.  An unknown or missing key, a wrong type or a value out of
 * bounds is refused with file, line and column. */
#ifndef PORTAL_CONFIG_H
#define PORTAL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/statement.h"

#define CONFIG_ARGS 16
#define CONFIG_PATH 512
#define CONFIG_TEXT 512
#define CONFIG_WORDS 64		/* of a captcha's question, each language */
#define CONFIG_WORD 24

/* A program through which messages leave (gateway.h). */
struct gateway {
	char argv[CONFIG_ARGS][CONFIG_PATH];
	size_t argc;
	int timeout;			/* seconds */
};

/* In both languages, with {places} to be filled in. */
struct wording {
	char tr[CONFIG_TEXT], en[CONFIG_TEXT];
};

struct mail_wording {
	struct wording subject, text;
};

struct captcha_words {
	size_t count;
	char list[CONFIG_WORDS][CONFIG_WORD];
};

/* Who tells the portal who has come by the door of e-Devlet. */
enum issuer_kind {
	ISSUER_NONE,		/* there is no such door */
	ISSUER_DIRECT,		/* the portal itself */
	ISSUER_OIDC		/* an OpenID provider */
};

struct issuer_config {
	char kind_name[8];		/* as it is in the file */
	enum issuer_kind kind;
	char application[128];		/* shown: what one logs in to */
	char address[128];		/* shown: where */
	int password;			/* 1: terminals may ask for it */
	int mobile;			/* 1: by answering a message */
	int bank;			/* 1: a bank says who has come */
	char bank_address[128];		/* of its page, for a QR code */
	char card_ca[CONFIG_PATH];	/* of identity cards; "": they do not
					 * log in */
	char card_crl[CONFIG_PATH];	/* "": none */
	char url[256];			/* the issuer's name, which is where
					 * it publishes what it is */
	char ca[CONFIG_PATH];
	char client_id[128];
	char client_secret[CONFIG_PATH];	/* a file; "": none */
	char scope[128];
	char claim[64];			/* that holds the identity number */
	int timeout;			/* seconds, for each request */
};

/* The PKCS#11 token that holds the master key. */
struct token_config {
	char module[CONFIG_PATH];	/* "": the key is in a file */
	char token[33];			/* its label */
	char key[64];			/* label of the key in it */
	char pin_file[CONFIG_PATH];
};

struct config {
	char address[64];
	int port;			/* 0: any free one; it is logged */
	int connections;
	int connections_per_address;
	int idle;			/* seconds without a byte */
	char metrics_for[64];		/* address; "": nobody */

	char certificate[CONFIG_PATH];
	char private_key[CONFIG_PATH];
	char client_ca[CONFIG_PATH];	/* "": terminals need no certificate */

	char database[CONFIG_PATH];
	char data_key[CONFIG_PATH];
	char master_key[CONFIG_PATH];	/* "": `token` has it */
	struct token_config token;

	struct gateway sms_program, mail_program;
	struct wording sms_text;	/* with {code} and {minutes} */
	struct wording phone_text;	/* of both codes of a new phone */
	struct wording unlock_text;	/* of a new PIN */
	struct wording mobile_text;	/* the question of a mobile signature */

	char mail_from[256];
	struct mail_wording mail_word;	/* with {code} and {minutes} */
	struct mail_wording mail_email;	/* likewise, to a new address */
	struct mail_wording mail_changed;	/* to the old one */

	/* Names of terminals at which nothing begins outside of an operator's
	 * shift, fnmatch(3); "": everywhere it does */
	char staffed[64];

	/* "certified": terminals that have shown a certificate */
	char captcha_waived[16];
	struct wording captcha_question;	/* with {words} */
	struct captcha_words captcha_tr, captcha_en;

	struct issuer_config issuer;

	/* Lifetimes in seconds. */
	int session, session_most, captcha, challenge, sms, resend, mail,
	    mail_resend, unlock, confirmation, report, verification,
	    unconfirmed, shift, shift_idle;

	int wrong_words, code_tries, sms_per_hour, mails_per_hour,
	    sessions_per_minute, captchas_per_minute, questions_per_minute,
	    logins_per_minute, words_per_minute, word_min, word_max;

	char call_centre[32];
	char required_version[16];
	char motd[128];
	char certificate_fee[32];	/* of a new one; "": not said */

	char letter_font[CONFIG_PATH];	/* "": LETTER_FONT, letter_pdf.h */
	char letter_qpdf[CONFIG_PATH];	/* "": LETTER_QPDF, letter_lock.h */

	char signature_ca[CONFIG_PATH];	/* "": no login by signature */
	char signature_crl[CONFIG_PATH];	/* "": none */
	char audience[STATEMENT_AUDIENCE_MAX];	/* whom cards sign for */

	int word_cost;			/* log2 N of scrypt */
};

/* On failure `error` says "file:line:column: what".  A relative path in the
 * file is looked for in $CREDENTIALS_DIRECTORY (where the service manager
 * puts secrets) when it has no slash and is there, else beside the file. */
MUST_CHECK enum err config_read(const char *path, struct config *config,
    char *error, size_t size);

#endif
