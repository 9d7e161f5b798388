/* enrol edevlet|web-password, unblock-login. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/secret.h"
#include "portal/store.h"
#include "portal/store_session.h"

#define WORD_LEAST 4
#define WORD_MOST 128

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

/* Who knows the old one is out at once. */
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
		e = session_end_others(p->store, person, 0);
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
