/* The portal's configuration: one YAML file, config/portal.yaml, which is its
 * documentation.  An unknown or missing key, a wrong type or a value out of
 * bounds is refused with file, line and column. */
#ifndef PORTAL_CONFIG_H
#define PORTAL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define CONFIG_ARGS 16
#define CONFIG_PATH 512

/* What a message is about. */
enum sms_text { SMS_LOGIN, SMS_UNLOCK, SMS_MOBILE, SMS_TEXTS };

struct sms_texts {
	char tr[256], en[256];		/* with {code} and {minutes} */
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
	char url[256];			/* the issuer's name, which is where
					 * it publishes what it is */
	char ca[CONFIG_PATH];
	char client_id[128];
	char client_secret[CONFIG_PATH];	/* a file; "": none */
	char scope[128];
	char claim[64];			/* that holds the identity number */
	int timeout;			/* seconds, for each request */
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
	char master_key[CONFIG_PATH];

	char sms_argv[CONFIG_ARGS][CONFIG_PATH];
	size_t sms_argc;
	int sms_timeout;		/* seconds */
	struct sms_texts sms_texts[SMS_TEXTS];

	struct issuer_config issuer;

	/* Lifetimes in seconds. */
	int session, session_most, captcha, sms, resend, unlock, confirmation,
	    report, verification, unconfirmed;

	int wrong_words, code_tries, sms_per_hour, sessions_per_minute,
	    captchas_per_minute, logins_per_minute;

	char call_centre[32];
	char required_version[16];
	char motd[128];
	char certificate_fee[32];	/* of a new one; "": not said */

	char letter_font[CONFIG_PATH];	/* "": LETTER_FONT, letter_pdf.h */
	char letter_qpdf[CONFIG_PATH];	/* "": LETTER_QPDF, letter_lock.h */

	int word_cost;			/* log2 N of scrypt */
};

/* On failure `error` says "file:line:column: what".  A relative path in the
 * file is looked for in $CREDENTIALS_DIRECTORY (where the service manager
 * puts secrets) when it has no slash and is there, else beside the file. */
MUST_CHECK enum err config_read(const char *path, struct config *config,
    char *error, size_t size);

#endif
