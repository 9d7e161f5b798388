/* links: portal wire base */
/* Requests as http.c hands them on: a first line "METHOD PATH", then lines
 * "a: AUTHORIZATION", "k: IDEMPOTENCY-KEY", "t: TERMINAL", an empty line, the
 * body.  Behind it is the whole portal on a database in memory with one
 * holder, one card and one authenticated session, the same for each input. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "portal/captcha_draw.h"
#include "portal/metrics.h"
#include "portal/portal.h"
#include "portal/repeat.h"
#include "portal/route.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_certificate.h"
#include "portal/store_person.h"
#include "portal/store_session.h"
#include "wire/wire.h"

#define TOKEN "0123456789abcdef0123456789abcdef" \
	"0123456789abcdef0123456789abcdef"
#define SERIAL "a0b1c2d3e4f58901"
#define LATER 4000000000
#define FINGERPRINT "cccccccccccccccccccccccccccccccc" \
	"cccccccccccccccccccccccccccccccc"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct portal portal;

static void
must(enum err e)
{
	if (e != ERR_OK) {
		fprintf(stderr, "set-up failed: %s\n", err_name(e));
		abort();
	}
}

static void
say(struct wording *w, const char *text)
{
	snprintf(w->tr, sizeof(w->tr), "%s", text);
	snprintf(w->en, sizeof(w->en), "%s", text);
}

static void
fill_config(struct config *c)
{
	c->session = c->session_most = c->captcha = c->sms = c->unlock =
	    c->confirmation = c->report = 1000;
	c->wrong_words = c->code_tries = 3;
	c->sms_per_hour = c->sessions_per_minute = c->captchas_per_minute =
	    c->logins_per_minute = 1000;
	c->mail = c->words_per_minute = c->questions_per_minute =
	    c->mails_per_hour = 1000;
	c->word_min = 4;
	c->word_max = 32;
	c->word_cost = 1;
	/* Not there: starting it fails at once. */
	c->sms_program.timeout = c->mail_program.timeout = 1;
	c->sms_program.argc = c->mail_program.argc = 1;
	snprintf(c->sms_program.argv[0], CONFIG_PATH, "/nonexistent");
	snprintf(c->mail_program.argv[0], CONFIG_PATH, "/nonexistent");
	snprintf(c->mail_from, sizeof(c->mail_from), "a@b.example");
	say(&c->sms_text, "{code}");
	say(&c->phone_text, "{code}");
	say(&c->unlock_text, "{code}");
	say(&c->mobile_text, "{code}");
	say(&c->mail_word.subject, "s");
	say(&c->mail_word.text, "{code}");
	say(&c->mail_email.subject, "s");
	say(&c->mail_email.text, "{code}");
	say(&c->mail_changed.subject, "s");
	say(&c->mail_changed.text, "t");
	say(&c->captcha_question, "{words}");
	c->captcha_tr.count = c->captcha_en.count = 1;
	snprintf(c->captcha_tr.list[0], CONFIG_WORD, "Ankara");
	snprintf(c->captcha_en.list[0], CONFIG_WORD, "apple");
	snprintf(c->call_centre, sizeof(c->call_centre), "1");
	snprintf(c->required_version, sizeof(c->required_version), "0.1.0");
}

