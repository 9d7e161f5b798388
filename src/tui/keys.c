#include "tui/keys.h"

#include <string.h>

#include "base/secret.h"

enum {
	GROUND,
	ESCAPE,			/* after ESC */
	CSI,			/* after ESC [ */
	CSI_LINUX,		/* after ESC [ [, the Linux console's F1..F5 */
	SS3,			/* after ESC O */
	STRING,			/* OSC, DCS, APC, PM, SOS, until ST or BEL */
	STRING_ESCAPE,
	IGNORE_ONE		/* ESC and an intermediate: one more byte */
};

struct sequence {
	const char *seq;	/* parameters and final byte */
	enum press press;
};

/* After ESC [ */
static const struct sequence csi[] = {
	{ "A", PRESS_UP }, { "B", PRESS_DOWN },
	{ "C", PRESS_RIGHT }, { "D", PRESS_LEFT },
	{ "Z", PRESS_SHIFT_TAB },
	{ "P", PRESS_F1 }, { "Q", PRESS_F2 }, { "S", PRESS_F4 },
	{ "11~", PRESS_F1 }, { "12~", PRESS_F2 }, { "13~", PRESS_F3 },
	{ "14~", PRESS_F4 }, { "15~", PRESS_F5 }, { "21~", PRESS_F10 },
	{ "5~", PRESS_PAGE_UP }, { "6~", PRESS_PAGE_DOWN },
	{ "H", PRESS_OTHER }, { "F", PRESS_OTHER },
	{ "1~", PRESS_OTHER }, { "2~", PRESS_OTHER }, { "3~", PRESS_OTHER },
	{ "4~", PRESS_OTHER }, { "7~", PRESS_OTHER }, { "8~", PRESS_OTHER },
	{ "17~", PRESS_OTHER },
	{ "18~", PRESS_OTHER }, { "19~", PRESS_OTHER },
	{ "20~", PRESS_OTHER }, { "23~", PRESS_OTHER },
	{ "24~", PRESS_OTHER },
};

/* After ESC O */
static const struct sequence ss3[] = {
	{ "A", PRESS_UP }, { "B", PRESS_DOWN },
	{ "C", PRESS_RIGHT }, { "D", PRESS_LEFT },
	{ "P", PRESS_F1 }, { "Q", PRESS_F2 }, { "R", PRESS_F3 },
	{ "S", PRESS_F4 }, { "H", PRESS_OTHER }, { "F", PRESS_OTHER },
	{ "M", PRESS_ENTER },		/* numeric keypad */
};

/* After ESC [ [ */
static const struct sequence linux_f[] = {
	{ "A", PRESS_F1 }, { "B", PRESS_F2 }, { "C", PRESS_F3 },
	{ "D", PRESS_F4 }, { "E", PRESS_F5 },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static enum press
find(const struct sequence *table, size_t count, const char *seq)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(table[i].seq, seq) == 0)
			return table[i].press;
	}
	return PRESS_NONE;
}

void
keys_init(struct keys *k, bool console)
{
	secret_wipe_mem(k, sizeof(*k));
	k->console = console;
	k->state = GROUND;
}

void
keys_drop(struct keys *k)
{
	keys_init(k, k->console);
}

/* Inside a paste only characters count: its line ends and tabs must not
 * press or move anything. */
static enum press
unless_pasting(const struct keys *k, enum press press)
{
	return k->pasting ? PRESS_NONE : press;
}

static enum press
control(struct keys *k, uint8_t byte)
{
	bool after_cr = k->after_cr;

	k->after_cr = byte == '\r';
	switch (byte) {
	case '\t':
		return PRESS_TAB;
	case '\r':
		return PRESS_ENTER;
	case '\n':
		return after_cr ? PRESS_NONE : PRESS_ENTER;
	case 0x7f:
	case '\b':
		return PRESS_BACKSPACE;
	case 0x15:			/* Ctrl-U */
		return PRESS_ERASE_LINE;
	case 0x03:			/* Ctrl-C: as a person would expect */
		return PRESS_ESCAPE;
	case 0x0c:
		return PRESS_REDRAW;
	default:			/* Ctrl-Z, Ctrl-S … do nothing */
		return PRESS_OTHER;
	}
}

static void
begin_utf8(struct keys *k, uint8_t byte)
{
	k->need = 0;
	if (byte >= 0xc2 && byte <= 0xdf) {
		k->need = 1;
		k->cp = byte & 0x1f;
		k->least = 0x80;
	} else if (byte >= 0xe0 && byte <= 0xef) {
		k->need = 2;
		k->cp = byte & 0x0f;
		k->least = 0x800;
	} else if (byte >= 0xf0 && byte <= 0xf4) {
		k->need = 3;
		k->cp = byte & 0x07;
		k->least = 0x10000;
	}
}

