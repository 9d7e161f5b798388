/* enrol holder|card|key, unblock-login. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <openssl/rand.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/audit.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_person.h"

#define WORD_LEAST 4
#define WORD_MOST 128

/* In the transaction of what was done. */
static enum err
note(struct portal *p, const char *step, const uint8_t *who,
    const char *detail)
{
	const struct audit_entry entry = { .at = clock_wall_s(), .who = who,
	    .terminal = "", .step = step, .outcome = "ok", .detail = detail };

	return audit_add(p->store, &entry);
}

static void
note_card(const char *serial, char *out, size_t size)
{
	char end[16];

	person_mask_serial(serial, end, sizeof(end));
	snprintf(out, size, "card=%s", end);
}

/* ---- holder ---- */

static bool
is_text(const char *text, size_t most)
{
	size_t len = strlen(text);
	uint32_t cp;

	for (size_t at = 0; at < len;) {
		size_t n = utf8_decode(text + at, len - at, &cp);

		if (n == 0 || cp < 0x20 || cp == 0x7f)
			return false;
		at += n;
	}
	return len > 0 && len <= most;
}

/* One line of standard input; at a terminal it is asked for, without echo. */
static enum err
read_word(struct secret *word)
{
	bool tty = isatty(STDIN_FILENO) == 1;
	struct termios before, quiet;
	enum err e = ERR_OK;
	ssize_t n;
	char c;

	if (tty && tcgetattr(STDIN_FILENO, &before) == 0) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs("Security word: ", stderr);
		if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
			return ERR_IO;
	}
	for (n = read(STDIN_FILENO, &c, 1); n == 1 && c != '\n' && e == ERR_OK;
	    n = read(STDIN_FILENO, &c, 1))
		e = secret_append(word, &c, 1);
	secret_wipe_mem(&c, sizeof(c));
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputs("\n", stderr);
	}
	if (n < 0)
		return ERR_IO;
	return e == ERR_OK && secret_len(word) < WORD_LEAST ?
	    ERR_FIELD_LENGTH : e;
}

static enum err
hash_word(struct portal *p, struct word_hash *out)
{
	struct secret *word = secret_new(WORD_MOST);
	enum err e;

	if (word == NULL)
		return ERR_NO_MEMORY;
	out->cost = p->config.word_cost;
	e = read_word(word);
	if (e == ERR_OK && !is_text((const char *)secret_bytes(word),
	    WORD_MOST))
		e = ERR_FIELD_CHARACTERS;
	if (e == ERR_OK && RAND_bytes(out->salt, sizeof(out->salt)) != 1)
		e = ERR_INTERNAL;
	if (e == ERR_OK)
		e = seal_word(word, out->salt, out->cost, out->hash);
	secret_free(&word);
	return e;
}

static enum err
put_holder(struct portal *p, const struct holder *h)
{
	uint8_t who[HASH_BYTES];
	enum err e;

	e = person_lookup_key(&p->keys, h->identity, who);
	if (e == ERR_OK)
		e = person_put(p->store, &p->keys, h, clock_wall_s());
	if (e == ERR_OK)
		e = note(p, "enrol.holder", who, "");
	return e;
}

static int
enrol_holder(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL, *name = NULL, *phone = NULL;
	const char *email = NULL;
	const struct cli_option options[] = {
		{ "identity", &identity, true }, { "name", &name, true },
		{ "phone", &phone, true }, { "email", &email, false },
	};
	char id[IDENTITY_SIZE], number[PHONE_SIZE];
	struct holder h = { .identity = id, .phone = number };
	enum err e;

	if (!cli_options(argc, argv, options, 4))
		return CLI_USAGE;
	h.name = name;
	h.email = email == NULL ? "" : email;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	if (person_phone(phone, number) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--phone");
	if (!is_text(name, NAME_SIZE - 1))
		return cli_fail(ERR_FIELD_CHARACTERS, "--name");
	if (email != NULL && !is_text(email, 254))
		return cli_fail(ERR_FIELD_CHARACTERS, "--email");
	e = hash_word(p, &h.word);
	if (e != ERR_OK)
		return cli_fail(e, "security word (4 to 128 bytes, one line)");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, put_holder(p, &h));
	if (e != ERR_OK)
		return cli_fail(e, "enrol holder");
	puts("holder enrolled");
	return CLI_OK;
}

/* ---- card ---- */

struct card_words {
	char identity[IDENTITY_SIZE];
	char serial[SERIAL_SIZE];
	const char *type, *state;
};

