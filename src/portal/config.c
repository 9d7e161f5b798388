#include "portal/config.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/yaml.h"
#include "portal/config_reader.h"

enum kind { NUMBER, FLAG, WORDS, PATH };

struct option {
	const char *section;		/* NULL: at the top */
	const char *key;
	enum kind kind;
	size_t offset, size;
	int low, high, preset;		/* NUMBER */
	bool required;
	bool empty;			/* WORDS and PATH: may be empty */
};

#define AT(member) .offset = offsetof(struct config, member), \
	.size = sizeof(((struct config *)0)->member)
#define INT(s, k, member, lo, hi, pre) { .section = s, .key = k, \
	.kind = NUMBER, AT(member), .low = lo, .high = hi, .preset = pre }
#define FILE_AT(s, k, member) { .section = s, .key = k, .kind = PATH, \
	AT(member), .required = true }
#define TEXT(s, k, member) { .section = s, .key = k, .kind = WORDS, \
	AT(member), .required = true }

#define MAYBE_TEXT(s, k, member) { .section = s, .key = k, .kind = WORDS, \
	AT(member) }
#define MAYBE_FILE(s, k, member) { .section = s, .key = k, .kind = PATH, \
	AT(member) }
#define YES_NO(s, k, member) { .section = s, .key = k, .kind = FLAG, \
	AT(member) }

#define DAY 86400

static const struct option options[] = {
	TEXT("listen", "address", address),
	INT("listen", "port", port, 0, 65535, 8443),
	INT("listen", "connections", connections, 1, 100000, 512),
	INT("listen", "connections_per_address", connections_per_address,
	    1, 100000, 64),
	INT("listen", "idle", idle, 1, 300, 15),
	{ .section = "listen", .key = "metrics_for", .kind = WORDS,
	    AT(metrics_for), .empty = true },
	FILE_AT("tls", "certificate", certificate),
	FILE_AT("tls", "key", private_key),
	{ .section = "tls", .key = "client_ca", .kind = PATH, AT(client_ca),
	    .empty = true },
	FILE_AT(NULL, "database", database),
	FILE_AT("keys", "data", data_key),
	MAYBE_FILE("keys", "master", master_key),
	INT("sms", "timeout", sms_program.timeout, 1, 60, 10),
	INT("mail", "timeout", mail_program.timeout, 1, 120, 30),
	TEXT("mail", "from", mail_from),
	{ .section = "terminals", .key = "staffed", .kind = WORDS,
	    AT(staffed), .empty = true },
	{ .section = "captcha", .key = "waived", .kind = WORDS,
	    AT(captcha_waived) },
	INT("lifetimes", "session", session, 1, DAY, 600),
	INT("lifetimes", "session_most", session_most, 1, DAY, 3600),
	INT("lifetimes", "captcha", captcha, 1, 3600, 300),
	INT("lifetimes", "challenge", challenge, 1, 3600, 60),
	INT("lifetimes", "sms", sms, 1, 3600, 300),
	INT("lifetimes", "resend", resend, 0, 3600, 60),
	INT("lifetimes", "mail", mail, 1, DAY, 900),
	INT("lifetimes", "mail_resend", mail_resend, 0, 3600, 60),
	INT("lifetimes", "unlock", unlock, 1, 3600, 120),
	INT("lifetimes", "confirmation", confirmation, 1, DAY, 600),
	INT("lifetimes", "report", report, 1, DAY, DAY),
	INT("lifetimes", "verification", verification, 1, 3600, 300),
	INT("lifetimes", "unconfirmed", unconfirmed, 1, 3600, 600),
	INT("lifetimes", "shift", shift, 1, DAY, 43200),
	INT("lifetimes", "shift_idle", shift_idle, 1, DAY, 1800),
	INT("limits", "wrong_words", wrong_words, 1, 20, 3),
	INT("limits", "code_tries", code_tries, 1, 10, 3),
	INT("limits", "sms_per_hour", sms_per_hour, 1, 10000, 10),
	INT("limits", "mails_per_hour", mails_per_hour, 1, 10000, 5),
	INT("limits", "sessions_per_minute", sessions_per_minute, 1, 1000000,
	    60),
	INT("limits", "captchas_per_minute", captchas_per_minute, 1, 1000000,
	    60),
	INT("limits", "questions_per_minute", questions_per_minute, 1, 1000000,
	    10),
	INT("limits", "logins_per_minute", logins_per_minute, 1, 1000000, 30),
	INT("limits", "words_per_minute", words_per_minute, 1, 1000000, 10),
	INT("limits", "word_min", word_min, 4, 32, 8),
	INT("limits", "word_max", word_max, 4, 32, 32),
	{ .section = "letter", .key = "font", .kind = PATH, AT(letter_font),
	    .empty = true },
	{ .section = "letter", .key = "qpdf", .kind = PATH, AT(letter_qpdf),
	    .empty = true },
	MAYBE_TEXT("issuer", "kind", issuer.kind_name),
	MAYBE_TEXT("issuer", "application", issuer.application),
	MAYBE_TEXT("issuer", "address", issuer.address),
	YES_NO("issuer", "password", issuer.password),
	YES_NO("issuer", "mobile", issuer.mobile),
	YES_NO("issuer", "bank", issuer.bank),
	MAYBE_TEXT("issuer", "bank_address", issuer.bank_address),
	MAYBE_FILE("issuer", "card_ca", issuer.card_ca),
	MAYBE_FILE("issuer", "card_crl", issuer.card_crl),
	MAYBE_TEXT("issuer", "url", issuer.url),
	MAYBE_FILE("issuer", "ca", issuer.ca),
	MAYBE_TEXT("issuer", "client_id", issuer.client_id),
	MAYBE_FILE("issuer", "client_secret", issuer.client_secret),
	MAYBE_TEXT("issuer", "scope", issuer.scope),
	MAYBE_TEXT("issuer", "claim", issuer.claim),
	INT("issuer", "timeout", issuer.timeout, 1, 60, 10),
	{ .section = "signature", .key = "ca", .kind = PATH,
	    AT(signature_ca), .empty = true },
	{ .section = "signature", .key = "crl", .kind = PATH,
	    AT(signature_crl), .empty = true },
	{ .section = "signature", .key = "audience", .kind = WORDS,
	    AT(audience), .empty = true },
	TEXT(NULL, "call_centre", call_centre),
	TEXT(NULL, "required_version", required_version),
	{ .key = "motd", .kind = WORDS, AT(motd), .empty = true },
	{ .key = "certificate_fee", .kind = WORDS, AT(certificate_fee),
	    .empty = true },
};
#define OPTIONS (sizeof(options) / sizeof(options[0]))