static bool
is_scalar(uint32_t cp)
{
	return cp >= 0xa0 && cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
}

/* Bytes of 0x80 and above; what is not strict UTF-8 is dropped. */
static enum press
high_byte(struct keys *k, uint8_t byte, uint32_t *cp)
{
	if (k->need == 0 || (byte & 0xc0) != 0x80) {
		begin_utf8(k, byte);
		return PRESS_NONE;
	}
	k->cp = (k->cp << 6) | (byte & 0x3f);
	k->need--;
	if (k->need > 0)
		return PRESS_NONE;
	*cp = k->cp;
	k->cp = 0;
	return *cp >= k->least && is_scalar(*cp) ? PRESS_CHAR : PRESS_NONE;
}

static enum press
ground(struct keys *k, uint8_t byte, uint32_t *cp)
{
	if (byte >= 0x80) {
		k->after_cr = false;
		return high_byte(k, byte, cp);
	}
	k->need = 0;
	if (byte == 0x1b) {
		k->state = ESCAPE;
		return PRESS_NONE;
	}
	if (byte < 0x20 || byte == 0x7f)
		return unless_pasting(k, control(k, byte));
	k->after_cr = false;
	*cp = byte;
	return PRESS_CHAR;
}

static enum press
escape(struct keys *k, uint8_t byte)
{
	k->len = 0;
	k->too_long = false;
	k->state = GROUND;
	if (byte == '[')
		k->state = CSI;
	else if (byte == 'O')
		k->state = SS3;
	else if (strchr("]P_^X", byte) != NULL && byte != '\0')
		k->state = STRING;
	else if (byte == 0x1b)
		k->state = ESCAPE;	/* the first one was a key of its own */
	else if (byte >= 0x20 && byte <= 0x2f)
		k->state = IGNORE_ONE;
	if (byte == 0x1b)
		return unless_pasting(k, PRESS_ESCAPE);
	return byte == '\t' ? unless_pasting(k, PRESS_SHIFT_TAB) : PRESS_NONE;
}

/* "1;5A" is A with a modifier held: the modifier does not matter here.  Only
 * for keys that are named so: a cursor report also ends in R, and so on. */
static void
drop_modifier(char *seq)
{
	char *semicolon = strchr(seq, ';');
	size_t len = strlen(seq);
	char last;

	if (semicolon == NULL || len < 2)
		return;
	last = seq[len - 1];
	if (semicolon - seq == 1 && seq[0] == '1' &&
	    strchr("ABCDHFPQS", last) != NULL) {
		seq[0] = last;
		seq[1] = '\0';
	} else if (last == '~' && strcmp(seq, "200~") != 0) {
		semicolon[0] = '~';
		semicolon[1] = '\0';
	}
}

static enum press
csi_end(struct keys *k)
{
	enum press press;

	k->state = GROUND;
	if (k->too_long)
		return PRESS_NONE;
	if (k->len == 1 && k->seq[0] == 'M') {
		k->skip = 3;		/* an old mouse report follows */
		return PRESS_NONE;
	}
	if (strcmp(k->seq, "200~") == 0 || strcmp(k->seq, "201~") == 0) {
		k->pasting = k->seq[2] == '0';
		return PRESS_NONE;
	}
	drop_modifier(k->seq);
	press = find(csi, COUNT(csi), k->seq);
	return unless_pasting(k, press);
}

static enum press
csi_byte(struct keys *k, uint8_t byte)
{
	if (byte == '[' && k->len == 0) {
		k->state = CSI_LINUX;
		return PRESS_NONE;
	}
	if (byte < 0x20 || byte > 0x7e) {	/* broken off */
		k->state = byte == 0x1b ? ESCAPE : GROUND;
		return PRESS_NONE;
	}
	if (k->len + 1 < sizeof(k->seq))
		k->seq[k->len++] = (char)byte;
	else
		k->too_long = true;
	k->seq[k->len] = '\0';
	return byte >= 0x40 ? csi_end(k) : PRESS_NONE;
}

static enum press
last_byte(struct keys *k, uint8_t byte, const struct sequence *table,
    size_t count)
{
	char seq[2] = { (char)byte, '\0' };

	k->state = byte == 0x1b ? ESCAPE : GROUND;
	return unless_pasting(k, find(table, count, seq));
}

/* The numeric keypad, should it be in application mode: ESC O p is 0. */
static enum press
ss3_byte(struct keys *k, uint8_t byte, uint32_t *cp)
{
	if (byte >= 'p' && byte <= 'y') {
		k->state = GROUND;
		*cp = (uint32_t)byte - 'p' + '0';
		return unless_pasting(k, PRESS_CHAR);
	}
	if (k->console && byte >= 'P' && byte <= 'S') {
		k->state = GROUND;
		return unless_pasting(k, PRESS_OTHER);
	}
	return last_byte(k, byte, ss3, COUNT(ss3));
}

