#include "portal/cli.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"

#include "base/clock.h"
#include "portal/audit.h"

static const struct cli_option *
find_option(const char *text, const struct cli_option *options, size_t count)
{
	if (strncmp(text, "--", 2) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text + 2, options[i].name) == 0)
			return &options[i];
	}
	return NULL;
}

bool
cli_options(int argc, char **argv, const struct cli_option *options,
    size_t count)
{
	for (int i = 0; i < argc; i += 2) {
		const struct cli_option *o;

		o = find_option(argv[i], options, count);
		if (o == NULL || i + 1 == argc || *o->value != NULL) {
			fprintf(stderr, "%s: %s\n", argv[i], o == NULL ?
			    "unknown option" : i + 1 == argc ?
			    "a value is missing" : "given twice");
			return false;
		}
		*o->value = argv[i + 1];
	}
	for (size_t i = 0; i < count; i++) {
		if (options[i].required && *options[i].value == NULL) {
			fprintf(stderr, "--%s is missing\n", options[i].name);
			return false;
		}
	}
	return true;
}

/* In the transaction of what was done. */
enum err
cli_note(struct portal *p, const char *step, const uint8_t *who,
    const char *detail)
{
	const struct audit_entry entry = { .at = clock_wall_s(), .who = who,
	    .terminal = "", .step = step, .outcome = "ok", .detail = detail };

	return audit_add(p->store, &entry);
}

int
cli_fail(enum err e, const char *what)
{
	fprintf(stderr, "%s: %s\n", what, err_name(e));
	switch (e) {
	case ERR_IO:
	case ERR_NO_MEMORY:
	case ERR_INTERNAL:
		return CLI_ENVIRONMENT;
	default:
		return CLI_REFUSED;
	}
}

enum err
cli_read_line(const char *prompt, struct secret *line)
{
	bool tty = isatty(STDIN_FILENO) == 1;
	struct termios before, quiet;
	enum err e = ERR_OK;
	ssize_t n;
	char c;

	if (tty && tcgetattr(STDIN_FILENO, &before) == 0) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs(prompt, stderr);
		if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
			return ERR_IO;
	}
	for (n = read(STDIN_FILENO, &c, 1); n == 1 && c != '\n' && e == ERR_OK;
	    n = read(STDIN_FILENO, &c, 1))
		e = secret_append(line, &c, 1);
	secret_wipe_mem(&c, sizeof(c));
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputs("\n", stderr);
	}
	return n < 0 ? ERR_IO : e;
}
