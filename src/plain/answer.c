#include "plain/answer.h"

#include "base/utf8.h"

#define NUMBER_DIGITS 2

static const struct {
	char letter;
	enum answer_kind kind;
} commands[] = {
	{ '?', ANSWER_HELP }, { 'r', ANSWER_REPEAT }, { 'm', ANSWER_MENU },
	{ '<', ANSWER_BACK }, { 'l', ANSWER_LANGUAGE },
	{ 'q', ANSWER_LEAVE },
};

static enum answer_kind
command(const char *text, size_t len, enum answer_kind otherwise)
{
	for (size_t i = 0; len == 1 &&
	    i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].letter == ascii_lower(text[0]))
			return commands[i].kind;
	return otherwise;
}

static bool
number(const char *text, size_t len, int *value)
{
	*value = 0;
	if (len == 0 || len > NUMBER_DIGITS)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit(text[i]))
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

/* Blanks around a number or a command do no harm. */
static void
trim(const char **text, size_t *len)
{
	while (*len > 0 && (*text)[0] == ' ') {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && (*text)[*len - 1] == ' ')
		(*len)--;
}

static struct answer
of_menu(const char *text, size_t len)
{
	struct answer a = { .kind = ANSWER_NUMBER };

	trim(&text, &len);
	if (len > 0 && text[0] == ':')
		a.kind = command(text + 1, len - 1, ANSWER_NO_COMMAND);
	else if (len == 0)
		a.kind = ANSWER_VALUE;
	else if (!number(text, len, &a.number))
		a.kind = command(text, len, ANSWER_NO_NUMBER);
	return a;
}

struct answer
answer_read(enum ask asked, const char *line, size_t len)
{
	struct answer a = { .kind = ANSWER_VALUE, .value = line, .len = len };

	if (asked == ASK_MENU || asked == ASK_KEY) {
		a = of_menu(line, len);
		/* Whatever it is, a key was pressed. */
		if (asked == ASK_KEY && (a.kind == ANSWER_NUMBER ||
		    a.kind == ANSWER_NO_NUMBER))
			a.kind = ANSWER_VALUE;
		return a;
	}
	if (len == 0 || line[0] != ':')
		return a;
	if (len > 1 && line[1] == ':') {
		a.value++;
		a.len--;
		return a;
	}
	trim(&a.value, &a.len);
	a.kind = command(a.value + 1, a.len - 1, ANSWER_NO_COMMAND);
	return a;
}
