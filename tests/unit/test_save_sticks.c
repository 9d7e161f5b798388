/* Sticks, with file systems of this test's own: a mount namespace, in which a
 * small tmpfs stands for a stick.  Where no namespace can be made (no rights)
 * the tests say so and are skipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "save/sticks.h"

#define WRITERS 3		/* at once, in one folder */
#define EACH 4
#define SHARED_SIZE 2000

static char folder[64], stick[96];
static struct stick found[SAVE_STICKS];
static bool alone;

static const char paper[] = "%PDF-1.3 a page";

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_save_XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(stick, sizeof(stick), "%s/MY STICK", folder);
	if (mkdir(stick, 0700) != 0)
		return -1;
	if (alone && mount("stick", stick, "tmpfs", 0, "size=64k") != 0)
		return -1;
	return 0;
}

static int
teardown(void **state)
{
	char path[128];

	(void)state;
	while (alone && umount2(stick, MNT_DETACH) == 0)
		;
	snprintf(path, sizeof(path), "%s/x.pdf", stick);
	unlink(path);
	rmdir(stick);
	return rmdir(folder);
}

static size_t
look(bool any)
{
	const struct stick_rules rules = { .folder = folder, .any = any };
	size_t count = 99;

	assert_int_equal(sticks_find(&rules, found, &count), ERR_OK);
	return count;
}

static enum err
write_x(const char *id, char name[static SAVE_NAME])
{
	const struct stick_rules rules = { .folder = folder, .any = true };

	snprintf(name, SAVE_NAME, "x.pdf");
	return sticks_write(&rules, id, name, paper, sizeof(paper));
}

static void
assert_file(const char *name, const void *bytes, size_t len)
{
	char path[192], have[256];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", stick, name);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	n = read(fd, have, sizeof(have));
	close(fd);
	assert_int_equal(n, len);
	assert_memory_equal(have, bytes, len);
}

#define NEED_ALONE() do { if (!alone) skip(); } while (0)

static void
test_a_mount_is_found(void **state)
{
	(void)state;
	NEED_ALONE();
	assert_int_equal(look(true), 1);
	assert_string_equal(found[0].seen.label, "MY STICK");
	assert_false(found[0].seen.read_only);
	assert_true(found[0].seen.free > 0 && found[0].seen.free <= 65536);
	/* A tmpfs has no disk that says it is removable. */
	assert_int_equal(look(false), 0);
}

/* A plain folder there is the terminal's own disk. */
static void
test_a_folder_is_no_stick(void **state)
{
	char name[SAVE_NAME];

	(void)state;
	if (alone)
		assert_int_equal(umount2(stick, MNT_DETACH), 0);
	assert_int_equal(look(true), 0);
	assert_int_equal(write_x("1-2-3", name), ERR_SAVE_GONE);
}

/* The disk of "/" mounted once more is still the terminal's own. */
static void
test_the_own_disk_is_no_stick(void **state)
{
	(void)state;
	NEED_ALONE();
	assert_int_equal(umount2(stick, MNT_DETACH), 0);
	assert_int_equal(mount("/", stick, NULL, MS_BIND, NULL), 0);
	assert_int_equal(look(true), 0);
}

static void
test_written_whole_under_a_free_name(void **state)
{
	char name[SAVE_NAME], path[192];
	struct stat st;

	(void)state;
	NEED_ALONE();
	assert_int_equal(look(true), 1);
	assert_int_equal(write_x(found[0].seen.id, name), ERR_OK);
	assert_string_equal(name, "x.pdf");
	assert_file("x.pdf", paper, sizeof(paper));
	assert_int_equal(write_x(found[0].seen.id, name), ERR_OK);
	assert_string_equal(name, "x-2.pdf");
	assert_file("x-2.pdf", paper, sizeof(paper));
	snprintf(path, sizeof(path), "%s/.cilingir.part", stick);
	assert_int_not_equal(stat(path, &st), 0);
}

/* The folder for receipts is a plain one. */
static void
test_kept(void **state)
{
	char name[SAVE_NAME] = "x.pdf", path[192];

	(void)state;
	assert_int_equal(sticks_keep(stick, name, paper, sizeof(paper)),
	    ERR_OK);
	assert_file("x.pdf", paper, sizeof(paper));
	assert_int_equal(sticks_keep(stick, name, paper, sizeof(paper)),
	    ERR_OK);
	assert_string_equal(name, "x-2.pdf");
	snprintf(path, sizeof(path), "%s/x-2.pdf", stick);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/nowhere", stick);
	assert_int_equal(sticks_keep(path, name, paper, sizeof(paper)),
	    ERR_SAVE_GONE);
}

