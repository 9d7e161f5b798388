/* A session line by line: the test answers when it is asked, and keeps what
 * was said, with the answers that a terminal would have shown. */
#ifndef PLAIN_FIXTURE_H
#define PLAIN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake/stage.h"
#include "loop/loop.h"
#include "plain/plain.h"

struct talk {
	struct stage stage;
	struct plain *plain;
	int in[2], out[2];	/* pipes; in[1] and out[0] are the test's */
	unsigned over;
	char text[256 * 1024];	/* everything so far */
	size_t len, from;	/* `from`: where the last answer was given */
};

static struct talk talk;

static void
talk_over(void *arg)
{
	struct talk *t = arg;

	t->over++;
}

static void
talk_read(void)
{
	struct pollfd p = { .fd = talk.out[0], .events = POLLIN };
	ssize_t n;

	while (poll(&p, 1, 0) > 0 && (p.revents & POLLIN) != 0) {
		n = read(talk.out[0], talk.text + talk.len,
		    sizeof(talk.text) - 1 - talk.len);
		assert_true(n > 0);
		talk.len += (size_t)n;
		talk.text[talk.len] = '\0';
	}
}

static void
talk_settle(void)
{
	for (int i = 0; i < 6; i++) {
		stage_settle(&talk.stage);
		loop_turn(talk.stage.loop, 0);
		talk_read();
	}
}

static void
talk_open(enum lang lang, const char *columns)
{
	memset(&talk, 0, sizeof(talk));
	(void)setenv("COLUMNS", columns, 1);
	assert_int_equal(pipe(talk.in), 0);
	assert_int_equal(pipe(talk.out), 0);
	stage_open(&talk.stage);
	talk.stage.config.lang = lang;
	talk.stage.config.exit_allowed = true;
	stage_restart(&talk.stage);
}

static void
talk_begin(void)
{
	struct plain_config config = { .in = talk.in[0],
	    .out = talk.out[1], .exit = true };

	assert_int_equal(plain_new(talk.stage.loop, talk.stage.session,
	    &config, &talk.plain), ERR_OK);
	assert_int_equal(plain_begin(talk.plain, talk_over, &talk), ERR_OK);
	talk_settle();
}

static void
talk_close(void)
{
	plain_free(&talk.plain);
	talk_read();
	stage_close(&talk.stage);
	for (int i = 0; i < 2; i++) {
		if (talk.in[i] >= 0)
			(void)close(talk.in[i]);
		(void)close(talk.out[i]);
	}
	(void)unsetenv("COLUMNS");
}

static void
talk_send(const void *bytes, size_t len)
{
	assert_int_equal(write(talk.in[1], bytes, len), len);
	talk_settle();
}

/* The prompt is open, with these words at its end. */
static void
assert_asked(const char *prompt)
{
	size_t len = strlen(prompt);

	if (talk.len < len + 2 || strncmp(talk.text + talk.len - len - 2,
	    prompt, len) != 0 || strcmp(talk.text + talk.len - 2, ": ") != 0)
		fail_msg("\"%s\" is not asked:\n%s", prompt,
		    talk.text + talk.from);
}

/* Answer what is asked; `shown`: a terminal would show it. */
static void
answer(const char *text, bool shown)
{
	char line[512];

	assert_asked("");
	if (shown) {
		memcpy(talk.text + talk.len, text, strlen(text) + 1);
		talk.len += strlen(text);
	}
	talk.from = talk.len;
	snprintf(line, sizeof(line), "%s\n", text);
	talk_send(line, strlen(line));
}

static void
type(const char *text)
{
	answer(text, true);
}

static void
type_secret(const char *text)
{
	answer(text, false);
}

/* Since the last answer. */
#define assert_said(what) do { \
	if (strstr(talk.text + talk.from, what) == NULL) \
		fail_msg("\"%s\" was not said:\n%s", what, \
		    talk.text + talk.from); \
} while (0)
#define assert_not_said(what) do { \
	if (strstr(talk.text + talk.from, what) != NULL) \
		fail_msg("\"%s\" was said:\n%s", what, \
		    talk.text + talk.from); \
} while (0)

#define TALK_WORD "gizli-kelime"
#define TALK_CODE "640917"

/* Up to the named screen, the way that people go. */
static inline void
talk_to_login(void)
{
	type("");
	type("");
	type("1");
	assert_screen(&talk.stage, "password-login");
}

static inline void
talk_to_sms(void)
{
	talk_to_login();
	type(STAGE_IDENTITY);
	type("26apw");
	type_secret(TALK_WORD);
	type("");
	type("1");
	assert_screen(&talk.stage, "sms-code");
}

static inline void
talk_to_pin(void)
{
	talk_to_sms();
	type_secret(TALK_CODE);
	type("");
	type("");
	type("1");
	assert_screen(&talk.stage, "unlock-pin");
}

#endif