static const char *const sections[] = { "listen", "tls", "keys", "sms",
	"mail", "terminals", "captcha", "lifetimes", "limits", "letter",
	"issuer", "signature", NULL };

enum err
config_fail(const struct config_reader *r, const struct yaml_node *at,
    const char *format, ...)
{
	char what[160];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(r->error, r->size, "%s:%d:%d: %s", r->path, at->line,
	    at->column, what);
	return ERR_SYNTAX;
}

/* ---- Unknown keys ---- */

static enum err
check_keys(const struct config_reader *r, const struct yaml_node *map,
    const char *section)
{
	const char *known[OPTIONS + 16];
	const struct yaml_node *at = map;
	const char *unknown;
	size_t count = 0;

	for (size_t i = 0; i < OPTIONS; i++) {
		const char *s = options[i].section;

		if (section == NULL ? s == NULL :
		    s != NULL && strcmp(s, section) == 0)
			known[count++] = options[i].key;
	}
	for (size_t i = 0; section == NULL && sections[i] != NULL; i++)
		known[count++] = sections[i];
	if (section != NULL && strcmp(section, "keys") == 0)
		known[count++] = "pkcs11";
	if (section != NULL)
		count += config_message_keys(section, known + count);
	known[count] = NULL;
	if (map->kind != YAML_MAP)
		return config_fail(r, map, "%s must be a map", section == NULL ?
		    "the file" : section);
	unknown = yaml_unknown_key(map, known, &at);
	return unknown == NULL ? ERR_OK :
	    config_fail(r, at, "unknown key %s", unknown);
}

static enum err
check_all_keys(const struct config_reader *r, const struct yaml_node *root)
{
	enum err e = check_keys(r, root, NULL);

	for (size_t i = 0; e == ERR_OK && sections[i] != NULL; i++) {
		const struct yaml_node *map = yaml_get(root, sections[i]);

		if (map != NULL)
			e = check_keys(r, map, sections[i]);
	}
	return e;
}

/* ---- Values ---- */

enum err
config_set_text(const struct config_reader *r, const struct yaml_node *n,
    const char *key, bool empty, char *out, size_t size)
{
	size_t len;

	if (n->kind != YAML_SCALAR)
		return config_fail(r, n, "%s must be text", key);
	len = strlen(n->text);
	if (len == 0 && !empty)
		return config_fail(r, n, "%s is empty", key);
	if (len >= size)
		return config_fail(r, n, "%s is longer than %zu bytes", key,
		    size - 1);
	memcpy(out, n->text, len + 1);
	return ERR_OK;
}