static void
enrol(void)
{
	struct holder h = { .identity = "10000000146", .name = "A B",
	    .phone = "+905412345678", .email = "a@b.example", .address = "" };
	struct secret *key = NULL;
	uint8_t who[HASH_BYTES];
	int64_t person;

	h.word.cost = 1;
	must(person_put(portal.store, &portal.keys, &h, 1));
	must(person_lookup_key(&portal.keys, h.identity, who));
	must(person_find(portal.store, who, &person, &h.word));
	must(card_put(portal.store, SERIAL, person, "akis", "active", 1));
	must(key_make(CARD_KEY_BYTES, &key));
	must(card_put_key(portal.store, &portal.keys, SERIAL, key));
	secret_free(&key);
	must(certificate_add(portal.store, &portal.keys, &(struct certificate){
	    .person = person, .card = SERIAL, .state = CERTIFICATE_ACTIVE,
	    .x509 = { .serial = "0a", .subject = "A B", .issuer = "CA",
	    .from = 1, .to = LATER + LATER, .fingerprint = FINGERPRINT } }, 1));
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct secret *data = NULL;
	const char *why;

	(void)argc;
	(void)argv;
	wire_init();
	if (secret_heap_init() == SECRET_HEAP_NONE)
		abort();
	fill_config(&portal.config);
	must(key_make(KEY_BYTES, &data));
	must(keys_derive(data, &portal.keys));
	secret_free(&data);
	portal.repeats = repeats_new();
	portal.metrics = metrics_new();
	/* What fontconfig keeps is no leak of ours. */
	if (atexit(captcha_draw_end) != 0)
		abort();
	must(store_open(":memory:", &portal.store, &why));
	must(store_begin(portal.store));
	enrol();
	must(store_end(portal.store, ERR_OK));
	return 0;
}

/* The same world for each input. */
static void
reset(void)
{
	static const uint8_t unlock_id[] = "u";
	struct session s = { .terminal = "k", .language = "tr", .opened = LATER,
	    .expires = LATER };
	struct unlock u = { .person = 1, .serial = SERIAL, .terminal = "k",
	    .opened = LATER, .expires = LATER };

	must(store_begin(portal.store));
	must(store_run(portal.store, "DELETE FROM unlock", ""));
	must(store_run(portal.store, "DELETE FROM session", ""));
	must(store_run(portal.store, "DELETE FROM answer", ""));
	must(store_run(portal.store, "DELETE FROM word_code", ""));
	must(store_run(portal.store, "DELETE FROM outbox", ""));
	must(store_run(portal.store, "DELETE FROM sent", ""));
	must(store_run(portal.store, "DELETE FROM approval", ""));
	must(store_run(portal.store, "DELETE FROM login_tries", ""));
	must(store_run(portal.store, "DELETE FROM sent", ""));
	must(store_run(portal.store, "UPDATE certificate SET"
	    " state = 'active'", ""));
	must(seal_hash(TOKEN, sizeof(TOKEN) - 1, s.token));
	must(session_insert(portal.store, &s));
	s.state = SESSION_AUTHENTICATED;
	s.person = 1;
	s.confirmed = LATER;
	must(session_update(portal.store, &s));
	must(captcha_insert(portal.store, s.id, "c", "26apw", LATER));
	memcpy(u.session, s.token, sizeof(u.session));
	must(seal_hash(unlock_id, 1, u.id));
	must(unlock_insert(portal.store, &u));
	must(store_end(portal.store, ERR_OK));
}

/* Cut a line off; NULL at the empty one or the end. */
static char *
take_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (end == NULL || end == line)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

static void
read_headers(char **at, struct route_request *rq)
{
	char *line;

	while ((line = take_line(at)) != NULL) {
		if (strncmp(line, "a: ", 3) == 0)
			rq->authorization = line + 3;
		else if (strncmp(line, "k: ", 3) == 0)
			rq->idempotency_key = line + 3;
		else if (strncmp(line, "t: ", 3) == 0)
			rq->terminal = line + 3;
	}
	if (**at == '\n')
		(*at)++;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct route_request rq = { .address = "127.0.0.1" };
	struct route_response rs;
	char *text, *at, *blank;

	if (size > 4096)
		return 0;
	text = malloc(size + 1);
	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	at = text;
	rq.method = take_line(&at);
	blank = rq.method == NULL ? NULL : strchr(rq.method, ' ');
	if (blank != NULL) {
		*blank = '\0';
		rq.path = blank + 1;
		read_headers(&at, &rq);
		rq.body = (const uint8_t *)at;
		rq.len = size - (size_t)(at - text);
		reset();
		route_serve(&portal, &rq, &rs);
		if (rs.status < 200 || rs.status > 599 || rs.status == 500)
			abort();
		route_response_free(&rs);
	}
	free(text);
	return 0;
}
