/* enrol holder|card|key; the others are in cli_word.c, cli_letter.c and
 * cli_certificate.c. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/master.h"
#include "portal/method.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_person.h"
#include "portal/store_session.h"

static void
note_card(const char *serial, char *out, size_t size)
{
	char end[16];

	person_mask_serial(serial, end, sizeof(end));
	snprintf(out, size, "card=%s", end);
}

/* ---- holder ---- */

bool
cli_is_text(const char *text, size_t most)
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

/* Who knows the old word, or holds the old phone, is out at once. */
static enum err
put_holder(struct portal *p, const struct holder *h)
{
	uint8_t who[HASH_BYTES];
	struct word_hash unused;
	int64_t person = 0;
	enum err e;

	e = person_lookup_key(&p->keys, h->identity, who);
	if (e == ERR_OK)
		e = person_put(p->store, &p->keys, h, clock_wall_s());
	if (e == ERR_OK)
		e = person_find(p->store, who, &person, &unused);
	if (e == ERR_OK)
		e = session_end_others(p->store, person, 0);
	if (e == ERR_OK)
		e = cli_note(p, "enrol.holder", who, "");
	return e;
}

/* What was typed, in the forms of person.h. */
struct holder_words {
	char identity[IDENTITY_SIZE], phone[PHONE_SIZE], email[EMAIL_SIZE];
	char address[ADDRESS_SIZE];
};

static int
read_holder(const char *const typed[5], struct holder_words *w,
    struct holder *h)
{
	h->identity = w->identity;
	h->name = typed[1];
	h->phone = w->phone;
	h->email = w->email;
	h->address = w->address;
	w->email[0] = w->address[0] = '\0';
	if (person_identity(typed[0], w->identity) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	if (!cli_is_text(h->name, NAME_SIZE - 1))
		return cli_fail(ERR_FIELD_CHARACTERS, "--name");
	if (person_phone(typed[2], w->phone) != ERR_OK)
		return cli_fail(ERR_FIELD_PHONE, "--phone");
	if (typed[3] != NULL && person_email(typed[3], w->email) != ERR_OK)
		return cli_fail(ERR_FIELD_EMAIL, "--email");
	if (typed[4] != NULL && person_address(typed[4], w->address) != ERR_OK)
		return cli_fail(ERR_ADDRESS_INVALID, "--address");
	return CLI_OK;
}

static int
enrol_holder(struct portal *p, int argc, char **argv)
{
	const char *typed[5] = { NULL };
	const struct cli_option options[] = {
		{ "identity", &typed[0], true }, { "name", &typed[1], true },
		{ "phone", &typed[2], true }, { "email", &typed[3], false },
		{ "address", &typed[4], false },
	};
	struct holder_words words;
	struct holder h;
	int status;
	enum err e;

	if (!cli_options(argc, argv, options, 5))
		return CLI_USAGE;
	status = read_holder(typed, &words, &h);
	if (status != CLI_OK)
		return status;
	e = cli_word(p, "Security word: ", words.identity, &h.word);
	if (e != ERR_OK)
		return cli_fail(e, "security word, one line on standard"
		    " input");
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
		e = cli_note(p, "enrol.card", who, detail);
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
	char types[100];
	enum err e;

	if (!cli_options(argc, argv, options, 4))
		return CLI_USAGE;
	w.type = type;
	w.state = state == NULL ? "active" : state;
	if (person_identity(identity, w.identity) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	if (person_serial(serial, w.serial) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--serial");
	if (method_of(type) == NULL || !is_state(w.state)) {
		method_types(types, sizeof(types));
		fprintf(stderr, "--type is one of %s; --state is active,"
		    " suspended or revoked\n", types);
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
		e = cli_note(p, "enrol.key", NULL, detail);
	return e;
}

static enum err
diversify(struct portal *p, const char *serial, size_t wanted,
    struct secret **key, char *why, size_t size)
{
	uint8_t bytes[SERIAL_SIZE / 2];
	size_t len = 0;
	enum err e;

	e = hex_decode(serial, bytes, sizeof(bytes), &len);
	return e != ERR_OK ? e : master_card_key(&p->config, bytes, len,
	    wanted, key, why, size);
}

/* The bytes that the key of this card must have. */
static enum err
key_size(struct portal *p, const char *serial, size_t *bytes)
{
	const struct method *m;
	struct card card;
	enum err e = card_find(p->store, serial, &card);

	if (e != ERR_OK)
		return e;
	m = method_of(card.type);
	if (m == NULL)
		return ERR_CARD_NOT_KNOWN;
	*bytes = m->key;
	return ERR_OK;
}

static int
enrol_key(struct portal *p, int argc, char **argv)
{
	const char *text = NULL, *out = NULL, *from = NULL;
	const struct cli_option options[] = { { "serial", &text, true },
		{ "out", &out, false }, { "from", &from, false } };
	struct secret *key = NULL;
	char serial[SERIAL_SIZE], why[256] = "";
	size_t wanted = 0;
	enum err e;

	if (!cli_options(argc, argv, options, 3))
		return CLI_USAGE;
	if ((out == NULL) == (from == NULL)) {
		fputs("one of --out and --from is needed\n", stderr);
		return CLI_USAGE;
	}
	if (person_serial(text, serial) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--serial");
	e = key_size(p, serial, &wanted);
	if (e != ERR_OK)
		return cli_fail(e, serial);
	e = from != NULL ? key_read_file(from, &key) :
	    diversify(p, serial, wanted, &key, why, sizeof(why));
	if (e == ERR_OK && secret_len(key) != wanted)
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
		return cli_fail(e, why[0] != '\0' ? why :
		    from != NULL ? from : out);
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
	if (argc > 0 && strcmp(argv[0], "letter") == 0)
		return cli_enrol_letter(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "certificate") == 0)
		return cli_enrol_certificate(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "edevlet") == 0)
		return cli_enrol_word(p, CREDENTIAL_EDEVLET, argc - 1,
		    argv + 1);
	if (argc > 0 && strcmp(argv[0], "web-password") == 0)
		return cli_enrol_word(p, CREDENTIAL_WEB, argc - 1, argv + 1);
	fputs("enrol what? holder, card, key, letter, certificate, edevlet or"
	    " web-password\n", stderr);
	return CLI_USAGE;
}
