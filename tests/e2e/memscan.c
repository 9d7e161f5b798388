/* Look for values in the memory of processes, as ASCII, UTF-16 and UTF-32
 * (both little-endian).
 *
 *   memscan PID...  <VALUES
 *
 * Values are read from standard input, one a line.  Says where each was found
 * (never what).  Exit status: 0 nothing found, 1 found, 2 a process could not
 * be read, which is not the same as nothing found. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VALUES_MAX 16
#define VALUE_MAX 64
#define WIDTHS 3
#define NEEDLE_MAX (4 * VALUE_MAX)
#define CHUNK (1024 * 1024)

struct needle {
	uint8_t bytes[NEEDLE_MAX];
	size_t len;
};

static struct needle needles[VALUES_MAX][WIDTHS];
static size_t value_count;
static bool found;

/* The characters of a value, each in 1, 2 or 4 bytes. */
static void
spread(const char *value, size_t width, struct needle *n)
{
	n->len = 0;
	for (; *value != '\0'; value++) {
		n->bytes[n->len] = (uint8_t)*value;
		n->len += width;
	}
}

static bool
read_values(void)
{
	char line[VALUE_MAX];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '\0' || value_count == VALUES_MAX)
			return false;
		for (size_t i = 0; i < WIDTHS; i++)
			spread(line, (size_t)1 << i, &needles[value_count][i]);
		value_count++;
	}
	return value_count > 0;
}

static void
scan_chunk(const char *pid, const char *region, const uint8_t *bytes,
    size_t len)
{
	for (size_t v = 0; v < value_count; v++) {
		for (size_t w = 0; w < WIDTHS; w++) {
			const struct needle *n = &needles[v][w];

			if (memmem(bytes, len, n->bytes, n->len) == NULL)
				continue;
			found = true;
			printf("%s: value %zu, %d bytes a character: %s\n",
			    pid, v + 1, 1 << w, region);
		}
	}
}

/* One line of maps; chunks overlap by a needle.  What cannot be read in a
 * region that can be (a guard page, a device) ends that region. */
static void
scan_region(const char *pid, int mem, const char *line)
{
	static uint8_t chunk[CHUNK];
	unsigned long long from, to;
	char mode[5];

	if (sscanf(line, "%llx-%llx %4s", &from, &to, mode) != 3 ||
	    mode[0] != 'r' || strstr(line, "[v") != NULL)
		return;
	while (from < to) {
		size_t want = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
		ssize_t n = pread(mem, chunk, want, (off_t)from);

		if (n <= 0)
			return;
		scan_chunk(pid, line, chunk, (size_t)n);
		if ((size_t)n <= NEEDLE_MAX)
			return;
		from += (size_t)n;
		if (from < to)
			from -= NEEDLE_MAX;
	}
}

static bool
scan_process(const char *pid)
{
	char path[64], line[512];
	size_t regions = 0;
	FILE *maps;
	int mem;

	snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	maps = fopen(path, "re");
	while (mem >= 0 && maps != NULL &&
	    fgets(line, sizeof(line), maps) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		scan_region(pid, mem, line);
		regions++;
	}
	if (regions == 0)
		fprintf(stderr, "memscan: %s: %s\n", pid, strerror(errno));
	if (maps != NULL)
		fclose(maps);
	if (mem >= 0)
		close(mem);
	return regions > 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2 || !read_values()) {
		fprintf(stderr, "usage: memscan PID... <VALUES\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (!scan_process(argv[i]))
			return 2;
	}
	return found ? 1 : 0;
}
