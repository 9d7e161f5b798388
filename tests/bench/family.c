#include "family.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"

#define LINE 512

static int
parent_of(int pid)
{
	char path[64], line[LINE], *end;
	FILE *f;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 0;
	/* The name may have anything in it; behind the last ")" comes the
	 * state, then the parent. */
	if (fgets(line, sizeof(line), f) != NULL) {
		end = strrchr(line, ')');
		if (end == NULL || sscanf(end + 1, " %*c %d", &parent) != 1)
			parent = 0;
	}
	(void)fclose(f);
	return parent;
}

static bool
has(const struct family *f, int pid)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->pid[i] == pid)
			return true;
	}
	return false;
}

void
family_find(int pid, struct family *f)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;

	f->pid[0] = pid;
	f->count = 1;
	if (dir == NULL)
		cannot("/proc cannot be read");
	for (d = readdir(dir); d != NULL; d = readdir(dir)) {
		int one = (int)strtol(d->d_name, NULL, 10);

		if (one > 0 && !has(f, one) && has(f, parent_of(one)) &&
		    f->count < FAMILY_MAX)
			f->pid[f->count++] = one;
	}
	(void)closedir(dir);
}

size_t
family_children(int pid, int *out, size_t most)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	size_t count = 0;

	if (dir == NULL)
		cannot("/proc cannot be read");
	for (d = readdir(dir); d != NULL; d = readdir(dir)) {
		int one = (int)strtol(d->d_name, NULL, 10);

		if (one <= 0 || parent_of(one) != pid)
			continue;
		if (count < most)
			out[count] = one;
		count++;
	}
	(void)closedir(dir);
	return count;
}

void
family_name(int pid, char out[static 16])
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	f = fopen(path, "r");
	if (f == NULL || fgets(out, 16, f) == NULL)
		cannot("process %d has gone", pid);
	(void)fclose(f);
	out[strcspn(out, "\n")] = '\0';
}

/* The sum of the numbers behind `key` in a file of /proc. */
static uint64_t
sum_of(const char *path, const char *key)
{
	char line[LINE];
	FILE *f = fopen(path, "r");
	uint64_t sum = 0;

	if (f == NULL)
		cannot("%s cannot be read", path);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, key, strlen(key)) == 0)
			sum += strtoull(line + strlen(key), NULL, 10);
	}
	(void)fclose(f);
	return sum;
}

static void
add_task(int pid, const char *task, struct family_use *use)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%d/task/%.20s/status", pid, task);
	use->switches += sum_of(path, "voluntary_ctxt_switches:");
	snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat", pid,
	    task);
	use->cpu_ns += sum_of(path, "");
}

void
family_use(const struct family *f, struct family_use *use)
{
	memset(use, 0, sizeof(*use));
	for (size_t i = 0; i < f->count; i++) {
		char path[64];
		DIR *dir;
		struct dirent *d;

		snprintf(path, sizeof(path), "/proc/%d/task", f->pid[i]);
		dir = opendir(path);
		if (dir == NULL)
			cannot("process %d has gone", f->pid[i]);
		for (d = readdir(dir); d != NULL; d = readdir(dir)) {
			if (d->d_name[0] != '.')
				add_task(f->pid[i], d->d_name, use);
		}
		(void)closedir(dir);
	}
}

double
family_pss(const struct family *f, const char *without)
{
	char path[64], name[16];
	double kb = 0;

	for (size_t i = 0; i < f->count; i++) {
		family_name(f->pid[i], name);
		if (without != NULL && strcmp(name, without) == 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/smaps_rollup",
		    f->pid[i]);
		kb += (double)sum_of(path, "Pss:");
	}
	return kb;
}

int
family_maps(int pid, const char *part)
{
	char path[64], line[LINE];
	FILE *f;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "r");
	if (f == NULL)
		cannot("%s cannot be read", path);
	while (fgets(line, sizeof(line), f) != NULL)
		n += strstr(line, part) != NULL;
	(void)fclose(f);
	return n;
}