static enum err
put_card(struct portal *p, const struct card_words *w)
{
	uint8_t who[HASH_BYTES];
	struct word_hash unused;
	char detail[64];
	int64_t person;
	enum err e;

	note_card(w->serial, detail, sizeof(detail));
	e = person_lookup_key(&p->keys, w->identity, who);
	if (e == ERR_OK)
		e = person_find(p->store, who, &person, &unused);
	if (e == ERR_OK)
		e = card_put(p->store, w->serial, person, w->type, w->state,
		    clock_wall_s());
	if (e == ERR_OK)
		e = note(p, "enrol.card", who, detail);
	return e;
}

static bool
is_state(const char *state)
{
	return strcmp(state, "active") == 0 ||
	    strcmp(state, "suspended") == 0 || strcmp(state, "revoked") == 0;
}

static int
enrol_card(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL, *serial = NULL, *type = NULL;
	const char *state = NULL;
	const struct cli_option options[] = {
		{ "identity", &identity, true }, { "serial", &serial, true },
		{ "type", &type, true }, { "state", &state, false },
	};
	struct card_words w;
	enum err e;

	if (!cli_options(argc, argv, options, 4))
		return CLI_USAGE;
	w.type = type;
	w.state = state == NULL ? "active" : state;
	if (person_identity(identity, w.identity) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	if (person_serial(serial, w.serial) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--serial");
	if (strcmp(type, "akis") != 0 || !is_state(w.state)) {
		fputs("--type is akis; --state is active, suspended or"
		    " revoked\n", stderr);
		return CLI_USAGE;
	}
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, put_card(p, &w));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "no holder with this identity" : "enrol card");
	puts("card enrolled");
	return CLI_OK;
}

/* ---- key ---- */

static enum err
put_key(struct portal *p, const char *serial, const struct secret *key)
{
	char detail[64];
	enum err e;

	note_card(serial, detail, sizeof(detail));
	e = card_put_key(p->store, &p->keys, serial, key);
	if (e == ERR_OK)
		e = note(p, "enrol.key", NULL, detail);
	return e;
}

static enum err
diversify(struct portal *p, const char *serial, struct secret **key)
{
	struct secret *master = NULL;
	uint8_t bytes[SERIAL_SIZE / 2];
	size_t len = 0;
	enum err e;

	e = hex_decode(serial, bytes, sizeof(bytes), &len);
	if (e == ERR_OK)
		e = key_read_file(p->config.master_key, &master);
	if (e == ERR_OK)
		e = key_for_card(master, bytes, len, key);
	secret_free(&master);
	return e;
}

static int
enrol_key(struct portal *p, int argc, char **argv)
{
	const char *text = NULL, *out = NULL, *from = NULL;
	const struct cli_option options[] = { { "serial", &text, true },
		{ "out", &out, false }, { "from", &from, false } };
	struct secret *key = NULL;
	char serial[SERIAL_SIZE];
	enum err e;

	if (!cli_options(argc, argv, options, 3))
		return CLI_USAGE;
	if ((out == NULL) == (from == NULL)) {
		fputs("one of --out and --from is needed\n", stderr);
		return CLI_USAGE;
	}
	if (person_serial(text, serial) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--serial");
	e = from != NULL ? key_read_file(from, &key) :
	    diversify(p, serial, &key);
	if (e == ERR_OK && secret_len(key) != CARD_KEY_BYTES)
		e = ERR_SYNTAX;
	if (e == ERR_OK)
		e = store_begin(p->store);
	if (e == ERR_OK) {
		e = put_key(p, serial, key);
		/* Stored only if it could also be written, and the other way
		 * round: the file is there before the commit. */
		if (e == ERR_OK && out != NULL)
			e = key_write_file(out, key);
		e = store_end(p->store, e);
	}
	secret_free(&key);
	if (e != ERR_OK)
		return cli_fail(e, from != NULL ? from : out);
	puts("key stored");
	return CLI_OK;
}

int
cli_enrol(struct portal *p, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "holder") == 0)
		return enrol_holder(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "card") == 0)
		return enrol_card(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "key") == 0)
		return enrol_key(p, argc - 1, argv + 1);
	fputs("enrol what? holder, card or key\n", stderr);
	return CLI_USAGE;
}

/* ---- unblock-login ---- */

static enum err
unblock(struct portal *p, const char *identity)
{
	uint8_t who[HASH_BYTES];
	enum err e;
	int wrong;

	e = person_lookup_key(&p->keys, identity, who);
	if (e == ERR_OK)
		e = person_wrong_words(p->store, who, &wrong);
	if (e == ERR_OK && wrong == 0)
		e = ERR_NOT_FOUND;
	if (e == ERR_OK)
		e = person_clear_wrong(p->store, who);
	if (e == ERR_OK)
		e = note(p, "unblock-login", who, "");
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
