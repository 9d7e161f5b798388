/* enrol edevlet|web-password, unblock-login, sms-in. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/store.h"
#include "portal/store_login.h"

#define WORD_LEAST 4
#define WORD_MOST 128
#define MESSAGE_MAX 160		/* of a text that came */

/* ---- A word ---- */

static enum err
check_word(const struct portal *p, const char *identity,
    const struct secret *word)
{
	const char *text = (const char *)secret_bytes(word);

	if (identity != NULL)
		return person_word(text, secret_len(word), identity,
		    p->config.word_min, p->config.word_max);
	if (secret_len(word) < WORD_LEAST)
		return ERR_FIELD_LENGTH;
	return cli_is_text(text, WORD_MOST) ? ERR_OK : ERR_FIELD_CHARACTERS;
}

enum err
cli_word(struct portal *p, const char *prompt, const char *identity,
    struct word_hash *out)
{
	struct secret *word = secret_new(WORD_MOST);
	enum err e;

	if (word == NULL)
		return ERR_NO_MEMORY;
	out->cost = p->config.word_cost;
	e = cli_read_line(prompt, word);
	if (e == ERR_OK)
		e = check_word(p, identity, word);
	if (e == ERR_OK && RAND_bytes(out->salt, sizeof(out->salt)) != 1)
		e = ERR_INTERNAL;
	if (e == ERR_OK)
		e = seal_word(word, out->salt, out->cost, out->hash);
	secret_free(&word);
	return e;
}

/* ---- enrol edevlet, enrol web-password ---- */

static const struct kind {
	const char *prompt, *step, *done;
} kinds[] = {
	[CREDENTIAL_EDEVLET] = { "e-Devlet password: ", "enrol.edevlet",
	    "e-Devlet password set" },
	[CREDENTIAL_WEB] = { "Web password: ", "enrol.web-password",
	    "web password set" },
};

static enum err
put_word(struct portal *p, enum credential which, const char *identity,
    const struct word_hash *word)
{
	uint8_t who[HASH_BYTES];
	struct word_hash unused;
	int64_t person;
	enum err e;

	e = person_lookup_key(&p->keys, identity, who);
	if (e == ERR_OK)
		e = person_find(p->store, who, &person, &unused);
	if (e == ERR_OK)
		e = credential_put(p->store, &p->keys, person, which, word);
	if (e == ERR_OK)
		e = cli_note(p, kinds[which].step, who, "");
	return e;
}

int
cli_enrol_word(struct portal *p, enum credential which, int argc, char **argv)
{
	const char *identity = NULL;
	const struct cli_option options[] = { { "identity", &identity, true } };
	char id[IDENTITY_SIZE];
	struct word_hash word;
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	e = cli_word(p, kinds[which].prompt, NULL, &word);
	if (e != ERR_OK)
		return cli_fail(e, "password (4 to 128 bytes, one line)");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, put_word(p, which, id, &word));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "no holder with this identity" : "enrol");
	puts(kinds[which].done);
	return CLI_OK;
}

/* ---- unblock-login ---- */

static enum err
unblock(struct portal *p, const char *identity)
{
	uint8_t who[HASH_BYTES];
	int lifted = 0;
	enum err e;

	e = person_lookup_key(&p->keys, identity, who);
	if (e == ERR_OK)
		e = credential_unblock(p->store, &p->keys, who, &lifted);
	if (e == ERR_OK && lifted == 0)
		e = ERR_NOT_FOUND;
	if (e == ERR_OK)
		e = cli_note(p, "unblock-login", who, "");
	return e;
}

int
cli_unblock_login(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL;
	const struct cli_option options[] = { { "identity", &identity, true } };
	char id[IDENTITY_SIZE];
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, unblock(p, id));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "no wrong words are counted" : "unblock-login");
	puts("login unblocked");
	return CLI_OK;
}

/* ---- sms-in ---- */

/* "EVET 4F2A91": the answer, the code in capitals.  A phone may put blanks
 * and lower case anywhere. */
static enum err
parse_answer(char *text, enum login_state *state,
    char code[static LOGIN_CODE_SIZE])
{
	static const char blanks[] = " \t\r\n";
	char *word, *rest, *held = NULL;

	for (char *p = text; *p != '\0'; p++)
		*p = ascii_upper(*p);
	word = strtok_r(text, blanks, &held);
	rest = strtok_r(NULL, blanks, &held);
	if (word == NULL || rest == NULL || strlen(rest) >= LOGIN_CODE_SIZE)
		return ERR_SYNTAX;
	snprintf(code, LOGIN_CODE_SIZE, "%s", rest);
	if (strcmp(word, "EVET") == 0 || strcmp(word, "YES") == 0)
		*state = LOGIN_APPROVED;
	else if (strcmp(word, "HAYIR") == 0 || strcmp(word, "NO") == 0)
		*state = LOGIN_DENIED;
	else
		return ERR_SYNTAX;
	return ERR_OK;
}

static enum err
take_answer(struct portal *p, const char *phone, enum login_state state,
    const char *code)
{
	uint8_t who[HASH_BYTES];
	struct remote_login l;
	enum err e;

	e = login_find_answered(p->store, &p->keys, phone, code,
	    clock_wall_s(), &l);
	if (e != ERR_OK)
		return e;
	l.state = state;
	e = login_update(p->store, &l);
	if (e == ERR_OK)
		e = person_read_who(p->store, l.person, who);
	if (e != ERR_OK)
		return e;
	return cli_note(p, "sms-in", who, state == LOGIN_APPROVED ?
	    "approved" : "refused");
}

int
cli_sms_in(struct portal *p, int argc, char **argv)
{
	const char *from = NULL;
	const struct cli_option options[] = { { "from", &from, true } };
	char text[MESSAGE_MAX], phone[PHONE_SIZE], code[LOGIN_CODE_SIZE];
	enum login_state state;
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_phone(from, phone) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--from");
	if (fgets(text, sizeof(text), stdin) == NULL ||
	    parse_answer(text, &state, code) != ERR_OK)
		return cli_fail(ERR_SYNTAX, "the text (EVET or HAYIR, and the"
		    " code)");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, take_answer(p, phone, state, code));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "nothing waits for this answer" : "sms-in");
	puts(state == LOGIN_APPROVED ? "approved" : "refused");
	return CLI_OK;
}
