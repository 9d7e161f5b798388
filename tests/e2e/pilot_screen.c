/* The pilot's commands about what is seen and typed. */
#include "pilot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Let a picture that is on its way arrive. */
static void
settle(void)
{
	size_t before, after;

	do {
		vt_raw(running(), &before);
		vt_pump(pilot.vt, 20);
		vt_raw(pilot.vt, &after);
	} while (before != after);
}

static void
wait_once(const char *text, bool wanted, long end)
{
	struct vt *vt = running();

	while (vt_pump(vt, 0), vt_has(vt, text) != wanted) {
		if (!vt_pump(vt, 20) && vt_exit_status(vt) >= 0)
			fail("the program ended while waiting for \"%s\"",
			    text);
		if (now_ms() > end)
			fail(wanted ? "\"%s\" did not appear" :
			    "\"%s\" did not go away", text);
	}
}

/* Half a picture still shows parts of the one before, and lacks parts of its
 * own. */
void
do_wait(const char *text, bool wanted)
{
	long end = deadline();

	do {
		wait_once(text, wanted, end);
		settle();
	} while (!wanted && vt_has(running(), text));
}

static const struct {
	const char *name, *bytes;
} keys[] = {
	{ "Enter", "\r" }, { "Tab", "\t" }, { "BackTab", "\033[Z" },
	{ "Esc", "\033" }, { "F1", "\033OP" }, { "F2", "\033OQ" },
	{ "F3", "\033OR" }, { "F5", "\033[15~" }, { "F10", "\033[21~" },
	{ "PageUp", "\033[5~" }, { "PageDown", "\033[6~" },
	{ "Up", "\033OA" }, { "Down", "\033OB" }, { "Right", "\033OC" },
	{ "Left", "\033OD" }, { "Backspace", "\177" }, { "CtrlC", "\003" },
	{ "CtrlZ", "\032" }, { "CtrlS", "\023" }, { "CtrlU", "\025" },
	{ "CtrlBackslash", "\034" }, { "Space", " " },
};

void
send_bytes(const char *bytes, size_t len)
{
	if (!vt_send(running(), bytes, len))
		fail("the program does not read its keyboard");
	vt_pump(pilot.vt, 5);
}

void
do_keys(char *rest)
{
	char *argv[ARGS];
	size_t n = split(rest, argv);

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (k < sizeof(keys) / sizeof(keys[0]) &&
		    strcmp(keys[k].name, argv[i]) != 0)
			k++;
		if (k == sizeof(keys) / sizeof(keys[0]))
			fail("no key is called %s", argv[i]);
		send_bytes(keys[k].bytes, strlen(keys[k].bytes));
		pilot.keys++;
	}
}

void
do_raw(const char *hex)
{
	char bytes[LINE / 2];
	size_t len = 0;
	unsigned byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		bytes[len++] = (char)byte;
		if (hex[1] == '\0')
			break;
	}
	send_bytes(bytes, len);
}

void
do_send(const char *path)
{
	FILE *f = fopen(path, "r");
	char bytes[LINE];
	size_t len;

	if (f == NULL)
		fail("%s: %s", path, strerror(errno));
	for (;;) {
		len = fread(bytes, 1, sizeof(bytes), f);
		if (len == 0)
			break;
		send_bytes(bytes, len);
	}
	fclose(f);
}

void
do_see(const char *text, bool wanted)
{
	settle();
	if (vt_has(pilot.vt, text) != wanted)
		fail("\"%s\" is %son the screen", text, wanted ? "not " : "");
}

/* The text of the cursor's line. */
static void
cursor_line(char *out, size_t size)
{
	const char *text = vt_text(running());
	int row, col;
	size_t n;

	vt_cursor(pilot.vt, &row, &col);
	while (row-- > 0)
		text = strchr(text, '\n') + 1;
	n = strcspn(text, "\n");
	snprintf(out, size, "%.*s", (int)n, text);
}

/* Press Tab, and wait until the cursor is elsewhere or, where the page has moved
 * under it, in another line; half a second at most, because a terminal that is
 * busy does not move. */
static void
press_tab(void)
{
	char line[LINE], line2[LINE];
	long end = now_ms() + 500;
	int row, col, row2, col2;

	cursor_line(line, sizeof(line));
	vt_cursor(pilot.vt, &row, &col);
	send_bytes("\t", 1);
	do {
		vt_pump(pilot.vt, 20);
		vt_cursor(pilot.vt, &row2, &col2);
		cursor_line(line2, sizeof(line2));
	} while (row == row2 && col == col2 && strcmp(line, line2) == 0 &&
	    now_ms() < end);
}

