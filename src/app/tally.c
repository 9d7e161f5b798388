#include "app/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"

#define ROWS_MAX 2048		/* screens, buttons, outcomes of actions, … */
#define NAME_MAX_BYTES 128	/* with its labels */
#define FILE_BYTES (256 * 1024)
#define SCREEN_NAME 48

struct row {
	char name[NAME_MAX_BYTES];	/* x_total{screen="start"} */
	uint64_t count;
};

struct rows {
	struct row *row;		/* ROWS_MAX of them, in no order */
	size_t used;
};

struct tally {
	const char *path;
	struct session_observer observer;
	struct rows rows;		/* not in the file yet */
	char screen[SCREEN_NAME];	/* that is shown; "": none was yet */
};

/* Every family that a file may hold; another name is not ours. */
static const struct family {
	const char *name, *help;
} families[] = {
	{ "cilingir_visits_total", "Portal sessions that people had." },
	{ "cilingir_screens_total", "How often a screen was shown." },
	{ "cilingir_buttons_total",
	    "How often a button, or a row of a list, was chosen." },
	{ "cilingir_ways_total",
	    "How often one screen came after another one." },
	{ "cilingir_actions_total", "How actions ended." },
	{ "cilingir_action_milliseconds_total",
	    "How long actions took, all together." },
};
#define FAMILIES (sizeof(families) / sizeof(families[0]))

/* ---- Rows ---- */

static bool
is_of(const char *row, const char *family)
{
	size_t len = strlen(family);

	return strncmp(row, family, len) == 0 &&
	    (row[len] == '\0' || row[len] == '{');
}

/* ERR_TOO_BIG: a screen or outcome more than there can be. */
static enum err
add(struct rows *rows, const char *name, uint64_t count)
{
	struct row *row = rows->row;

	for (; row < rows->row + rows->used; row++) {
		if (strcmp(row->name, name) == 0) {
			row->count += count;
			return ERR_OK;
		}
	}
	if (rows->used == ROWS_MAX || strlen(name) >= sizeof(row->name))
		return ERR_TOO_BIG;
	snprintf(row->name, sizeof(row->name), "%s", name);
	row->count = count;
	rows->used++;
	return ERR_OK;
}

static enum err
rows_init(struct rows *rows)
{
	rows->used = 0;
	rows->row = calloc(ROWS_MAX, sizeof(*rows->row));
	return rows->row != NULL ? ERR_OK : ERR_NO_MEMORY;
}

static void
rows_free(struct rows *rows)
{
	free(rows->row);
	rows->row = NULL;
	rows->used = 0;
}

/* ---- The file ---- */

/* "name{labels} count" */
static enum err
read_line(struct rows *rows, char *line)
{
	char *space = strrchr(line, ' '), *end;
	unsigned long long count;

	if (line[0] == '#' || line[0] == '\0')
		return ERR_OK;
	if (space == NULL || !ascii_is_digit(space[1]))
		return ERR_SYNTAX;
	*space = '\0';
	errno = 0;
	count = strtoull(space + 1, &end, 10);
	if (errno != 0 || *end != '\0')
		return ERR_SYNTAX;
	for (size_t i = 0; i < FAMILIES; i++) {
		if (is_of(line, families[i].name))
			return add(rows, line, count);
	}
	return ERR_SYNTAX;
}

static enum err
read_rows(struct rows *rows, char *text)
{
	char *rest = text;
	enum err e = ERR_OK;

	while (e == ERR_OK && rest != NULL)
		e = read_line(rows, strsep(&rest, "\n"));
	return e;
}

/* No file is an empty one. */
static enum err
read_file(const char *path, struct rows *rows)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *text;
	size_t used = 0;
	ssize_t n = 0;
	enum err e;

	if (fd < 0)
		return errno == ENOENT ? ERR_OK : ERR_IO;
	text = malloc(FILE_BYTES + 1);
	while (text != NULL && used < FILE_BYTES &&
	    (n = read(fd, text + used, FILE_BYTES - used)) > 0)
		used += (size_t)n;
	e = text == NULL ? ERR_NO_MEMORY : n < 0 ? ERR_IO :
	    used == FILE_BYTES ? ERR_SYNTAX : ERR_OK;
	if (e == ERR_OK) {
		text[used] = '\0';
		e = read_rows(rows, text);
	}
	free(text);
	close(fd);
	return e;
}

static enum err
write_rows(const struct rows *rows, struct buf *text)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < FAMILIES && e == ERR_OK; i++) {
		const char *name = families[i].name;

		e = buf_addf(text, "# HELP %s %s\n# TYPE %s counter\n", name,
		    families[i].help, name);
		for (size_t k = 0; k < rows->used && e == ERR_OK; k++) {
			if (is_of(rows->row[k].name, name))
				e = buf_addf(text, "%s %llu\n",
				    rows->row[k].name,
				    (unsigned long long)rows->row[k].count);
		}
	}
	return e;
}

