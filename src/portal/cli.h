/* The operator's commands.  Each gets its own words, prints what it did to
 * standard output and what is wrong to standard error, and returns the exit
 * status of the program. */
#ifndef PORTAL_CLI_H
#define PORTAL_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portal/credential.h"
#include "portal/portal.h"

enum cli_exit {
	CLI_OK = 0,
	CLI_REFUSED = 1,	/* said no: not found, not allowed, broken */
	CLI_USAGE = 2,
	CLI_ENVIRONMENT = 3	/* file, database, memory, network */
};

/* "--name VALUE"; *value stays NULL when it is not given. */
struct cli_option {
	const char *name;
	const char **value;
	bool required;
};

/* Read options up to the end; anything else is a usage error, said. */
bool cli_options(int argc, char **argv, const struct cli_option *options,
    size_t count);

/* Say what happened and give the exit status of an error. */
int cli_fail(enum err e, const char *what);

/* Add one line of standard input to `line`; at a terminal `prompt` is shown
 * and there is no echo.  ERR_TOO_BIG, ERR_IO. */
struct secret;
MUST_CHECK enum err cli_read_line(const char *prompt, struct secret *line);
/* A line in the audit for what an operator did, and by which account they had
 * logged in to the machine; who may be NULL. */
MUST_CHECK enum err cli_note(struct portal *portal, const char *step,
    const uint8_t *who, const char *detail);

/* UTF-8 without control characters, of 1 to `most` bytes. */
bool cli_is_text(const char *text, size_t most);

/* Read a word with cli_read_line and hash it with a new salt.  That of this
 * identity number keeps the rules of a security word (person_word); NULL: one
 * of somebody else's making, of 4 to 128 bytes. */
MUST_CHECK enum err cli_word(struct portal *portal, const char *prompt,
    const char *identity, struct word_hash *out);

int cli_enrol_word(struct portal *portal, enum credential which, int argc,
    char **argv);
/* The same as part of a case. */
MUST_CHECK enum err cli_note_case(struct portal *portal, const char *step,
    const uint8_t *who, const char *detail, const char *case_no);

int cli_serve(struct portal *portal, int argc, char **argv);
int cli_enrol(struct portal *portal, int argc, char **argv);
int cli_enrol_letter(struct portal *portal, int argc, char **argv);
int cli_audit(struct portal *portal, int argc, char **argv);
int cli_enrol_certificate(struct portal *portal, int argc, char **argv);
int cli_certificate(struct portal *portal, int argc, char **argv);
int cli_operator(struct portal *portal, int argc, char **argv);
int cli_unblock_login(struct portal *portal, int argc, char **argv);
int cli_set_phone(struct portal *portal, int argc, char **argv);
int cli_set_email(struct portal *portal, int argc, char **argv);
int cli_set_address(struct portal *portal, int argc, char **argv);

/* What a phone has answered to a mobile signature; what the customer of a bank
 * has answered there. */
int cli_sms_in(struct portal *portal, int argc, char **argv);
int cli_bank_in(struct portal *portal, int argc, char **argv);

/* Before there are keys: only the configuration is read. */
int cli_init_keys(struct portal *portal, int argc, char **argv);

#endif
