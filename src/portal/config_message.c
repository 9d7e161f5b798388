/* The sections sms, mail and captcha: programs, and texts in two languages. */
#include "portal/config_reader.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "portal/captcha_draw.h"
#include "portal/gateway.h"
#include "wire/wire.h"

struct place {
	const char *section, *key;
};

/* What a text is filled with, as long as it can be; a place that must be in
 * it ("": none); how long the whole may be. */
struct filling {
	struct gateway_place places[3];
	const char *says;
	size_t most;
};

#define DIGITS "00000000"
#define WORDS_MAX (CAPTCHA_LETTERS * (CONFIG_WORD + 1))

static const char words_max[WORDS_MAX];

static const struct filling as_it_is = { .says = "" };
static const struct filling with_code = {
	{ { "code", DIGITS, 8 }, { "minutes", DIGITS, 4 }, { NULL, NULL, 0 } },
	"{code}", GATEWAY_MAX };
static const struct filling with_minutes = {
	{ { "minutes", DIGITS, 4 }, { NULL, NULL, 0 } }, "", GATEWAY_MAX };
static const struct filling with_words = {
	{ { "words", words_max, WORDS_MAX }, { NULL, NULL, 0 } }, "{words}",
	WIRE_QUESTION - 1 };

struct text_option {
	struct place at;
	struct wording *out;
	const struct filling *filling;
};

size_t
config_message_keys(const char *section, const char **known)
{
	static const struct place keys[] = { { "sms", "command" },
	    { "sms", "text" }, { "sms", "phone_text" },
	    { "sms", "unlock_text" }, { "sms", "mobile_text" },
	    { "mail", "command" }, { "mail", "word" }, { "mail", "email" },
	    { "mail", "changed" }, { "captcha", "question" },
	    { "captcha", "words" } };
	size_t count = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].section, section) == 0)
			known[count++] = keys[i].key;
	}
	return count;
}

static enum err
find(const struct config_reader *r, const struct yaml_node *root,
    const struct place *at, const struct yaml_node **n)
{
	const struct yaml_node *section = yaml_get(root, at->section);

	*n = section == NULL ? NULL : yaml_get(section, at->key);
	return *n != NULL ? ERR_OK : config_fail(r, section == NULL ? root :
	    section, "%s.%s is missing", at->section, at->key);
}

/* ---- Programs ---- */

static enum err
read_program(const struct config_reader *r, const struct yaml_node *root,
    const char *section, struct gateway *p)
{
	const struct place at = { section, "command" };
	const struct yaml_node *list;
	enum err e = find(r, root, &at, &list);

	if (e != ERR_OK)
		return e;
	if (list->kind != YAML_LIST || list->count == 0 ||
	    list->count > CONFIG_ARGS)
		return config_fail(r, list, "%s.command must be a list of 1"
		    " to %d words", section, CONFIG_ARGS);
	for (size_t i = 0; i < list->count && e == ERR_OK; i++)
		e = config_set_text(r, &list->items[i], "command", i > 0,
		    p->argv[i], sizeof(p->argv[i]));
	p->argc = list->count;
	if (e == ERR_OK && p->argv[0][0] != '/')
		e = config_fail(r, &list->items[0], "%s.command must start"
		    " with an absolute path", section);
	return e;
}

/* ---- Texts ---- */

/* What cannot be filled in is found now, and not by the first message. */
static enum err
check_filling(const struct config_reader *r, const struct yaml_node *n,
    const char *what, const char *language, const char *text,
    const struct filling *f)
{
	struct buf whole;
	enum err e = ERR_OK;

	if (strstr(text, f->says) == NULL)
		return config_fail(r, n, "%s.%s does not say %s", what,
		    language, f->says);
	buf_init(&whole, f->most);
	if (f->most > 0)
		e = gateway_fill(text, f->places, &whole);
	buf_free(&whole);
	if (e == ERR_OK)
		return ERR_OK;
	return config_fail(r, n, e == ERR_SYNTAX ? "%s.%s has a place {...}"
	    " that nothing is put in" : "%s.%s is too long once it is filled"
	    " in", what, language);
}

static enum err
read_language(const struct config_reader *r, const struct yaml_node *text,
    const char *what, const char *language, const struct filling *filling,
    char out[static CONFIG_TEXT])
{
	const struct yaml_node *n = yaml_get(text, language);
	enum err e;

	if (n == NULL)
		return config_fail(r, text, "%s.%s is missing", what,
		    language);
	e = config_set_text(r, n, what, false, out, CONFIG_TEXT);
	return e == ERR_OK ? check_filling(r, n, what, language, out,
	    filling) : e;
}

/* A map of exactly these keys. */
static enum err
need_map(const struct config_reader *r, const struct yaml_node *n,
    const char *what, const char *const *keys, const char *kind)
{
	const struct yaml_node *at = n;
	const char *unknown;

	if (n->kind != YAML_MAP)
		return config_fail(r, n, "%s must be a map", what);
	unknown = yaml_unknown_key(n, keys, &at);
	return unknown == NULL ? ERR_OK : config_fail(r, at,
	    "unknown %s %s", kind, unknown);
}

static const char *const languages[] = { "tr", "en", NULL };

