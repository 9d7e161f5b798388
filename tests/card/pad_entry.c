#include "card/pad_entry.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VALUE_MAX 15
#define COMMAND_MAX 64
#define LINE_MAX_LEN 64

static struct {
	char dir[256];
	int fd;				/* -1: none */
} keys = { .fd = -1 };

bool
pad_open(const char *dir)
{
	char path[sizeof(keys.dir) + 8];

	if (strlen(dir) >= sizeof(keys.dir))
		return false;
	memcpy(keys.dir, dir, strlen(dir) + 1);
	snprintf(path, sizeof(path), "%s/keys", dir);
	/* Both ends, so that it never ends. */
	keys.fd = open(path, O_RDWR | O_CLOEXEC);
	return keys.fd >= 0;
}

void
pad_close(void)
{
	close(keys.fd);
	keys.fd = -1;
}

enum key_press { KEY_VALUE, KEY_CANCEL, KEY_LATE, KEY_UNABLE, KEY_BROKEN };

struct entry {
	enum key_press press;
	char value[VALUE_MAX + 1];
};

/* What is to become of the command. */
struct trick {
	bool lost, claims;
	unsigned sw;
};

static bool
read_line(int wait_ms, char line[static LINE_MAX_LEN])
{
	struct pollfd p = { .fd = keys.fd, .events = POLLIN };
	size_t n = 0;

	while (poll(&p, 1, wait_ms) == 1 && read(keys.fd, line + n, 1) == 1) {
		if (line[n] == '\n') {
			line[n] = '\0';
			return true;
		}
		if (n < LINE_MAX_LEN - 1)
			n++;
	}
	return false;
}

static enum key_press
press_of(const char *line)
{
	return strcmp(line, "cancel") == 0 ? KEY_CANCEL :
	    strcmp(line, "late") == 0 ? KEY_LATE :
	    strcmp(line, "unable") == 0 ? KEY_UNABLE :
	    strcmp(line, "broken") == 0 ? KEY_BROKEN : KEY_VALUE;
}

static struct entry
wait_for_entry(unsigned seconds, struct trick *trick)
{
	struct entry e = { .press = KEY_LATE };
	char line[LINE_MAX_LEN];

	while (read_line((int)seconds * 1000, line)) {
		if (strcmp(line, "lost") == 0) {
			trick->lost = true;
			continue;
		}
		if (sscanf(line, "says %x", &trick->sw) == 1) {
			trick->claims = true;
			continue;
		}
		e.press = press_of(line);
		if (e.press == KEY_VALUE)
			memcpy(e.value, line, strnlen(line, VALUE_MAX));
		break;
	}
	explicit_bzero(line, sizeof(line));
	return e;
}

/* What was typed and not asked for. */
static void
drop_rest(void)
{
	char line[LINE_MAX_LEN];

	while (read_line(0, line))
		explicit_bzero(line, sizeof(line));
}

static void
log_asked(const char *what, const UCHAR *bytes, size_t len)
{
	char path[sizeof(keys.dir) + 8];
	FILE *f;

	snprintf(path, sizeof(path), "%s/log", keys.dir);
	f = fopen(path, "a");
	if (f == NULL)
		return;
	fprintf(f, "asked %s ", what);
	for (size_t i = 0; i < len; i++)
		fprintf(f, "%02x", bytes[i]);
	fputc('\n', f);
	fclose(f);
}

/* ----------------------------------------------- part 10: entry of a PIN -- */

/* What PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE say, of which the second
 * has five bytes more; no value where that is not so. */
struct wish {
	unsigned seconds, block, old_at, new_at, min, max, confirm;
	UCHAR command[COMMAND_MAX];
	size_t len;
};