/* Those of exactly `size` equal letters; they are removed. */
static int
take_whole(size_t size)
{
	char path[192], text[SHARED_SIZE + 1];
	int count = 0;
	size_t n, same;
	FILE *in;

	for (int i = 1; i <= WRITERS * EACH; i++) {
		snprintf(path, sizeof(path), i == 1 ? "%s/k.txt" :
		    "%s/k-%d.txt", stick, i);
		in = fopen(path, "r");
		if (in == NULL)
			continue;
		n = fread(text, 1, sizeof(text), in);
		fclose(in);
		for (same = 0; same < n && text[same] == text[0]; same++)
			continue;
		count += n == size && same == n;
		assert_int_equal(unlink(path), 0);
	}
	return count;
}

/* Several terminals with one folder: each receipt is there, and whole. */
static void
test_keep_at_once(void **state)
{
	static char shared[SHARED_SIZE];
	char name[SAVE_NAME];
	pid_t child[WRITERS];
	int status;

	(void)state;
	for (int i = 0; i < WRITERS; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] > 0)
			continue;
		memset(shared, 'a' + i, sizeof(shared));
		for (int n = 0; n < EACH; n++) {
			snprintf(name, sizeof(name), "k.txt");
			if (sticks_keep(stick, name, shared,
			    sizeof(shared)) != ERR_OK)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(take_whole(SHARED_SIZE), WRITERS * EACH);
}

static void
test_read_only(void **state)
{
	char name[SAVE_NAME];

	(void)state;
	NEED_ALONE();
	assert_int_equal(mount(NULL, stick, NULL, MS_REMOUNT | MS_RDONLY,
	    NULL), 0);
	assert_int_equal(look(true), 1);
	assert_true(found[0].seen.read_only);
	assert_int_equal(write_x(found[0].seen.id, name), ERR_SAVE_READ_ONLY);
}

static void
fill_up(void)
{
	static const char zero[4096];
	char path[192];
	int fd;

	snprintf(path, sizeof(path), "%s/full", stick);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	while (write(fd, zero, sizeof(zero)) > 0)
		;
	close(fd);
}

static void
test_full(void **state)
{
	char name[SAVE_NAME], path[192];
	struct stat st;

	(void)state;
	NEED_ALONE();
	fill_up();
	assert_int_equal(look(true), 1);
	assert_int_equal(write_x(found[0].seen.id, name), ERR_SAVE_FULL);
	snprintf(path, sizeof(path), "%s/x.pdf", stick);
	assert_int_not_equal(stat(path, &st), 0);
	snprintf(path, sizeof(path), "%s/.cilingir.part", stick);
	assert_int_not_equal(stat(path, &st), 0);
}

/* Pulled after it was chosen, and another one put in its place. */
static void
test_pulled_meanwhile(void **state)
{
	char id[SAVE_ID], name[SAVE_NAME];

	(void)state;
	NEED_ALONE();
	assert_int_equal(look(true), 1);
	memcpy(id, found[0].seen.id, sizeof(id));
	assert_int_equal(umount2(stick, MNT_DETACH), 0);
	assert_int_equal(write_x(id, name), ERR_SAVE_GONE);
	/* Its number may be given again: it is the device that differs. */
	assert_int_equal(mount("other", folder, "tmpfs", 0, NULL), 0);
	assert_int_equal(mkdir(stick, 0700), 0);
	assert_int_equal(mount("stick", stick, "tmpfs", 0, "size=64k"), 0);
	assert_int_equal(write_x(id, name), ERR_SAVE_GONE);
	assert_int_equal(umount2(stick, MNT_DETACH), 0);
	assert_int_equal(umount2(folder, MNT_DETACH), 0);
}

static void
test_no_folder_no_sticks(void **state)
{
	const struct stick_rules rules = { .folder = NULL, .any = true };
	size_t count = 99;

	(void)state;
	assert_int_equal(sticks_find(&rules, found, &count), ERR_OK);
	assert_int_equal(count, 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_a_mount_is_found),
		TEST(test_a_folder_is_no_stick),
		TEST(test_the_own_disk_is_no_stick),
		TEST(test_written_whole_under_a_free_name),
		TEST(test_kept),
		TEST(test_keep_at_once),
		TEST(test_read_only),
		TEST(test_full),
		TEST(test_pulled_meanwhile),
		TEST(test_no_folder_no_sticks),
	};

	alone = unshare(CLONE_NEWNS) == 0 &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
	if (!alone)
		print_message("no mount namespace: most is skipped\n");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
