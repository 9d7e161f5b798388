/* Writing on a stick: everything through the descriptor of its folder. */
#include "save/sticks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/secret.h"

#define PART ".cilingir.part"	/* what it is called until it is whole */
#define NUMBER_MAX 99

static enum err
error_of(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_SAVE_FULL;
	case EROFS:
	case EACCES:
	case EPERM:
		return ERR_SAVE_READ_ONLY;
	case ENODEV:
	case ENXIO:
	case ENOENT:
	case ENOTDIR:
	case ESTALE:
		return ERR_SAVE_GONE;
	default:
		return ERR_SAVE_FAILED;
	}
}

static enum err
fail(const char *step)
{
	int number = errno;
	enum err e = error_of(number);

	log_event(LOG_WARN, "save.failed", "step=%s errno=%d", step, number);
	return e;
}

/* "PIN-PUK-8901.pdf", "PIN-PUK-8901-2.pdf", ... */
static enum err
free_name(int folder, char name[static SAVE_NAME])
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot == NULL ? strlen(name) : (size_t)(dot - name);
	char other[SAVE_NAME];
	struct stat st;
	int len;

	snprintf(other, sizeof(other), "%s", name);
	for (int n = 2; n <= NUMBER_MAX; n++) {
		if (fstatat(folder, other, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			if (errno != ENOENT)
				return fail("look");
			memcpy(name, other, sizeof(other));
			return ERR_OK;
		}
		len = snprintf(other, sizeof(other), "%.*s-%d%s", (int)stem,
		    name, n, dot == NULL ? "" : dot);
		if (len < 0 || (size_t)len >= sizeof(other))
			return ERR_SAVE_FAILED;
	}
	return ERR_SAVE_FAILED;
}

static enum err
write_all(int fd, const uint8_t *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail("write");
		bytes += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0 ? ERR_OK : fail("sync");
}

/* From the stick and not from memory, as far as the kernel can be asked. */
static enum err
compare(int fd, const uint8_t *bytes, size_t len)
{
	uint8_t piece[4096];
	enum err e = ERR_OK;
	size_t at = 0;
	ssize_t n = 1;

	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	while (e == ERR_OK && n > 0) {
		n = pread(fd, piece, sizeof(piece), (off_t)at);
		if (n < 0)
			e = fail("read");
		else if ((size_t)n > len - at ||
		    memcmp(piece, bytes + at, (size_t)n) != 0)
			e = ERR_SAVE_FAILED;
		else
			at += (size_t)n;
	}
	secret_wipe_mem(piece, sizeof(piece));
	return e == ERR_OK && at != len ? ERR_SAVE_FAILED : e;
}

static enum err
write_part(int folder, const void *bytes, size_t len)
{
	int fd = openat(folder, PART, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	enum err e;

	if (fd < 0)
		return fail("make");
	e = write_all(fd, bytes, len);
	if (e == ERR_OK)
		e = compare(fd, bytes, len);
	if (close(fd) != 0 && e == ERR_OK)
		e = fail("close");
	return e;
}

/* One at a time in a folder that several terminals share: name and part are
 * one's own until the folder is closed. */
static enum err
write_in(int folder, char name[static SAVE_NAME], const void *bytes,
    size_t len)
{
	enum err e = flock(folder, LOCK_EX) == 0 ? ERR_OK : fail("lock");

	if (e != ERR_OK)
		return e;
	e = free_name(folder, name);
	if (e == ERR_OK)
		e = write_part(folder, bytes, len);
	if (e == ERR_OK && renameat(folder, PART, folder, name) != 0)
		e = fail("name");
	if (e == ERR_OK && fsync(folder) != 0 && errno != EINVAL)
		e = fail("sync folder");
	if (e != ERR_OK && unlinkat(folder, PART, 0) != 0 && errno != ENOENT)
		log_event(LOG_WARN, "save.left", "errno=%d", errno);
	return e;
}

/* Looked for anew: a stick that was pulled meanwhile is not there, and what
 * was put in its place is another one. */
static const struct stick *
find_again(const struct stick_rules *rules, const char *id,
    struct stick sticks[static SAVE_STICKS])
{
	size_t count = 0;

	if (sticks_find(rules, sticks, &count) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(sticks[i].seen.id, id) == 0)
			return &sticks[i];
	}
	return NULL;
}

enum err
sticks_write(const struct stick_rules *rules, const char *id,
    char name[static SAVE_NAME], const void *bytes, size_t len)
{
	static struct stick sticks[SAVE_STICKS];
	const struct stick *s = find_again(rules, id, sticks);
	struct stat st;
	enum err e;
	int folder;

	if (s == NULL)
		return ERR_SAVE_GONE;
	folder = open(s->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (folder < 0)
		return fail("open");
	if (fstat(folder, &st) != 0 || st.st_dev != s->dev)
		e = ERR_SAVE_GONE;
	else if (s->seen.read_only)
		e = ERR_SAVE_READ_ONLY;
	else if (s->seen.free < len)
		e = ERR_SAVE_FULL;
	else
		e = write_in(folder, name, bytes, len);
	close(folder);
	return e;
}

enum err
sticks_keep(const char *path, char name[static SAVE_NAME], const void *bytes,
    size_t len)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (folder < 0)
		return fail("open");
	e = write_in(folder, name, bytes, len);
	close(folder);
	return e;
}