static bool
read_wish(const UCHAR *o, size_t len, bool modify, struct wish *w)
{
	size_t head = modify ? 24 : 19;
	const UCHAR *sizes = o + (modify ? 7 : 5), *at = o + head;
	size_t said;

	if (len < head + 5 || o[2] != 0x82 || o[3] > VALUE_MAX || o[4] != 0)
		return false;
	said = (size_t)at[-4] | (size_t)at[-3] << 8 | (size_t)at[-2] << 16 |
	    (size_t)at[-1] << 24;
	*w = (struct wish){ .seconds = o[0], .block = o[3], .max = sizes[0],
	    .min = sizes[1], .len = said };
	if (modify) {
		w->old_at = o[5];
		w->new_at = o[6];
		w->confirm = o[9];
	}
	if (said != len - head || said > sizeof(w->command) ||
	    at[4] != said - 5)
		return false;
	memcpy(w->command, at, said);
	return true;
}

/* Into its place; a value without one is the whole of the data. */
static bool
put_value(struct wish *w, unsigned at, const char *value)
{
	size_t n = strlen(value);

	if (w->block > 0) {
		if (n > w->block || 5 + at + n > w->len)
			return false;
		memcpy(w->command + 5 + at, value, n);
		return true;
	}
	if (w->len != 5)
		return false;
	memcpy(w->command + 5, value, n);
	w->command[4] = (UCHAR)n;
	w->len = 5 + n;
	return true;
}

static unsigned
word_of(const struct entry *e, const struct wish *w)
{
	size_t n = strlen(e->value);

	if (e->press == KEY_CANCEL)
		return 0x6401;
	if (e->press == KEY_LATE)
		return 0x6400;
	return n < w->min || n > w->max ? 0x6403 : 0;
}

struct entries {
	struct entry old, new_one, again;
};

/* The status word of the reader's own; 0: the command may go. */
static unsigned
ask_all(struct wish *w, bool modify, struct entries *e, struct trick *trick)
{
	struct entry *all[] = { &e->old, &e->new_one, &e->again };
	bool wanted[] = { !modify || (w->confirm & 2) != 0, modify,
	    modify && (w->confirm & 1) != 0 };

	for (size_t i = 0; i < 3; i++) {
		unsigned word;

		if (!wanted[i])
			continue;
		*all[i] = wait_for_entry(w->seconds, trick);
		word = word_of(all[i], w);
		if (all[i]->press == KEY_UNABLE || all[i]->press == KEY_BROKEN)
			return all[i]->press;
		if (word != 0)
			return word;
	}
	if (wanted[2] && strcmp(e->new_one.value, e->again.value) != 0)
		return 0x6402;
	if ((wanted[0] && !put_value(w, w->old_at, e->old.value)) ||
	    (wanted[1] && !put_value(w, w->new_at, e->new_one.value)))
		return 0x6b80;
	return 0;
}

static RESPONSECODE
answer_word(unsigned word, UCHAR *rx, DWORD *got)
{
	rx[0] = (UCHAR)(word >> 8);
	rx[1] = (UCHAR)(word & 0xff);
	*got = 2;
	return IFD_SUCCESS;
}

RESPONSECODE
pad_enter(bool modify, const UCHAR *tx, size_t len, pad_send *send, UCHAR *rx,
    size_t size, DWORD *got)
{
	struct trick trick = { .lost = false };
	struct entries entries = { .old = { .press = KEY_VALUE } };
	struct wish w = { .len = 0 };
	RESPONSECODE rv = IFD_SUCCESS;
	unsigned word = 0x6b80;

	log_asked(modify ? "modify" : "verify", tx, len);
	if (read_wish(tx, len, modify, &w))
		word = ask_all(&w, modify, &entries, &trick);
	if (word == KEY_UNABLE)
		rv = IFD_NOT_SUPPORTED;
	else if (word == KEY_BROKEN)
		rv = IFD_COMMUNICATION_ERROR;
	else if (word != 0)
		answer_word(word, rx, got);
	else
		rv = send(w.command, w.len, rx, size, got);
	drop_rest();
	explicit_bzero(&entries, sizeof(entries));
	explicit_bzero(&w, sizeof(w));
	if (word == 0 && trick.lost)
		return IFD_COMMUNICATION_ERROR;
	return word == 0 && trick.claims ? answer_word(trick.sw, rx, got) : rv;
}
