#include "app/typed.h"

#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"

#define VALUE_MAX 16

/* Byte by byte: what follows belongs to the next value. */
static enum err
read_line(struct secret *value)
{
	enum err e = ERR_OK;
	uint8_t byte = 0;

	while (e == ERR_OK) {
		ssize_t n = read(STDIN_FILENO, &byte, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			e = ERR_IO;
		if (n <= 0 || byte == '\n')
			break;
		if (byte != '\r')
			e = secret_append(value, &byte, 1);
	}
	secret_wipe_mem(&byte, 1);
	if (e == ERR_OK && secret_len(value) == 0)
		e = ERR_FIELD_EMPTY;
	return e;
}

static enum err
ask(const char *what, struct secret *value)
{
	struct termios shown, hidden;
	enum err e;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return read_line(value);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fprintf(stderr, "%s: ", what);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0)
		return ERR_IO;
	e = read_line(value);
	fputc('\n', stderr);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) != 0 && e == ERR_OK)
		e = ERR_IO;
	return e;
}

enum err
typed_read(const char *what, struct secret **value)
{
	enum err e;

	*value = secret_new(VALUE_MAX);
	if (*value == NULL)
		return ERR_NO_MEMORY;
	e = ask(what, *value);
	if (e != ERR_OK)
		secret_free(value);
	return e;
}

enum err
typed_read_new(const char *what, struct secret **value)
{
	struct secret *again = NULL;
	enum err e = typed_read(what, value);

	if (e != ERR_OK || !isatty(STDIN_FILENO))
		return e;
	e = typed_read("Again", &again);
	if (e == ERR_OK && !secret_equal(*value, again))
		e = ERR_PIN_REPEAT;
	secret_free(&again);
	if (e != ERR_OK)
		secret_free(value);
	return e;
}
