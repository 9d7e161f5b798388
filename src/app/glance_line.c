#include "app/glance_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define LEFT_MAX 86400

static bool
is_plain(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) ||
	    (c != '\0' && strchr("-_.", c) != NULL);
}

/* What may stand in a line as it is. */
static void
copy_name(const char *in, char out[static GLANCE_NAME])
{
	size_t len = 0;

	for (; *in != '\0' && len < GLANCE_NAME - 1; in++)
		out[len++] = is_plain(*in) ? *in : '_';
	out[len] = '\0';
}

void
glance_write(const struct glance *g, const char *terminal,
    char out[static GLANCE_LINE])
{
	char name[GLANCE_NAME], operator[GLANCE_NAME];

	copy_name(terminal[0] != '\0' ? terminal : "-", name);
	copy_name(g->operator[0] != '\0' ? g->operator : "-", operator);
	snprintf(out, GLANCE_LINE, "1 terminal=%s screen=%.64s error=%s "
	    "case=%s operator=%.32s left=%d busy=%d\n", name, g->screen->id,
	    err_name(g->last), g->case_no[0] != '\0' ? g->case_no : "-",
	    operator, g->left, g->busy);
}

/* The value behind "name=" at *rest, which moves on; NULL: another one. */
static const char *
take(char **rest, const char *name)
{
	size_t len = strlen(name);
	char *value = *rest, *end;

	if (value == NULL || strncmp(value, name, len) != 0 ||
	    value[len] != '=')
		return NULL;
	value += len + 1;
	end = strchr(value, ' ');
	*rest = end != NULL ? end + 1 : NULL;
	if (end != NULL)
		*end = '\0';
	return value;
}

static bool
read_number(const char *text, int low, int high, int *out)
{
	char *end;
	long n;

	if (text == NULL || *text == '\0')
		return false;
	errno = 0;
	n = strtol(text, &end, 10);
	*out = (int)n;
	return errno == 0 && *end == '\0' && n >= low && n <= high;
}

static bool
read_case(const char *text, char out[static CASE_NO_SIZE])
{
	out[0] = '\0';
	if (text == NULL)
		return false;
	return strcmp(text, "-") == 0 || (case_no_valid(text) &&
	    case_no_read(text, out) == ERR_OK);
}

/* As copy_name() has written it, and no longer than an account. */
static bool
read_operator(const char *text, char out[static WIRE_ACCOUNT])
{
	char name[GLANCE_NAME];

	out[0] = '\0';
	if (text == NULL || strlen(text) >= WIRE_ACCOUNT)
		return false;
	copy_name(text, name);
	if (strcmp(name, "-") != 0)
		memcpy(out, name, strlen(name) + 1);
	return true;
}

enum err
glance_read(char *line, const struct screens *screens, struct glance *g,
    char terminal[static GLANCE_NAME])
{
	char *rest = line + 2;
	const char *name, *screen, *error;
	int busy = 0;

	memset(g, 0, sizeof(*g));
	terminal[0] = '\0';
	if (strncmp(line, "1 ", 2) != 0)
		return ERR_SYNTAX;
	name = take(&rest, "terminal");
	screen = take(&rest, "screen");
	error = take(&rest, "error");
	if (name == NULL || screen == NULL || error == NULL)
		return ERR_SYNTAX;
	copy_name(name, terminal);
	g->screen = screens_find(screens, screen);
	g->last = err_from_name(error);
	if (!read_case(take(&rest, "case"), g->case_no) ||
	    !read_operator(take(&rest, "operator"), g->operator) ||
	    !read_number(take(&rest, "left"), -1, LEFT_MAX, &g->left) ||
	    !read_number(take(&rest, "busy"), 0, 1, &busy))
		return ERR_SYNTAX;
	g->busy = busy == 1;
	return g->screen != NULL && g->last != ERR_COUNT && rest == NULL ?
	    ERR_OK : ERR_SYNTAX;
}