static enum press
string_byte(struct keys *k, uint8_t byte)
{
	if (byte == 0x1b)
		k->state = STRING_ESCAPE;
	else if (byte == 0x07 || byte == 0x18 || byte == 0x1a)
		k->state = GROUND;
	return PRESS_NONE;
}

static enum press
string_escape(struct keys *k, uint8_t byte)
{
	if (byte == '\\') {
		k->state = GROUND;
		return PRESS_NONE;
	}
	return escape(k, byte);
}

enum press
keys_feed(struct keys *k, uint8_t byte, uint32_t *cp)
{
	*cp = 0;
	if (k->skip > 0) {
		k->skip--;
		return PRESS_NONE;
	}
	switch (k->state) {
	case ESCAPE:
		return escape(k, byte);
	case CSI:
		return csi_byte(k, byte);
	case CSI_LINUX:
		return last_byte(k, byte, linux_f, COUNT(linux_f));
	case SS3:
		return ss3_byte(k, byte, cp);
	case STRING:
		return string_byte(k, byte);
	case STRING_ESCAPE:
		return string_escape(k, byte);
	case IGNORE_ONE:
		k->state = GROUND;
		return PRESS_NONE;
	default:
		return ground(k, byte, cp);
	}
}

bool
keys_waiting(const struct keys *k)
{
	return k->state != GROUND || k->skip > 0 || k->pasting;
}

enum press
keys_timeout(struct keys *k)
{
	bool lone = k->state == ESCAPE && !k->pasting;

	keys_drop(k);
	return lone ? PRESS_ESCAPE : PRESS_NONE;
}

/* in_field, elsewhere; of the keys that always mean the same, twice that. */
static const struct {
	enum press press;
	enum request_kind in_field, elsewhere;
} meanings[] = {
	{ PRESS_CHAR, REQ_CHAR, REQ_KEY },
	{ PRESS_TAB, REQ_NEXT, REQ_NEXT },
	{ PRESS_SHIFT_TAB, REQ_PREV, REQ_PREV },
	{ PRESS_UP, REQ_UP, REQ_UP },
	{ PRESS_DOWN, REQ_DOWN, REQ_DOWN },
	{ PRESS_LEFT, REQ_LEFT, REQ_PREV },
	{ PRESS_RIGHT, REQ_RIGHT, REQ_NEXT },
	{ PRESS_ENTER, REQ_PRESS, REQ_PRESS },
	{ PRESS_ESCAPE, REQ_BACK, REQ_BACK },
	{ PRESS_BACKSPACE, REQ_ERASE, REQ_KEY },
	{ PRESS_ERASE_LINE, REQ_ERASE_ALL, REQ_KEY },
	{ PRESS_F1, REQ_HELP, REQ_HELP },
	{ PRESS_F2, REQ_LANGUAGE, REQ_LANGUAGE },
	{ PRESS_F3, REQ_LARGE, REQ_LARGE },
	{ PRESS_F4, REQ_HIDE, REQ_HIDE },
	{ PRESS_F5, REQ_REFRESH, REQ_REFRESH },
	{ PRESS_F10, REQ_LEAVE, REQ_LEAVE },
};

const struct keys_hint keys_hints[] = {
	{ "F1", "key-help", REQ_HELP, 2 },
	{ "F2", "key-language", REQ_LANGUAGE, 4 },
	{ "F3", "key-large", REQ_LARGE, 6 },
	{ "F4", "key-hide", REQ_HIDE, 7 },
	{ "F5", "key-refresh", REQ_REFRESH, 5 },
	{ "Esc", "key-back", REQ_BACK, 1 },
	{ "F10", "key-leave", REQ_LEAVE, 3 },
};
const size_t keys_hint_count = COUNT(keys_hints);

static struct request
elsewhere_char(uint32_t cp)
{
	struct request r = { .kind = REQ_KEY };

	if (cp >= '0' && cp <= '9') {
		r.kind = REQ_NUMBER;
		r.value = cp - '0';
	} else if (cp == ' ') {
		r.kind = REQ_PRESS;
	} else if (cp == '?') {
		r.kind = REQ_HELP;
	}
	return r;
}

struct request
keys_request(enum press press, uint32_t cp, bool in_field)
{
	struct request r = { .kind = REQ_KEY };

	if (press == PRESS_CHAR && !in_field)
		return elsewhere_char(cp);
	for (size_t i = 0; i < COUNT(meanings); i++) {
		if (meanings[i].press == press)
			r.kind = in_field ? meanings[i].in_field :
			    meanings[i].elsewhere;
	}
	if (press == PRESS_CHAR)
		r.value = cp;
	return r;
}
