#include "app/journal_slot.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

/* All folders above the file; those that are there stay as they are. */
static void
make_folders(const char *path)
{
	char folder[CONFIG_PATH_MAX];
	char *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strchr(folder + 1, '/');
	for (; slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(folder, 0700);
		*slash = '/';
	}
}

static void
slot_path(struct journal_slot *slot, const char *path, int i)
{
	if (i == 0)
		snprintf(slot->path, sizeof(slot->path), "%s", path);
	else
		snprintf(slot->path, sizeof(slot->path), "%s-%d", path, i);
}

static bool
lock(struct journal_slot *slot)
{
	char path[sizeof(slot->path) + 8];

	snprintf(path, sizeof(path), "%s.lock", slot->path);
	slot->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (slot->lock >= 0 && flock(slot->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	journal_slot_leave(slot);
	return false;
}

/* A free slot; with `full` only one that has something in it. */
static bool
take_free(struct journal_slot *slot, const char *path, bool full)
{
	for (int i = 0; i < JOURNAL_SLOTS; i++) {
		slot_path(slot, path, i);
		if (full && access(slot->path, F_OK) != 0)
			continue;
		if (lock(slot))
			return true;
	}
	return false;
}

void
journal_slot_take(struct journal_slot *slot, const char *path)
{
	slot->lock = -1;
	make_folders(path);
	if (take_free(slot, path, true) || take_free(slot, path, false))
		return;
	slot_path(slot, path, 0);
	log_event(LOG_WARN, "journal.unlocked", "path=%s", slot->path);
}

void
journal_slot_leave(struct journal_slot *slot)
{
	if (slot->lock >= 0)
		close(slot->lock);
	slot->lock = -1;
}
