/* Drive the real terminal program by a script that reads like what a person
 * does, and judge what a person would see.
 *
 *   pilot [-D DIR] SCRIPT [NAME=VALUE ...]
 *
 * One command a line; "#" starts a comment; $NAME and ${NAME} are replaced by
 * variables (those of the command line, of `set`, then the environment).
 *
 *   start SIZE TERM PROGRAM ARGS…   run it on a pty of COLSxROWS
 *   wait TEXT        until TEXT is on the screen (white space folds)
 *   gone TEXT        until TEXT is not on the screen any more
 *   see TEXT / unseen TEXT          on the screen as it is, once at rest
 *   type TEXT        characters, as they are
 *   key NAME…        Enter Tab BackTab Esc F1 F2 F3 F5 F10 Up Down Left Right
 *                    PageUp PageDown Backspace CtrlC CtrlZ CtrlS CtrlU
 *                    Space
 *   raw HEX          bytes, at once
 *   send FILE        the bytes of a file, as fast as the program takes them
 *   focus TEXT       Tab until the cursor's line has TEXT
 *   at TITLE         until the screen with that title is there
 *   press LABEL      Tab until that button has the focus, then Enter
 *   resize COLSxROWS
 *   signal NAME      to the program (HUP TERM KILL …)
 *   exit STATUS      until the program has ended, with that status (or any)
 *   stop             kill the program and forget it
 *   include SCRIPT   relative to this one
 *   sh COMMAND       a shell command that must succeed
 *   until COMMAND    run it again until it succeeds
 *   set NAME COMMAND the output's first line; again until it is not empty
 *   let NAME VALUE
 *   each SCRIPT COMMAND             run SCRIPT once for every line of the
 *                    command's output, whose words NAME=VALUE are let before
 *   raw-lacks TEXT   the program has never written TEXT
 *   show             print the screen
 *   save FILE        the screen as text;  png FILE  as a picture
 *   same FILE [TEXT] until the screen is as it was saved; lines with TEXT
 *                    (a countdown) may differ
 *
 * Commands see $PILOT_PID, the program, and $PILOT_KEYS, how many keys were
 * pressed by `key`.
 *
 * A wait that takes more than its deadline (PILOT_DEADLINE_S, 30) fails the
 * script: the line, the reason and the screen as it stood are printed. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pilot.h"

struct pilot pilot;

_Noreturn void
fail(const char *format, ...)
{
	va_list ap;

	printf("%s:%d: ", pilot.script, pilot.line);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	if (pilot.vt != NULL) {
		int row, col;

		vt_pump(pilot.vt, 0);
		vt_cursor(pilot.vt, &row, &col);
		printf("---- the screen (cursor %d,%d, exit status %d)\n%s----\n",
		    row, col, vt_exit_status(pilot.vt), vt_text(pilot.vt));
	}
	vt_free(&pilot.vt);
	exit(1);
}

long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

long
deadline(void)
{
	const char *s = getenv("PILOT_DEADLINE_S");

	return now_ms() + (s != NULL ? strtol(s, NULL, 10) : 30) * 1000;
}

struct vt *
running(void)
{
	if (pilot.vt == NULL)
		fail("no program was started");
	return pilot.vt;
}

/* $NAME and ${NAME} in `in`, into `out`. */
static void
expand(const char *in, char *out, size_t size)
{
	size_t at = 0;

	while (*in != '\0' && at + 1 < size) {
		char name[64];
		size_t n = 0;
		const char *value;
		bool brace;

		if (*in != '$' || in[1] == '(') {
			out[at++] = *in++;
			continue;
		}
		in++;
		brace = *in == '{';
		in += brace;
		while (n + 1 < sizeof(name) && (*in == '_' ||
		    (*in >= 'A' && *in <= 'Z') || (*in >= 'a' && *in <= 'z') ||
		    (n > 0 && *in >= '0' && *in <= '9')))
			name[n++] = *in++;
		name[n] = '\0';
		in += brace && *in == '}';
		value = getenv(name);
		if (value == NULL)
			fail("no variable %s", name);
		at += (size_t)snprintf(out + at, size - at, "%s", value);
		if (at >= size)
			fail("the line is too long");
	}
	out[at] = '\0';
}

size_t
split(char *line, char **argv)
{
	size_t n = 0;
	char *save = NULL;

	for (char *word = strtok_r(line, " ", &save); word != NULL &&
	    n + 1 < ARGS; word = strtok_r(NULL, " ", &save))
		argv[n++] = word;
	argv[n] = NULL;
	return n;
}

