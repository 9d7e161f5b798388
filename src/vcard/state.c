#include "vcard/state.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "vcard/state_text.h"
#include "vcard/type.h"

#define NEW_SUFFIX ".new"
#define LOCK_SUFFIX ".lock"

enum err
vstate_init(struct vstate *s, const struct vtype *type)
{
	bool whole;

	memset(s, 0, sizeof(*s));
	s->type = type;
	s->lock_fd = -1;
	s->pin_tries = type->pin_tries;
	s->puk_tries = type->puk_tries;
	s->auth_tries = type->auth_tries;
	s->pin = secret_new(VSTATE_VALUE_MAX);
	s->puk = secret_new(VSTATE_VALUE_MAX);
	s->unlock_key = secret_new(VSTATE_KEY_MAX);
	whole = s->pin != NULL && s->puk != NULL && s->unlock_key != NULL;
	for (size_t i = 0; i < type->pairs; i++) {
		s->pair[i].key = secret_new(VSTATE_RSA_MAX);
		whole = whole && s->pair[i].key != NULL;
	}
	if (whole)
		return ERR_OK;
	vstate_free(s);
	return ERR_NO_MEMORY;
}

void
vstate_free(struct vstate *s)
{
	secret_free(&s->pin);
	secret_free(&s->puk);
	secret_free(&s->unlock_key);
	for (size_t i = 0; i < VSTATE_PAIRS_MAX; i++)
		secret_free(&s->pair[i].key);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	s->lock_fd = -1;
	free(s->path);
	s->path = NULL;
}

/* "<path><suffix>" into `out`. */
static enum err
path_beside(const char *path, const char *suffix, char out[static PATH_MAX])
{
	int n = snprintf(out, PATH_MAX, "%s%s", path, suffix);

	return n > 0 && n < PATH_MAX ? ERR_OK : ERR_TOO_BIG;
}

static enum err
lock_take(const char *path, int *fd)
{
	char name[PATH_MAX];
	enum err e = path_beside(path, LOCK_SUFFIX, name);

	*fd = -1;
	if (e != ERR_OK)
		return e;
	*fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return ERR_IO;
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_OK;
	e = errno == EWOULDBLOCK ? ERR_CARD_BUSY : ERR_IO;
	close(*fd);
	*fd = -1;
	return e;
}

static enum err
read_all(int fd, struct buf *b)
{
	uint8_t chunk[1024];
	enum err e = ERR_OK;

	while (e == ERR_OK) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			e = n == 0 ? ERR_OK : ERR_IO;
			break;
		}
		e = buf_add(b, chunk, (size_t)n);
	}
	secret_wipe_mem(chunk, sizeof(chunk));
	return e;
}

static enum err
file_read(const char *path, struct buf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = read_all(fd, b);
	close(fd);
	return e;
}

enum err
vstate_open(const char *path, struct vstate *s, char *error, size_t size)
{
	struct buf text;
	int lock = -1;
	enum err e;

	buf_init(&text, STATE_TEXT_MAX);
	snprintf(error, size, "cannot be read");
	if (access(path, R_OK) != 0) {
		e = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
		goto out;
	}
	e = lock_take(path, &lock);
	if (e == ERR_CARD_BUSY)
		snprintf(error, size, "is in another reader");
	if (e != ERR_OK)
		goto out;
	e = file_read(path, &text);
	if (e != ERR_OK)
		goto out;
	e = vstate_parse((const char *)text.data, text.len, s, error, size);
	if (e != ERR_OK)
		goto out;
	s->path = strdup(path);
	if (s->path == NULL) {
		vstate_free(s);
		e = ERR_NO_MEMORY;
		goto out;
	}
	s->lock_fd = lock;
	lock = -1;
	error[0] = '\0';
out:
	if (lock >= 0)
		close(lock);
	buf_free(&text);
	return e;
}

static enum err
write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		data += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

/* Make the name of a renamed file as durable as its content. */
static enum err
directory_sync(const char *path)
{
	char copy[PATH_MAX];
	enum err e = path_beside(path, "", copy);
	int fd;

	if (e != ERR_OK)
		return e;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	e = fsync(fd) == 0 ? ERR_OK : ERR_IO;
	close(fd);
	return e;
}

static enum err
file_replace(const char *path, const struct buf *text)
{
	char name[PATH_MAX];
	enum err e = path_beside(path, NEW_SUFFIX, name);
	int fd;

	if (e != ERR_OK)
		return e;
	/* What a killed process left behind may have another mode. */
	if (unlink(name) != 0 && errno != ENOENT)
		return ERR_IO;
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd < 0)
		return ERR_IO;
	e = write_all(fd, text->data, text->len);
	if (e == ERR_OK && fsync(fd) != 0)
		e = ERR_IO;
	if (close(fd) != 0)
		e = ERR_IO;
	if (e == ERR_OK && rename(name, path) != 0)
		e = ERR_IO;
	if (e != ERR_OK) {
		unlink(name);
		return e;
	}
	/* The new state stands; only a power cut of the whole machine could
	 * still bring the old one back. */
	if (directory_sync(path) != ERR_OK)
		log_event(LOG_WARN, "vcard.state", "sync=directory e=io");
	return ERR_OK;
}

enum err
vstate_save(const struct vstate *s)
{
	struct buf text;
	enum err e;

	if (s->path == NULL)
		return ERR_OK;
	buf_init(&text, STATE_TEXT_MAX);
	e = state_text_write(s, &text);
	if (e == ERR_OK)
		e = file_replace(s->path, &text);
	buf_free(&text);
	return e;
}

enum err
vstate_create(const char *path, struct vstate *s)
{
	enum err e;

	e = lock_take(path, &s->lock_fd);
	if (e != ERR_OK)
		return e;
	if (access(path, F_OK) == 0)
		return ERR_REFUSED;
	s->path = strdup(path);
	if (s->path == NULL)
		return ERR_NO_MEMORY;
	return vstate_save(s);
}

static const char *const phase_names[] = {
	[VSTATE_OPERATION] = "operation",
	[VSTATE_ADMINISTRATION] = "administration",
};

const char *
vstate_phase_name(enum vstate_phase phase)
{
	return phase_names[phase];
}

enum err
vstate_phase_from_name(const char *name, enum vstate_phase *phase)
{
	size_t i;

	for (i = 0; i < sizeof(phase_names) / sizeof(phase_names[0]); i++) {
		if (strcmp(name, phase_names[i]) == 0) {
			*phase = (enum vstate_phase)i;
			return ERR_OK;
		}
	}
	return ERR_SYNTAX;
}
