#include "portal/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "portal/audit.h"

#define DETAIL_MAX 128

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

/* The account that logged in, also behind sudo and su; where the system does
 * not keep that, the one that runs this. */
static uid_t
operator_uid(void)
{
	FILE *in = fopen("/proc/self/loginuid", "re");
	char line[16] = "", *end = line;
	unsigned long uid = 0;

	if (in != NULL && fgets(line, sizeof(line), in) != NULL)
		uid = strtoul(line, &end, 10);
	if (in != NULL)
		fclose(in);
	/* (uid_t)-1: nobody has logged in, a service runs it. */
	return end == line || uid >= (uid_t)-1 ? getuid() : (uid_t)uid;
}

/* In the transaction of what was done. */
enum err
cli_note_case(struct portal *p, const char *step, const uint8_t *who,
    const char *detail, const char *case_no)
{
	uid_t uid = operator_uid();
	const struct passwd *account = getpwuid(uid);
	char text[DETAIL_MAX];
	const struct audit_entry entry = { .at = clock_wall_s(), .who = who,
	    .terminal = "", .step = step, .outcome = "ok", .detail = text,
	    .case_no = case_no };

	snprintf(text, sizeof(text), "%s%sby=%u/%.32s", detail,
	    detail[0] != '\0' ? " " : "", (unsigned)uid,
	    account != NULL ? account->pw_name : "-");
	return audit_add(p->store, &entry);
}

enum err
cli_note(struct portal *p, const char *step, const uint8_t *who,
    const char *detail)
{
	return cli_note_case(p, step, who, detail, "");
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
