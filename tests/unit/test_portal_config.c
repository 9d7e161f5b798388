/* The configuration: the shipped file is right, defaults hold, and every
 * mistake is named with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "portal/config.h"

static char folder[] = "/tmp/portal-config-XXXXXX";
static char path[64];
static struct config config;
static char error[256];

static int
setup(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/p.yaml", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static const char good[] =
    "listen: {address: 127.0.0.1}\n"
    "tls: {certificate: a.crt, key: /k/a.key}\n"
    "database: p.db\n"
    "keys: {data: d.key, master: m.key}\n"
    "sms:\n"
    "  command: [/bin/true, x]\n"
    "  text: {tr: 'Kod {code}', en: 'Code {code}'}\n"
    "  phone_text: {tr: 'K {code}', en: 'C {code}'}\n"
    "  unlock_text: {tr: 'K {code}', en: 'C {code}'}\n"
    "  mobile_text: {tr: 'K {code}', en: 'C {code}'}\n"
    "mail:\n"
    "  command: [/bin/true, -t]\n"
    "  from: a@b.example\n"
    "  word: {subject: {tr: S, en: S}, text: {tr: '{code}', en: '{code}'}}\n"
    "  email: {subject: {tr: S, en: S}, text: {tr: '{code}', en: '{code}'}}\n"
    "  changed: {subject: {tr: S, en: S}, text: {tr: T, en: T}}\n"
    "captcha:\n"
    "  question: {tr: '{words}', en: '{words}'}\n"
    "  words: {tr: [Ankara], en: [apple]}\n"
    "call_centre: '1'\n"
    "required_version: 0.1.0\n";

static enum err
read_with(const char *more)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(good, f);
	fputs(more, f);
	assert_int_equal(fclose(f), 0);
	return config_read(path, &config, error, sizeof(error));
}

/* `from` in the good file becomes `to`. */
static enum err
read_changed(const char *from, const char *to)
{
	const char *at = strstr(good, from);
	FILE *f = fopen(path, "w");

	assert_non_null(at);
	assert_non_null(f);
	fprintf(f, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	assert_int_equal(fclose(f), 0);
	return config_read(path, &config, error, sizeof(error));
}

static void
assert_taken(const char *from, const char *to)
{
	error[0] = '\0';
	(void)read_changed(from, to);
	assert_string_equal(error, "");
}

static void
assert_refused(const char *from, const char *to, const char *message)
{
	assert_int_equal(read_changed(from, to), ERR_SYNTAX);
	if (strstr(error, message) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", error, message);
}

static void
test_defaults_and_paths(void **state)
{
	char expected[CONFIG_PATH];

	(void)state;
	assert_int_equal(read_with(""), ERR_OK);
	assert_int_equal(config.sms, 300);
	assert_int_equal(config.unlock, 120);
	assert_int_equal(config.confirmation, 600);
	assert_int_equal(config.wrong_words, 3);
	assert_int_equal(config.code_tries, 3);
	assert_int_equal(config.report, 86400);
	assert_int_equal(config.sms_program.argc, 2);
	snprintf(expected, sizeof(expected), "%s/p.db", folder);
	assert_string_equal(config.database, expected);
	assert_string_equal(config.private_key, "/k/a.key");
	assert_string_equal(config.client_ca, "");
}

static void
test_the_shipped_file(void **state)
{
	struct config shipped;

	(void)state;
	assert_int_equal(read_with(""), ERR_OK);
	if (config_read("config/portal.yaml", &shipped, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	/* It shows the defaults, so it must be the defaults. */
	assert_memory_equal(&shipped.session, &config.session,
	    offsetof(struct config, call_centre) -
	    offsetof(struct config, session));
	assert_int_equal(shipped.connections, config.connections);
	assert_int_equal(shipped.connections_per_address,
	    config.connections_per_address);
	assert_int_equal(shipped.idle, config.idle);
	assert_int_equal(shipped.port, config.port);
}

static void
test_credentials(void **state)
{
	(void)state;
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/nowhere", 1), 0);
	assert_int_equal(read_with(""), ERR_OK);
	assert_null(strstr(config.data_key, "/nowhere"));
	/* There is a file of that name there: this test's own. */
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
	assert_int_equal(read_with("motd: hi\n"), ERR_OK);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_string_equal(config.motd, "hi");
}

static void
test_mistakes(void **state)
{
	(void)state;
	assert_refused("call_centre", "call_center", ":20:");
	assert_refused("database: p.db\n", "", "database is missing");
	assert_refused("{address: 127.0.0.1}", "{address: 1, port: 65536}",
	    ":1:");
	assert_refused("{address: 127.0.0.1}", "{address: 1, port: x}",
	    "port must be a number");
	assert_refused("{address: 127.0.0.1}", "[]", "listen must be a map");
	assert_refused("{address: 127.0.0.1}", "{address: ''}", "is empty");
	assert_refused("[/bin/true, x]", "[true]", "absolute path");
	assert_refused("[/bin/true, x]", "[]", "sms.command");
	assert_refused("[/bin/true, x]", "/bin/true", "sms.command");
	assert_refused("en: 'Code {code}'", "en: 'Code'", "{code}");
	assert_refused(", en: 'Code {code}'", "", "sms.text.en is missing");
	assert_refused("en: 'Code", "de: 'Code", "unknown language de");
	assert_refused("key: /k/a.key", "key: []", "key must be text");
	assert_refused("[/bin/true, -t]", "[true]", "absolute path");
	assert_refused("word: {subject: {tr: S, en: S}, text: {tr: '{code}'",
	    "word: {subject: {tr: S, en: S}, text: {tr: 'x'",
	    "does not say {code}");
	assert_refused("changed: {subject: {tr: S, en: S}, text: {tr: T,"
	    " en: T}}", "changed: {text: {tr: T, en: T}}", "subject");
	/* Each would be a message that never leaves. */
	assert_refused("en: 'Code {code}'", "en: 'Code {code} ({minute})'",
	    "sms.text.en has a place");
	assert_refused("text: {tr: T,", "text: {tr: 'T {code}',",
	    "has a place");
	assert_refused("question: {tr: '{words}'", "question: {tr: '{words}"
	    " {code}'", "captcha.question.tr has a place");
	assert_refused("question: {tr: '{words}'", "question: {tr: '{words}"
	    " {words} {words} {words}'", "is too long");
	assert_refused("tr: [Ankara]", "tr: [Çınar]", "must begin with");
	assert_refused("tr: [Ankara]", "tr: []", "captcha.words.tr");
	assert_refused("captcha:\n", "captcha:\n  waived: certified\n",
	    "client_ca");
	assert_refused("captcha:\n", "captcha:\n  waived: all\n",
	    "certified");
	assert_refused("captcha:\n", "terminals: {staffed: 'desk-*'}\n"
	    "captcha:\n", "client_ca");
	assert_refused("database", "limits: {word_min: 20, word_max: 8}\n"
	    "database", "word_min is above");
	assert_refused("0.1.0", "0.1.0.1.2.3.4.5.6", "longer than 15");
}

#define IN_TOKEN "keys: {data: d.key, pkcs11: {module: /m.so, token: T"

static void
test_token(void **state)
{
	static const char master[] = "keys: {data: d.key, master: m.key}";

	(void)state;
	assert_int_equal(read_with(""), ERR_OK);
	assert_string_equal(config.token.module, "");
	assert_refused(master, "keys: {data: d.key}",
	    ":4:7: keys.master is missing");
	assert_refused(master, IN_TOKEN ", pin_file: p}, master: m.key}",
	    "not in both");
	assert_refused(master, IN_TOKEN "}}", "keys.pkcs11.pin_file is");
	assert_refused(master, IN_TOKEN ", pin_file: p, colour: red}}",
	    "unknown key colour");
	assert_refused(master, IN_TOKEN "23456789012345678901234567890123"
	    ", pin_file: p}}", "token is longer than 32 bytes");
	assert_refused(master, "keys: {data: d.key, pkcs11: /m.so}",
	    "keys.pkcs11 must be a map");
	assert_refused(master, "keys: {data: d, pkcs11: {module: m.so,"
	    " token: T, pin_file: p}}", "module must be an absolute path");
	assert_taken(master, IN_TOKEN ", pin_file: t.pin}}");
	assert_string_equal(config.token.module, "/m.so");
	assert_string_equal(config.token.token, "T");
	assert_string_equal(config.token.key, "cilingir master key");
	assert_non_null(strstr(config.token.pin_file, "/t.pin"));
	assert_string_equal(config.master_key, "");
	assert_taken(master, IN_TOKEN ", key: K, pin_file: /p}}");
	assert_string_equal(config.token.key, "K");
	assert_string_equal(config.token.pin_file, "/p");
}

static void
assert_issuer_refused(const char *section, const char *message)
{
	assert_int_equal(read_with(section), ERR_SYNTAX);
	if (strstr(error, message) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", error, message);
}

/* Who tells who has come: what is said of it goes together, or is refused. */
static void
test_issuer(void **state)
{
#define SHOWN "  application: A\n  address: B\n"
	(void)state;
	assert_int_equal(read_with(""), ERR_OK);
	assert_int_equal(config.issuer.kind, ISSUER_NONE);
	assert_int_equal(read_with("issuer:\n  kind: direct\n" SHOWN
	    "  mobile: true\n"), ERR_OK);
	assert_int_equal(config.issuer.kind, ISSUER_DIRECT);
	assert_int_equal(config.issuer.mobile, 1);
	assert_int_equal(config.issuer.password, 0);
	assert_int_equal(read_with("issuer:\n  kind: oidc\n" SHOWN
	    "  url: https://i.example\n  ca: ca.crt\n  client_id: p\n"
	    "  claim: identity\n"), ERR_OK);
	assert_int_equal(config.issuer.kind, ISSUER_OIDC);
	assert_string_equal(config.issuer.scope, "openid");
	assert_int_equal(read_with("issuer:\n  kind: direct\n" SHOWN
	    "  bank: true\n  bank_address: https://b.example\n"), ERR_OK);
	assert_int_equal(config.issuer.bank, 1);
	assert_int_equal(read_with("issuer:\n  kind: direct\n" SHOWN
	    "  card_ca: id.crt\n"
	    "signature:\n  audience: portal.example\n"), ERR_OK);
	assert_issuer_refused("issuer:\n  kind: direct\n" SHOWN
	    "  card_ca: id.crt\n", "need signature.audience");
	assert_issuer_refused("issuer:\n  kind: direct\n" SHOWN
	    "  bank: true\n", "needs a bank_address");
	assert_issuer_refused("issuer:\n  kind: oidc\n" SHOWN
	    "  url: https://i.example\n  ca: ca.crt\n  client_id: p\n"
	    "  claim: identity\n  bank: true\n", "for kind direct");
	assert_issuer_refused("issuer:\n  kind: both\n" SHOWN,
	    "none, direct or oidc");
	assert_issuer_refused("issuer:\n  kind: direct\n  mobile: true\n",
	    "must say what terminals show");
	assert_issuer_refused("issuer:\n  kind: direct\n" SHOWN,
	    "there is no way in");
	assert_issuer_refused("issuer:\n  kind: direct\n" SHOWN
	    "  mobile: true\n  url: https://i.example\n", "for kind oidc");
	assert_issuer_refused("issuer:\n  kind: direct\n" SHOWN
	    "  mobile: perhaps\n", "true or false");
	assert_issuer_refused("issuer:\n  kind: oidc\n" SHOWN
	    "  ca: ca.crt\n", "issuer.url is missing");
	assert_issuer_refused("issuer:\n  kind: oidc\n" SHOWN
	    "  url: http://i.example\n  ca: ca.crt\n  client_id: p\n"
	    "  claim: identity\n", "https://");
	assert_issuer_refused("issuer:\n  kind: oidc\n" SHOWN
	    "  url: https://i.example\n  ca: ca.crt\n  client_id: p\n"
	    "  claim: identity\n  password: true\n", "for kind direct");
#undef SHOWN
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_and_paths),
		cmocka_unit_test(test_the_shipped_file),
		cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_token),
		cmocka_unit_test(test_issuer),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