void
do_focus(const char *text)
{
	char line[LINE];
	long end = deadline();

	for (;;) {
		settle();
		cursor_line(line, sizeof(line));
		if (strstr(line, text) != NULL)
			return;
		if (now_ms() > end)
			fail("Tab never reaches \"%s\"", text);
		press_tab();
	}
}

/* The rest of the cursor's line, from the cursor on. */
static void
cursor_rest(char *out, size_t size)
{
	char line[LINE];
	const char *at = line;
	int row, col;

	cursor_line(line, sizeof(line));
	vt_cursor(pilot.vt, &row, &col);
	while (col > 0 && *at != '\0')
		col -= (*at++ & 0xc0) != 0x80;
	while ((*at & 0xc0) == 0x80)
		at++;
	snprintf(out, size, "%s", at);
}

/* A button whose label begins another one's is not that one. */
static bool
is_label(const char *rest, const char *label)
{
	size_t len = strlen(label);

	return strncmp(rest, label, len) == 0 &&
	    (rest[len] == '\0' || strncmp(rest + len, " <", 2) == 0 ||
	    strncmp(rest + len, "  ", 2) == 0);
}

void
do_press(const char *label)
{
	char rest[LINE];
	long end = deadline();

	for (;;) {
		settle();
		cursor_rest(rest, sizeof(rest));
		if (is_label(rest, label))
			break;
		if (now_ms() > end)
			fail("Tab never reaches \"%s\"", label);
		press_tab();
	}
	send_bytes("\r", 1);
	pilot.keys++;
}

/* One of the rows below the header begins with it. */
static bool
has_title(const char *title)
{
	const char *text = vt_text(running());
	size_t len = strlen(title);

	for (int row = 0; row < 3; row++) {
		const char *line = text + strspn(text, " ");

		if (strncmp(line, title, len) == 0 &&
		    (line[len] == '\n' || strncmp(line + len, "  ", 2) == 0))
			return true;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

void
do_at(const char *title)
{
	long end = deadline();

	while (vt_pump(running(), 0), !has_title(title)) {
		if (!vt_pump(pilot.vt, 20) && vt_exit_status(pilot.vt) >= 0)
			fail("the program ended before \"%s\"", title);
		if (now_ms() > end)
			fail("no screen \"%s\" came", title);
	}
}

void
do_raw_lacks(const char *text)
{
	size_t len;
	const uint8_t *raw = vt_raw(running(), &len);

	if (memmem(raw, len, text, strlen(text)) != NULL)
		fail("the program has written \"%s\"", text);
}

void
do_save(const char *path)
{
	FILE *f = fopen(path, "w");

	settle();
	if (f == NULL)
		fail("%s: %s", path, strerror(errno));
	fputs(vt_text(running()), f);
	fclose(f);
}

/* The next line of `at`; NULL at the end. */
static const char *
take_line(const char *at, char *out, size_t size)
{
	size_t n = strcspn(at, "\n");

	if (*at == '\0')
		return NULL;
	snprintf(out, size, "%.*s", (int)n, at);
	return at + n + (at[n] == '\n');
}

static bool
is_same(const char *now, const char *before, const char *except)
{
	char a[LINE], b[LINE];

	for (;;) {
		now = take_line(now, a, sizeof(a));
		before = take_line(before, b, sizeof(b));
		if (now == NULL || before == NULL)
			return now == before;
		if (strcmp(a, b) != 0 && (except == NULL ||
		    strstr(a, except) == NULL || strstr(b, except) == NULL))
			return false;
	}
}

void
do_same(char *rest)
{
	static char before[LINE * 64];
	char *except = strchr(rest, ' ');
	long end = deadline();
	size_t len;
	FILE *f;

	if (except != NULL)
		*except++ = '\0';
	f = fopen(rest, "r");
	if (f == NULL)
		fail("%s: %s", rest, strerror(errno));
	len = fread(before, 1, sizeof(before) - 1, f);
	before[len] = '\0';
	fclose(f);
	while (!is_same(vt_text(running()), before, except)) {
		if (now_ms() > end)
			fail("the screen is not what it was:\n%s", before);
		vt_pump(pilot.vt, 20);
	}
}