static enum err
read_wording(const struct config_reader *r, const struct yaml_node *n,
    const char *what, const struct filling *filling, struct wording *out)
{
	enum err e = need_map(r, n, what, languages, "language");

	if (e == ERR_OK)
		e = read_language(r, n, what, "tr", filling, out->tr);
	return e != ERR_OK ? e : read_language(r, n, what, "en", filling,
	    out->en);
}

static enum err
read_mail(const struct config_reader *r, const struct yaml_node *root,
    const struct place *at, const struct filling *filling,
    struct mail_wording *out)
{
	static const char *const keys[] = { "subject", "text", NULL };
	const struct yaml_node *n, *subject, *text;
	enum err e = find(r, root, at, &n);

	if (e == ERR_OK)
		e = need_map(r, n, at->key, keys, "key");
	if (e != ERR_OK)
		return e;
	subject = yaml_get(n, "subject");
	text = yaml_get(n, "text");
	if (subject == NULL || text == NULL)
		return config_fail(r, n, "mail.%s.%s is missing", at->key,
		    subject == NULL ? "subject" : "text");
	e = read_wording(r, subject, "subject", &as_it_is, &out->subject);
	return e != ERR_OK ? e : read_wording(r, text, "text", filling,
	    &out->text);
}

static enum err
read_texts(const struct config_reader *r, const struct yaml_node *root)
{
	struct config *c = r->config;
	const struct text_option options[] = {
		{ { "sms", "text" }, &c->sms_text, &with_code },
		{ { "sms", "phone_text" }, &c->phone_text, &with_code },
		{ { "sms", "unlock_text" }, &c->unlock_text, &with_code },
		{ { "sms", "mobile_text" }, &c->mobile_text, &with_code },
		{ { "captcha", "question" }, &c->captcha_question,
		    &with_words },
	};
	char what[48];
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct text_option *o = &options[i];
		const struct yaml_node *n;

		e = find(r, root, &o->at, &n);
		snprintf(what, sizeof(what), "%s.%s", o->at.section,
		    o->at.key);
		if (e == ERR_OK)
			e = read_wording(r, n, what, o->filling, o->out);
		if (e != ERR_OK)
			return e;
	}
	return e;
}

/* ---- The words of a captcha's question ---- */

static enum err
read_words(const struct config_reader *r, const struct yaml_node *words,
    const char *language, struct captcha_words *out)
{
	const struct yaml_node *list = yaml_get(words, language);
	enum err e = ERR_OK;

	if (list == NULL || list->kind != YAML_LIST || list->count == 0 ||
	    list->count > CONFIG_WORDS)
		return config_fail(r, list == NULL ? words : list,
		    "captcha.words.%s must be a list of 1 to %d words",
		    language, CONFIG_WORDS);
	for (size_t i = 0; i < list->count && e == ERR_OK; i++) {
		e = config_set_text(r, &list->items[i], "a word", false,
		    out->list[i], sizeof(out->list[i]));
		/* What it is for is its first letter, on any keyboard. */
		if (e == ERR_OK && !ascii_is_alpha(out->list[i][0]))
			e = config_fail(r, &list->items[i],
			    "%s must begin with a letter from a to z",
			    out->list[i]);
	}
	out->count = list->count;
	return e;
}

static enum err
read_captcha(const struct config_reader *r, const struct yaml_node *root)
{
	const struct place at = { "captcha", "words" };
	struct config *c = r->config;
	const struct yaml_node *words;
	enum err e = find(r, root, &at, &words);

	if (e == ERR_OK)
		e = need_map(r, words, "captcha.words", languages, "language");
	if (e == ERR_OK)
		e = read_words(r, words, "tr", &c->captcha_tr);
	if (e == ERR_OK)
		e = read_words(r, words, "en", &c->captcha_en);
	if (e != ERR_OK || c->captcha_waived[0] == '\0')
		return e;
	if (strcmp(c->captcha_waived, "certified") != 0)
		return config_fail(r, yaml_get(root, "captcha"),
		    "captcha.waived is \"certified\" or left out");
	return c->client_ca[0] != '\0' ? ERR_OK : config_fail(r,
	    yaml_get(root, "captcha"),
	    "captcha.waived needs tls.client_ca: nobody is certified");
}

enum err
config_read_messages(const struct config_reader *r,
    const struct yaml_node *root)
{
	static const struct place word = { "mail", "word" };
	static const struct place email = { "mail", "email" };
	static const struct place changed = { "mail", "changed" };
	struct config *c = r->config;
	enum err e;

	e = read_program(r, root, "sms", &c->sms_program);
	if (e == ERR_OK)
		e = read_program(r, root, "mail", &c->mail_program);
	if (e == ERR_OK)
		e = read_texts(r, root);
	if (e == ERR_OK)
		e = read_mail(r, root, &word, &with_code, &c->mail_word);
	if (e == ERR_OK)
		e = read_mail(r, root, &email, &with_code, &c->mail_email);
	if (e == ERR_OK)
		e = read_mail(r, root, &changed, &with_minutes,
		    &c->mail_changed);
	return e == ERR_OK ? read_captcha(r, root) : e;
}
