/* A small set of good screens in a directory of its own, in which a test
 * changes one thing. */
#ifndef TESTS_UNIT_SCREEN_FIXTURE_H
#define TESTS_UNIT_SCREEN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen/screen.h"

enum { FLOW, MESSAGES, WORDS, HOME, ASK, RUN, FILES };

static const char *const fixture_names[FILES] = { "flow", "messages", "words",
    "home", "ask", "run" };

static const char *const fixture_texts[FILES] = {
	/* flow.yaml */
	"screens: [home, ask, run]\n"
	"roles: {start: home, idle: ask, recovery: home, trouble: home,\n"
	"  goodbye: home}\n"
	"trails:\n"
	"  personal: {tr: \"Bireysel\", en: \"Personal\"}\n"
	"groups:\n"
	"  trouble:\n"
	"    timeout: stay\n"
	"    io: home\n"
	"words:\n"
	"  step: {tr: \"Adım\", en: \"Step\"}\n",
	/* messages.yaml */
	"card_phrases:\n"
	"  untouched: {tr: \"Kart aynı.\", en: \"Card as before.\"}\n"
	"messages:\n"
	"  timeout:\n"
	"    code: S403\n"
	"    what: {tr: \"Yanıt yok.\", en: \"No answer.\"}\n"
	"    card: untouched\n"
	"    next: {tr: \"Bekleyiniz.\", en: \"Wait.\"}\n"
	"  io:\n"
	"    code: S407\n"
	"    what: {tr: \"Dosya.\", en: \"File.\"}\n"
	"    card: {tr: \"Kart iyi.\", en: \"Card is well.\"}\n"
	"    next: {tr: \"Arayınız.\", en: \"Call.\"}\n"
	"  code-wrong:\n"
	"    code: G307\n"
	"    what: {tr: \"Kod yanlış.\", en: \"Wrong code.\"}\n"
	"    card: untouched\n"
	"    next: {tr: \"Yeniden.\", en: \"Again.\"}\n"
	"  code-expired:\n"
	"    code: G308\n"
	"    what: {tr: \"Süre doldu.\", en: \"Time is up.\"}\n"
	"    card: untouched\n"
	"    next: {tr: \"Yeni kod.\", en: \"New code.\"}\n",
	/* words.yaml */
	"words:\n"
	"  tries: {tr: \"Kalan: {n}\", en: \"Left: {n}\"}\n",
	/* home.yaml */
	"screen: home\n"
	"title: {tr: \"Başlangıç\", en: \"Start\"}\n"
	"idle: false\n"
	"body:\n"
	"  - text: {tr: \"Hoş geldiniz.\", en: \"Welcome.\"}\n"
	"on: {key: ask}\n"
	"help: {tr: \"Yardım.\", en: \"Help.\"}\n",
	/* ask.yaml */
	"screen: ask\n"
	"title: {tr: \"Kod\", en: \"Code\"}\n"
	"trail: personal\n"
	"step: [2, 3]\n"
	"otherwise: trouble\n"
	"body:\n"
	"  - text: {tr: \"Kod: {phone}\", en: \"Code: {phone}\"}\n"
	"    when: \"!expired\"\n"
	"  - field: code\n"
	"    label: {tr: \"Kod\", en: \"Code\"}\n"
	"    kind: digits\n"
	"    length: 6\n"
	"    secret: true\n"
	"    hint: {tr: \"6 rakam\", en: \"6 digits\"}\n"
	"  - countdown: sms\n"
	"    label: {tr: \"Süre\", en: \"Time\"}\n"
	"    at_end: code-expired\n"
	"buttons:\n"
	"  - id: send\n"
	"    label: {tr: \"Gönder\", en: \"Send\"}\n"
	"    do: sms.verify\n"
	"    default: true\n"
	"  - id: back\n"
	"    label: {tr: \"Geri\", en: \"Back\"}\n"
	"    go: home\n"
	"    back: true\n"
	"outcomes:\n"
	"  sms.verify: {ok: run, code-wrong: stay code}\n"
	"  countdown.sms: {code-expired: stay send}\n"
	"  portal.check: {ok: stay}\n"
	"on: {card-out: home}\n"
	"after: {seconds: 60, when: expired, go: home}\n"
	"every: {seconds: 10, do: portal.check}\n"
	"help: {tr: \"Yardım.\", en: \"Help.\"}\n",
	/* run.yaml */
	"screen: run\n"
	"title: {tr: \"Sürüyor\", en: \"Running\"}\n"
	"idle: false\n"
	"enter: unlock.run\n"
	"otherwise: trouble\n"
	"body:\n"
	"  - steps:\n"
	"      - {id: card, text: {tr: \"Kart\", en: \"Card\"}}\n"
	"      - {id: done, text: {tr: \"Bitti\", en: \"Done\"}}\n"
	"outcomes:\n"
	"  unlock.run: {ok: home}\n"
	"help: {tr: \"Yardım.\", en: \"Help.\"}\n",
};

/* What stands before the words of words.yaml: one layer with these rows. */
#define KEYBOARD(rows) "keyboard:\n  - name: abc\n    rows: " rows "\n"

struct fixture {
	char dir[64];
	char *texts[FILES];
	char error[400];
	struct screens *screens;
};

static inline void
fixture_path(const struct fixture *f, int file, char *path, size_t size)
{
	snprintf(path, size, "%s/%s.yaml", f->dir, fixture_names[file]);
}

static inline void
fixture_begin(struct fixture *f)
{
	int i;

	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "/tmp/screens.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	for (i = 0; i < FILES; i++) {
		f->texts[i] = strdup(fixture_texts[i]);
		assert_non_null(f->texts[i]);
	}
}

/* Put `new` in the place of the first `old` of a file. */
static inline void
fixture_edit(struct fixture *f, int file, const char *old, const char *new)
{
	char *at = strstr(f->texts[file], old), *text;
	size_t size = strlen(f->texts[file]) + strlen(new) + 1;

	if (at == NULL)
		fail_msg("the fixture has no '%s'", old);
	text = malloc(size);
	assert_non_null(text);
	snprintf(text, size, "%.*s%s%s", (int)(at - f->texts[file]),
	    f->texts[file], new, at + strlen(old));
	free(f->texts[file]);
	f->texts[file] = text;
}

static inline void
fixture_write(struct fixture *f)
{
	char path[128];
	FILE *out;
	int i;

	for (i = 0; i < FILES; i++) {
		fixture_path(f, i, path, sizeof(path));
		out = fopen(path, "w");
		assert_non_null(out);
		assert_true(fputs(f->texts[i], out) >= 0);
		assert_int_equal(fclose(out), 0);
	}
}

static inline enum err
fixture_load(struct fixture *f)
{
	enum err e;

	fixture_write(f);
	e = screens_open(f->dir, &f->screens, f->error, sizeof(f->error));
	if (e == ERR_OK)
		e = screens_load_all(f->screens, f->error, sizeof(f->error));
	return e;
}

static inline void
fixture_end(struct fixture *f)
{
	char path[128];
	int i;

	screens_free(&f->screens);
	for (i = 0; i < FILES; i++) {
		fixture_path(f, i, path, sizeof(path));
		unlink(path);
		free(f->texts[i]);
	}
	rmdir(f->dir);
}

#endif
