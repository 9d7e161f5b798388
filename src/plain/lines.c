#include "plain/lines.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define TEXT_MAX 4096

void
lines_init(struct lines *l, int width)
{
	memset(l, 0, sizeof(*l));
	buf_init(&l->text, LINES_PENDING_MAX);
	l->width = width;
}

void
lines_free(struct lines *l)
{
	buf_free(&l->text);
}

static void
put(struct lines *l, const char *bytes, size_t len)
{
	if (buf_add(&l->text, bytes, len) != ERR_OK)
		l->lost = true;
}

/* Bytes at the start of `s` that are a control character (C0, DEL, C1). */
static size_t
control(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];

	if (c < 0x20 || c == 0x7f)
		return 1;
	if (c == 0xc2 && len > 1 && (unsigned char)s[1] < 0xa0)
		return 2;
	return 0;
}

static void
put_text(struct lines *l, const char *s, size_t len)
{
	size_t from = 0, at = 0, skip;

	while (at < len) {
		skip = control(s + at, len - at);
		if (skip == 0) {
			at++;
			continue;
		}
		put(l, s + from, at - from);
		at += skip;
		from = at;
	}
	put(l, s + from, len - from);
}

/* text_line() cuts a word that is longer than a line; a word that is cut is
 * read out as two. */
static size_t
whole_words(const char *text, int width, size_t *next)
{
	size_t len = text_line(text, width, next);
	bool cut = len > 0 && *next == len && text[len] != '\0';

	if (!cut)
		return len;
	len += strcspn(text + len, " \n");
	*next = len + (text[len] == '\n' ? 1 : strspn(text + len, " "));
	return len;
}

static void
close_prompt(struct lines *l)
{
	if (l->open)
		put(l, "\n", 1);
	l->open = false;
}

static void
break_up(struct lines *l, const char *text, bool open)
{
	size_t next = 0, len;

	close_prompt(l);
	for (; *text != '\0'; text += next) {
		len = whole_words(text, l->width, &next);
		put_text(l, text, len);
		if (text[next] != '\0' || !open)
			put(l, "\n", 1);
	}
}

void
lines_say(struct lines *l, const char *text)
{
	break_up(l, text, false);
}

void
lines_sayf(struct lines *l, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	lines_say(l, text);
}

void
lines_row(struct lines *l, const char *row)
{
	close_prompt(l);
	put_text(l, row, strlen(row));
	put(l, "\n", 1);
}

void
lines_blank(struct lines *l)
{
	close_prompt(l);
	put(l, "\n", 1);
}

void
lines_prompt(struct lines *l, const char *text)
{
	char with_colon[TEXT_MAX];

	snprintf(with_colon, sizeof(with_colon), "%s:", text);
	break_up(l, with_colon, true);
	put(l, " ", 1);
	l->open = true;
}

void
lines_answered(struct lines *l, bool echoed)
{
	if (echoed)
		l->open = false;
	close_prompt(l);
}