enum err
config_set_path(const struct config_reader *r, const struct yaml_node *n,
    const char *key, bool empty, char *out, size_t size)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	const char *slash = strrchr(r->path, '/');
	char name[CONFIG_PATH];
	enum err e;
	int len;

	e = config_set_text(r, n, key, empty, name, sizeof(name));
	if (e != ERR_OK || name[0] == '\0' || name[0] == '/') {
		memcpy(out, name, e == ERR_OK ? strlen(name) + 1 : 0);
		return e;
	}
	if (credentials != NULL && strchr(name, '/') == NULL) {
		len = snprintf(out, size, "%s/%s", credentials, name);
		if (len > 0 && (size_t)len < size && access(out, F_OK) == 0)
			return ERR_OK;
	}
	len = snprintf(out, size, "%.*s%s", slash == NULL ? 0 :
	    (int)(slash - r->path + 1), r->path, name);
	if (len < 0 || (size_t)len >= size)
		return config_fail(r, n, "%s: the path is too long", key);
	return ERR_OK;
}

static enum err
set_flag(const struct config_reader *r, const struct yaml_node *n,
    const char *key, void *out)
{
	bool flag;
	int value;

	if (n->kind != YAML_SCALAR || yaml_bool(n, &flag) != ERR_OK)
		return config_fail(r, n, "%s must be true or false", key);
	value = flag;
	memcpy(out, &value, sizeof(value));
	return ERR_OK;
}

static enum err
set_option(const struct config_reader *r, const struct yaml_node *n,
    const struct option *o)
{
	uint8_t *at = (uint8_t *)r->config + o->offset;
	int number;

	switch (o->kind) {
	case NUMBER:
		if (n->kind != YAML_SCALAR ||
		    yaml_int(n, o->low, o->high, &number) != ERR_OK)
			return config_fail(r, n,
			    "%s must be a number from %d to %d", o->key,
			    o->low, o->high);
		memcpy(at, &number, sizeof(number));
		return ERR_OK;
	case FLAG:
		return set_flag(r, n, o->key, at);
	case WORDS:
		return config_set_text(r, n, o->key, o->empty, (char *)at,
		    o->size);
	case PATH:
		return config_set_path(r, n, o->key, o->empty, (char *)at,
		    o->size);
	}
	return ERR_INTERNAL;
}

static const struct yaml_node *
find(const struct yaml_node *root, const char *section, const char *key)
{
	const struct yaml_node *map = root;

	if (section != NULL)
		map = yaml_get(root, section);
	return map == NULL ? NULL : yaml_get(map, key);
}

static enum err
read_options(const struct config_reader *r, const struct yaml_node *root)
{
	for (size_t i = 0; i < OPTIONS; i++) {
		const struct option *o = &options[i];
		const struct yaml_node *n = find(root, o->section, o->key);
		enum err e;

		if (n == NULL && o->required)
			return config_fail(r, root, "%s%s%s is missing",
			    o->section == NULL ? "" : o->section,
			    o->section == NULL ? "" : ".", o->key);
		if (n == NULL && o->kind == NUMBER)
			memcpy((uint8_t *)r->config + o->offset, &o->preset,
			    sizeof(o->preset));
		if (n == NULL)
			continue;
		e = set_option(r, n, o);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* What belongs together. */
static enum err
check_whole(const struct config_reader *r, const struct yaml_node *root)
{
	const struct config *c = r->config;

	if (c->word_min > c->word_max)
		return config_fail(r, root,
		    "limits.word_min is above word_max");
	if (c->staffed[0] != '\0' && c->client_ca[0] == '\0')
		return config_fail(r, root, "terminals.staffed needs"
		    " tls.client_ca: a terminal could call itself anything");
	if ((c->signature_ca[0] != '\0' || c->issuer.card_ca[0] != '\0') &&
	    c->audience[0] == '\0')
		return config_fail(r, root, "signature.ca and issuer.card_ca"
		    " need signature.audience");
	if (c->audience[0] != '\0' && !statement_is_audience(c->audience))
		return config_fail(r, root, "signature.audience is the name"
		    " of a host, with its port where an address has one");
	return ERR_OK;
}

enum err
config_read(const char *path, struct config *config, char *error, size_t size)
{
	struct config_reader r = { .path = path, .config = config,
	    .error = error, .size = size };
	const struct yaml_node *root;
	enum err e;

	memset(config, 0, sizeof(*config));
	config->word_cost = 15;
	e = yaml_read_file(path, &r.doc, error, size);
	if (e != ERR_OK)
		return e;
	root = yaml_root(r.doc);
	e = check_all_keys(&r, root);
	if (e == ERR_OK)
		e = read_options(&r, root);
	if (e == ERR_OK)
		e = check_whole(&r, root);
	if (e == ERR_OK)
		e = config_read_token(&r, root);
	if (e == ERR_OK)
		e = config_read_issuer(&r, root);
	if (e == ERR_OK)
		e = config_read_messages(&r, root);
	yaml_free(&r.doc);
	return e;
}
