#include "core/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "core/journal_text.h"

/* ".new" or ".bad" behind the path. */
static enum err
beside(const struct journal *j, const char *ending, char *out, size_t size)
{
	int n = snprintf(out, size, "%s%s", j->path, ending);

	return n < 0 || (size_t)n >= size ? ERR_TOO_BIG : ERR_OK;
}

static enum err
write_all(int fd, const uint8_t *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		bytes += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

static enum err
write_synced(const char *path, const struct buf *text)
{
	enum err e = ERR_IO;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return ERR_IO;
	if (fchmod(fd, S_IRUSR | S_IWUSR) == 0)
		e = write_all(fd, text->data, text->len);
	if (e == ERR_OK && fsync(fd) != 0)
		e = ERR_IO;
	if (close(fd) != 0)
		e = ERR_IO;
	return e;
}

/* A rename or removal is on the disk only when its folder is. */
static enum err
sync_folder(const char *path)
{
	char copy[PATH_MAX];
	enum err e = ERR_IO;
	int fd;

	if (snprintf(copy, sizeof(copy), "%s", path) >= (int)sizeof(copy))
		return ERR_TOO_BIG;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	if (fsync(fd) == 0)
		e = ERR_OK;
	close(fd);
	return e;
}

static enum err
store(const struct journal *j)
{
	char fresh[PATH_MAX];
	struct buf text;
	enum err e;

	buf_init(&text, JOURNAL_TEXT_MAX);
	e = beside(j, ".new", fresh, sizeof(fresh));
	if (e == ERR_OK)
		e = journal_text_write(j, &text);
	if (e == ERR_OK)
		e = write_synced(fresh, &text);
	if (e == ERR_OK && rename(fresh, j->path) != 0)
		e = ERR_IO;
	if (e == ERR_OK)
		e = sync_folder(j->path);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.write", "error=%s errno=%d",
		    err_name(e), errno);
	buf_free(&text);
	return e;
}

static enum err
save(const struct journal *j)
{
	if (j->count > 0)
		return store(j);
	if (unlink(j->path) != 0 && errno != ENOENT) {
		log_event(LOG_ERROR, "journal.clear", "errno=%d", errno);
		return ERR_IO;
	}
	return sync_folder(j->path);
}

static enum err
read_file(const char *path, char *out, size_t size, size_t *len)
{
	ssize_t n = 0;
	int fd;

	*len = 0;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	while (*len < size) {
		n = read(fd, out + *len, size - *len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	close(fd);
	return n < 0 ? ERR_IO : ERR_OK;
}

/* Keep it for somebody who can read it; do not stop the terminal. */
static void
move_aside(const struct journal *j)
{
	char bad[PATH_MAX];
	struct stat st;

	if (lstat(j->path, &st) == 0 && S_ISDIR(st.st_mode))
		return;
	if (beside(j, ".bad", bad, sizeof(bad)) != ERR_OK ||
	    rename(j->path, bad) != 0)
		log_event(LOG_ERROR, "journal.move", "errno=%d", errno);
}

enum err
journal_load(struct journal *j, const char *path)
{
	char text[JOURNAL_TEXT_MAX + 1];
	size_t len;
	enum err e;

	memset(j, 0, sizeof(*j));
	j->path = path;
	e = read_file(path, text, sizeof(text), &len);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e == ERR_OK)
		e = journal_parse(j, text, len);
	if (e == ERR_OK)
		return e;
	log_event(LOG_ERROR, "journal.malformed", "error=%s bytes=%zu",
	    err_name(e), len);
	move_aside(j);
	return e;
}

enum err
journal_try(const char *path)
{
	static const char line[] = "probe\n";
	const struct journal j = { .path = path };
	char probe[PATH_MAX];
	struct buf text;
	enum err e;

	buf_init(&text, sizeof(line));
	e = beside(&j, ".try", probe, sizeof(probe));
	if (e == ERR_OK)
		e = buf_add(&text, line, sizeof(line) - 1);
	if (e == ERR_OK)
		e = write_synced(probe, &text);
	if (e == ERR_OK && unlink(probe) != 0)
		e = ERR_IO;
	if (e == ERR_OK)
		e = sync_folder(path);
	buf_free(&text);
	return e;
}

enum err
journal_add(struct journal *j, const struct journal_record *r)
{
	enum err e;

	if (j->count == JOURNAL_RECORDS)
		return ERR_TOO_BIG;
	j->records[j->count++] = *r;
	e = save(j);
	if (e != ERR_OK)
		j->count--;
	return e;
}

enum err
journal_update(struct journal *j, const struct journal_record *r)
{
	struct journal_record *old = journal_find(j, r->unlock);

	if (old == NULL)
		return ERR_NOT_FOUND;
	if (old != r)
		*old = *r;
	return save(j);
}

enum err
journal_remove(struct journal *j, const char *unlock)
{
	struct journal_record *r = journal_find(j, unlock);
	size_t behind;

	if (r == NULL)
		return ERR_NOT_FOUND;
	behind = (size_t)(&j->records[j->count] - (r + 1));
	memmove(r, r + 1, behind * sizeof(*r));
	j->count--;
	return save(j);
}

struct journal_record *
journal_find(struct journal *j, const char *unlock)
{
	size_t i;

	for (i = 0; i < j->count; i++)
		if (strcmp(j->records[i].unlock, unlock) == 0)
			return &j->records[i];
	return NULL;
}

struct journal_record *
journal_untold(struct journal *j)
{
	struct journal_record *found = NULL;
	size_t i;

	for (i = 0; i < j->count; i++) {
		if (j->records[i].told)
			continue;
		if (j->records[i].state != JOURNAL_WRITING)
			return &j->records[i];
		if (found == NULL)
			found = &j->records[i];
	}
	return found;
}