/* Commands about what is seen and typed; false: not one of them. */
static bool
screen_command(const char *word, char *rest)
{
	if (strcmp(word, "wait") == 0)
		do_wait(rest, true);
	else if (strcmp(word, "gone") == 0)
		do_wait(rest, false);
	else if (strcmp(word, "see") == 0)
		do_see(rest, true);
	else if (strcmp(word, "unseen") == 0)
		do_see(rest, false);
	else if (strcmp(word, "type") == 0)
		send_bytes(rest, strlen(rest));
	else if (strcmp(word, "key") == 0)
		do_keys(rest);
	else if (strcmp(word, "raw") == 0)
		do_raw(rest);
	else if (strcmp(word, "send") == 0)
		do_send(rest);
	else if (strcmp(word, "focus") == 0)
		do_focus(rest);
	else if (strcmp(word, "at") == 0)
		do_at(rest);
	else if (strcmp(word, "press") == 0)
		do_press(rest);
	else if (strcmp(word, "resize") == 0)
		do_resize(rest);
	else if (strcmp(word, "raw-lacks") == 0)
		do_raw_lacks(rest);
	else if (strcmp(word, "show") == 0)
		printf("%s", vt_text(running()));
	else if (strcmp(word, "save") == 0)
		do_save(rest);
	else if (strcmp(word, "same") == 0)
		do_same(rest);
	else if (strcmp(word, "png") == 0) {
		if (!vt_png(running(), rest))
			fail("%s could not be written", rest);
	} else
		return false;
	return true;
}

/* Commands about programs and variables. */
static bool
world_command(const char *word, char *rest)
{
	if (strcmp(word, "start") == 0)
		do_start(rest);
	else if (strcmp(word, "signal") == 0)
		do_signal(rest);
	else if (strcmp(word, "exit") == 0)
		do_exit(rest);
	else if (strcmp(word, "stop") == 0)
		vt_free(&pilot.vt);
	else if (strcmp(word, "sh") == 0) {
		if (shell(rest, NULL, 0) != 0)
			fail("failed: %s", rest);
	} else if (strcmp(word, "until") == 0)
		do_until(rest);
	else if (strcmp(word, "set") == 0)
		do_set(rest);
	else if (strcmp(word, "let") == 0) {
		char *value = strchr(rest, ' ');

		if (value == NULL)
			fail("let NAME VALUE");
		*value++ = '\0';
		setenv(rest, value, 1);
	} else
		return false;
	return true;
}

static void run_script(const char *path);

/* SCRIPT is relative to the one that says so, as with `include`. */
static void
run_beside(const char *script)
{
	const char *slash = strrchr(pilot.script, '/');
	char path[LINE];

	snprintf(path, sizeof(path), "%.*s%.2000s", slash != NULL ?
	    (int)(slash - pilot.script + 1) : 0, pilot.script, script);
	run_script(path);
}

static void
do_each(char *rest)
{
	char *command = strchr(rest, ' '), *lines = NULL, *words[ARGS];
	char output[8 * LINE];

	if (command == NULL)
		fail("each SCRIPT COMMAND");
	*command++ = '\0';
	if (shell(command, output, sizeof(output)) != 0 || output[0] == '\0')
		fail("failed, or says nothing: %s", command);
	for (char *line = strtok_r(output, "\n", &lines); line != NULL;
	    line = strtok_r(NULL, "\n", &lines)) {
		printf("%s: %s\n", rest, line);
		for (size_t i = split(line, words); i > 0; i--)
			let(words[i - 1]);
		run_beside(rest);
	}
}

static void
run_line(const char *raw)
{
	char line[LINE], number[16];
	char *rest;

	while (*raw == ' ' || *raw == '\t')
		raw++;
	if (*raw == '\0' || *raw == '#')
		return;
	if (pilot.vt != NULL) {
		snprintf(number, sizeof(number), "%d", vt_pid(pilot.vt));
		setenv("PILOT_PID", number, 1);
		snprintf(number, sizeof(number), "%u", pilot.keys);
		setenv("PILOT_KEYS", number, 1);
		vt_pump(pilot.vt, 0);
	}
	expand(raw, line, sizeof(line));
	rest = line + strcspn(line, " ");
	if (*rest != '\0')
		*rest++ = '\0';
	if (strcmp(line, "include") == 0)
		run_beside(rest);
	else if (strcmp(line, "each") == 0)
		do_each(rest);
	else if (!screen_command(line, rest) && !world_command(line, rest))
		fail("no command is called %s", line);
}

static void
run_script(const char *path)
{
	const char *outer = pilot.script;
	int outer_line = pilot.line;
	FILE *f = fopen(path, "r");
	char line[LINE];

	if (f == NULL)
		fail("%s: %s", path, strerror(errno));
	pilot.script = path;
	pilot.line = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		pilot.line++;
		line[strcspn(line, "\n")] = '\0';
		run_line(line);
	}
	fclose(f);
	pilot.script = outer;
	pilot.line = outer_line;
}

int
main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2) {
		fprintf(stderr, "usage: pilot SCRIPT [NAME=VALUE ...]\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		let(argv[i]);
	pilot.script = argv[1];
	run_script(argv[1]);
	hang_up();
	return 0;
}
