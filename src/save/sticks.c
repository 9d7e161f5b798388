#include "save/sticks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"

#define MOUNTS "/proc/self/mountinfo"

/* ---- A line ---- */

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* "\040" and its like, of which the kernel makes use for blanks. */
static bool
undo_escapes(const char *in, char *out, size_t size)
{
	size_t at = 0;

	for (; *in != '\0'; in++) {
		if (at + 1 >= size)
			return false;
		if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) &&
		    is_octal(in[3])) {
			out[at++] = (char)((in[1] - '0') * 64 +
			    (in[2] - '0') * 8 + in[3] - '0');
			in += 3;
		} else {
			out[at++] = *in;
		}
	}
	out[at] = '\0';
	return true;
}

/* A decimal number that ends with `end`; NULL: it is none. */
static const char *
take_number(const char *text, char end, unsigned *out)
{
	unsigned n = 0;
	int digits = 0;

	for (; ascii_is_digit(*text); text++) {
		if (++digits > 9)
			return NULL;
		n = 10 * n + (unsigned)(*text - '0');
	}
	*out = n;
	return digits > 0 && *text == end ? text + 1 : NULL;
}

static bool
is_read_only(const char *options)
{
	return strncmp(options, "ro", 2) == 0 &&
	    (options[2] == ',' || options[2] == '\0');
}

/* "36 35 98:0 / /media/x rw,noatime shared:1 - vfat /dev/sdb1 rw". */
bool
mount_parse(char *line, struct mount *m)
{
	char *words[6], *rest = line, *super;
	const char *minor;

	memset(m, 0, sizeof(*m));
	for (size_t i = 0; i < 6; i++) {
		words[i] = strsep(&rest, " ");
		if (words[i] == NULL || rest == NULL)
			return false;
	}
	if (take_number(words[0], '\0', &m->id) == NULL)
		return false;
	minor = take_number(words[2], ':', &m->major);
	if (minor == NULL || take_number(minor, '\0', &m->minor) == NULL)
		return false;
	if (words[4][0] != '/' ||
	    !undo_escapes(words[4], m->path, sizeof(m->path)))
		return false;
	super = strrchr(rest, ' ');
	m->read_only = is_read_only(words[5]) ||
	    (super != NULL && is_read_only(super + 1));
	return true;
}

/* ---- Which of them ---- */

/* The folder of /sys of the whole disk behind a device. */
static bool
disk_of(dev_t dev, char out[static PATH_MAX])
{
	char path[PATH_MAX + 16];
	char *slash;

	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u", major(dev),
	    minor(dev));
	if (realpath(path, out) == NULL)
		return false;
	snprintf(path, sizeof(path), "%s/partition", out);
	if (access(path, F_OK) == 0) {
		slash = strrchr(out, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	return true;
}

static bool
is_removable(const char *disk)
{
	char path[PATH_MAX + 16];
	char flag = '0';
	int fd;

	if (strstr(disk, "/usb") != NULL)
		return true;
	snprintf(path, sizeof(path), "%s/removable", disk);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, &flag, 1) != 1)
		flag = '0';
	close(fd);
	return flag == '1';
}

/* The disk of a terminal that itself runs from a stick is none. */
static bool
is_own_disk(dev_t dev, const char *disk)
{
	char own[PATH_MAX];
	struct stat root;

	if (stat("/", &root) != 0 || root.st_dev == dev)
		return true;
	return disk != NULL && disk_of(root.st_dev, own) &&
	    strcmp(own, disk) == 0;
}

static bool
is_stick(const struct stick_rules *rules, const struct mount *m)
{
	dev_t dev = makedev(m->major, m->minor);
	char disk[PATH_MAX];
	bool has_disk = disk_of(dev, disk);

	if (is_own_disk(dev, has_disk ? disk : NULL))
		return false;
	return rules->any || (has_disk && is_removable(disk));
}

static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	while (len > 1 && folder[len - 1] == '/')
		len--;
	return strncmp(path, folder, len) == 0 && path[len] == '/' &&
	    path[len + 1] != '\0';
}

/* What is mounted there is opened, not what the path may mean later. */
static int
open_mount(const struct mount *m)
{
	int fd = open(m->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) != 0 ||
	    st.st_dev != makedev(m->major, m->minor))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void
copy_label(const char *path, char out[static SAVE_LABEL])
{
	const char *name = strrchr(path, '/') + 1;

	snprintf(out, SAVE_LABEL, "%s", name);
}

static bool
look_at(const struct mount *m, struct stick *s)
{
	struct statvfs space;
	int fd = open_mount(m);
	bool good = fd >= 0 && fstatvfs(fd, &space) == 0;

	if (fd >= 0)
		close(fd);
	if (!good)
		return false;
	memset(s, 0, sizeof(*s));
	snprintf(s->seen.id, sizeof(s->seen.id), "%u-%u-%u", m->id, m->major,
	    m->minor);
	copy_label(m->path, s->seen.label);
	s->seen.free = (uint64_t)space.f_bavail * space.f_frsize;
	s->seen.read_only = m->read_only || (space.f_flag & ST_RDONLY) != 0;
	memcpy(s->path, m->path, strlen(m->path) + 1);
	s->dev = makedev(m->major, m->minor);
	return true;
}

/* Something that was mounted over it hides it. */
static size_t
place_for(const struct stick *sticks, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(sticks[i].path, path) == 0)
			return i;
	}
	return count;
}

enum err
sticks_find(const struct stick_rules *rules,
    struct stick sticks[static SAVE_STICKS], size_t *count)
{
	FILE *file;
	char *line = NULL;
	size_t room = 0, at;
	struct mount m;

	*count = 0;
	if (rules->folder == NULL)
		return ERR_OK;
	file = fopen(MOUNTS, "re");
	if (file == NULL)
		return ERR_IO;
	while (getline(&line, &room, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!mount_parse(line, &m) ||
		    !is_below(m.path, rules->folder) || !is_stick(rules, &m))
			continue;
		at = place_for(sticks, *count, m.path);
		if (at < SAVE_STICKS && look_at(&m, &sticks[at]) &&
		    at == *count)
			(*count)++;
	}
	free(line);
	fclose(file);
	return ERR_OK;
}
