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

struct config {
	char address[64];
	int port;			/* 0: any free one; it is logged */
	int connections;
	int connections_per_address;
	int idle;			/* seconds without a byte */

	char certificate[CONFIG_PATH];
	char private_key[CONFIG_PATH];
	char client_ca[CONFIG_PATH];	/* "": terminals need no certificate */

	char database[CONFIG_PATH];
	char data_key[CONFIG_PATH];
	char master_key[CONFIG_PATH];

	char sms_argv[CONFIG_ARGS][CONFIG_PATH];
	size_t sms_argc;
	int sms_timeout;		/* seconds */
	char sms_text_tr[256];		/* with {code} and {minutes} */
	char sms_text_en[256];

	/* Lifetimes in seconds. */
	int session, session_most, captcha, sms, resend, unlock, confirmation,
	    report;

	int wrong_words, code_tries, sms_per_hour, sessions_per_minute,
	    captchas_per_minute, logins_per_minute;

	char call_centre[32];
	char required_version[16];
	char motd[128];

	int word_cost;			/* log2 N of scrypt */
};

/* On failure `error` says "file:line:column: what".  A relative path in the
 * file is looked for in $CREDENTIALS_DIRECTORY (where the service manager
 * puts secrets) when it has no slash and is there, else beside the file. */
MUST_CHECK enum err config_read(const char *path, struct config *config,
    char *error, size_t size);

#endif