/* A reader sees the old file or the new one, whole.  It is for others to
 * read, and after a power cut it may be a little old: not synced. */
static enum err
replace(const char *path, const struct buf *text)
{
	char other[CONFIG_PATH_MAX + 8];
	enum err e = ERR_IO;
	int fd;

	snprintf(other, sizeof(other), "%s.new", path);
	fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_CLOEXEC, 0644);
	if (fd < 0)
		return ERR_IO;
	if (fchmod(fd, 0644) == 0 &&
	    write(fd, text->data, text->len) == (ssize_t)text->len)
		e = ERR_OK;
	if (close(fd) != 0)
		e = ERR_IO;
	if (e == ERR_OK && rename(other, path) != 0)
		e = ERR_IO;
	if (e != ERR_OK)
		unlink(other);
	return e;
}

/* One terminal at a time; others wait the moment that it takes. */
static int
lock(const char *path)
{
	char name[CONFIG_PATH_MAX + 8];
	int fd;

	snprintf(name, sizeof(name), "%s.lock", path);
	fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static enum err
sum_up(struct tally *t, struct rows *sums, struct buf *text)
{
	enum err e = read_file(t->path, sums);

	for (size_t i = 0; i < t->rows.used && e == ERR_OK; i++)
		e = add(sums, t->rows.row[i].name, t->rows.row[i].count);
	if (e == ERR_OK)
		e = write_rows(sums, text);
	return e == ERR_OK ? replace(t->path, text) : e;
}

enum err
tally_write(struct tally *t)
{
	struct rows sums = { 0 };
	struct buf text;
	int locked;
	enum err e;

	if (t->rows.used == 0)
		return ERR_OK;
	buf_init(&text, FILE_BYTES);
	e = rows_init(&sums);
	if (e != ERR_OK)
		return e;
	locked = lock(t->path);
	e = locked < 0 ? ERR_IO : sum_up(t, &sums, &text);
	if (locked >= 0)
		close(locked);
	if (e == ERR_OK)
		t->rows.used = 0;
	else
		log_event(LOG_WARN, "metrics.write", "error=%s", err_name(e));
	rows_free(&sums);
	buf_free(&text);
	return e;
}

/* ---- What the session tells ---- */

/* Names are ours (screens and actions): nothing to quote.  A count that finds
 * no room is only a count. */
static void count(struct tally *t, uint64_t n, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
count(struct tally *t, uint64_t n, const char *format, ...)
{
	char name[NAME_MAX_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	if (add(&t->rows, name, n) != ERR_OK)
		log_event(LOG_WARN, "metrics.full", "name=%s", name);
}

static void
arrived(void *arg, const char *screen)
{
	struct tally *t = arg;

	count(t, 1, "cilingir_screens_total{screen=\"%s\"}", screen);
	if (t->screen[0] != '\0')
		count(t, 1, "cilingir_ways_total{from=\"%s\",to=\"%s\"}",
		    t->screen, screen);
	snprintf(t->screen, sizeof(t->screen), "%s", screen);
}

/* A PIN that is typed at a menu by mistake presses buttons: that they were
 * pressed is counted, not in which order. */
static void
chosen(void *arg, const char *screen, const char *what)
{
	count(arg, 1, "cilingir_buttons_total{screen=\"%s\",button=\"%s\"}",
	    screen, what);
}

static void
done(void *arg, const char *action, enum err outcome, int64_t ms)
{
	count(arg, 1, "cilingir_actions_total{action=\"%s\",outcome=\"%s\"}",
	    action, err_name(outcome));
	count(arg, (uint64_t)ms,
	    "cilingir_action_milliseconds_total{action=\"%s\"}", action);
}

static void
visit_over(void *arg)
{
	count(arg, 1, "cilingir_visits_total");
	/* Kept for the next time, and said in the log. */
	if (tally_write(arg) != ERR_OK)
		return;
}

enum err
tally_new(const char *path, struct tally **tally)
{
	struct tally *t = calloc(1, sizeof(*t));

	*tally = NULL;
	if (t == NULL || rows_init(&t->rows) != ERR_OK) {
		free(t);
		return ERR_NO_MEMORY;
	}
	t->path = path;
	t->observer = (struct session_observer){ .arrived = arrived,
	    .chosen = chosen, .done = done, .visit_over = visit_over,
	    .arg = t };
	*tally = t;
	return ERR_OK;
}

const struct session_observer *
tally_observer(struct tally *t)
{
	return &t->observer;
}

void
tally_free(struct tally **tally)
{
	struct tally *t = *tally;

	*tally = NULL;
	if (t == NULL)
		return;
	if (tally_write(t) != ERR_OK)
		log_event(LOG_WARN, "metrics.lost", "path=%s", t->path);
	rows_free(&t->rows);
	free(t);
}
