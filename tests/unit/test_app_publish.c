/* The operator's view: who may look, what comes, what never does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/glance_line.h"
#include "app/publish.h"
#include "base/clock.h"
#include "core/state.h"
#include "fake/stage.h"
#include "loop/loop.h"

#define EVENTS 4000

static struct stage t;
static struct publish *publish;
static char folder[64], path[96];
static uint32_t seed;

static unsigned
pick(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 16) % below;
}

static int
setup(void **state)
{
	const struct group *own = getgrgid(getegid());

	(void)state;
	if (own == NULL)
		return -1;
	snprintf(folder, sizeof(folder), "/tmp/test_publish_XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/%u-0.sock", folder,
	    (unsigned)geteuid());
	stage_open(&t);
	assert_int_equal(publish_new(t.loop, folder, own->gr_name, "kiosk 1",
	    NULL, &publish), ERR_OK);
	t.config.observer = publish_observer(publish);
	publish_session(publish, t.session);
	stage_begin(&t);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	publish_free(&publish);
	t.config.observer = NULL;
	assert_int_not_equal(access(path, F_OK), 0);
	stage_close(&t);
	for (int n = 0; n < 2; n++) {
		snprintf(path, sizeof(path), "%s/%u-%d.lock", folder,
		    (unsigned)geteuid(), n);
		unlink(path);
	}
	return rmdir(folder);
}

static int
look(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof(name)),
	    0);
	for (int i = 0; i < 5; i++)
		loop_turn(t.loop, 0);
	loop_timers_due(t.loop);
	return fd;
}

/* All that has come, the last line of it for glance_read(). */
static size_t
heard(int fd, char *text, size_t size)
{
	ssize_t n = recv(fd, text, size - 1, MSG_DONTWAIT);

	text[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static struct glance
last_glance(int fd)
{
	char text[8192], terminal[GLANCE_NAME], *line;
	struct glance g;

	loop_timers_due(t.loop);
	assert_true(heard(fd, text, sizeof(text)) > 0);
	text[strlen(text) - 1] = '\0';
	line = strrchr(text, '\n');
	line = line != NULL ? line + 1 : text;
	assert_int_equal(glance_read(line, t.screens, &g, terminal), ERR_OK);
	assert_string_equal(terminal, "kiosk_1");
	return g;
}

static void
test_visit(void **state)
{
	struct glance g;
	struct stat st;
	int fd;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(st.st_gid, getegid());
	fd = look();
	g = last_glance(fd);
	assert_string_equal(g.screen->id, "welcome");
	assert_int_equal(g.left, -1);
	stage_to_sms(&t);
	g = last_glance(fd);
	assert_string_equal(g.screen->id, "sms-code");
	assert_string_equal(g.case_no, t.session->case_no);
	assert_int_equal(g.left, 300);
	assert_int_equal(g.last, ERR_OK);
	fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_CODE_WRONG, 403);
	stage_type(&t, "111111");
	stage_key(&t, REQ_PRESS);
	g = last_glance(fd);
	assert_int_equal(g.last, ERR_CODE_WRONG);
	/* Nothing has changed: nothing comes. */
	loop_timers_due(t.loop);
	close(fd);
	for (int i = 0; i < 5; i++)
		loop_turn(t.loop, 0);
	/* Whoever comes later sees it at once. */
	fd = look();
	g = last_glance(fd);
	assert_int_equal(g.last, ERR_CODE_WRONG);
	close(fd);
}

static void
assert_no_secret(const char *text)
{
	static const char *const secrets[] = { STAGE_IDENTITY, STAGE_PIN,
	    "123456", FAKE_LETTER_PIN, FAKE_LETTER_PUK, "GizliSoz" };

	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strstr(text, secrets[i]) != NULL)
			fail_msg("%s", text);
	if (t.session->visit.name[0] != '\0')
		assert_null(strstr(text, t.session->visit.name));
}

/* Forwards now and then, so that secrets are typed and shown. */
static void
do_something(void)
{
	static const enum request_kind kinds[] = { REQ_NEXT, REQ_PREV,
	    REQ_PRESS, REQ_PRESS, REQ_PRESS, REQ_BACK, REQ_HELP, REQ_LANGUAGE,
	    REQ_HIDE, REQ_LARGE, REQ_LEAVE };
	const char *id = t.session->screen->id;

	if (t.session->run.action != NULL || t.session->help || pick(3) == 0)
		stage_key(&t, kinds[pick(sizeof(kinds) / sizeof(kinds[0]))]);
	else if (strcmp(id, "password-login") == 0)
		stage_fill_login(&t);
	else if (strcmp(id, "sms-code") == 0)
		stage_type(&t, "123456");
	else if (strcmp(id, "unlock-pin") == 0)
		stage_fill_pin(&t, STAGE_PIN);
	else
		stage_key(&t, REQ_PRESS);
	if (pick(12) == 0)
		fake_remote_fail(&t.remote, (enum wire_op)pick(WIRE_OP_COUNT),
		    pick(2) == 0 ? ERR_PORTAL_AWAY : ERR_SESSION_ENDED,
		    (int)pick(2) * 403);
	if (pick(40) == 0)
		stage_wait(&t, (int)pick(90));
}

static void
test_random_walk(void **state)
{
	static char text[65536];
	unsigned lines = 0;
	int fd;

	(void)state;
	seed = 20261129;
	fd = look();
	for (int i = 0; i < EVENTS; i++) {
		do_something();
		loop_timers_due(t.loop);
		if (heard(fd, text, sizeof(text)) == 0)
			continue;
		assert_no_secret(text);
		for (const char *at = text; *at != '\0'; at++)
			lines += *at == '\n';
	}
	assert_true(lines > EVENTS / 20);
	close(fd);
}

static void
test_who(void **state)
{
	static const gid_t groups[] = { 100, 4711 };

	(void)state;
	assert_true(publish_allows(0, 0, NULL, 0, 4711));
	assert_true(publish_allows(1000, 4711, NULL, 0, 4711));
	assert_true(publish_allows(1000, 100, groups, 2, 4711));
	assert_false(publish_allows(1000, 100, groups, 1, 4711));
	assert_false(publish_allows(1000, 1000, NULL, 0, 4711));
}

/* No folder, no group: the person at the terminal does not notice. */
static void
test_off(void **state)
{
	struct publish *p;

	(void)state;
	assert_int_equal(publish_new(t.loop, "/nowhere/at/all", "root", "x",
	    NULL, &p), ERR_OK);
	publish_free(&p);
	assert_int_equal(publish_new(t.loop, folder, "no-such-group-here",
	    "x", NULL, &p), ERR_OK);
	publish_free(&p);
	assert_int_equal(access(path, F_OK), 0);
}

/* A line of somebody else's making. */
static void
test_lines(void **state)
{
	static const char *const bad[] = { "", "1", "1 ", "2 terminal=a "
	    "screen=welcome error=ok case=- operator=- left=1 busy=0",
	    "1 terminal=a screen=nowhere error=ok case=- "
	    "operator=- left=1 busy=0",
	    "1 terminal=a screen=welcome error=what case=- "
	    "operator=- left=1 busy=0",
	    "1 terminal=a screen=welcome error=ok case=7K2M-9XRQ "
	    "operator=- left=1 busy=0",
	    "1 terminal=a screen=welcome error=ok case=- "
	    "operator=- left=-2 busy=0",
	    "1 terminal=a screen=welcome error=ok case=- "
	    "operator=- left=1x busy=0",
	    "1 terminal=a screen=welcome error=ok case=- "
	    "operator=- left=1 busy=2",
	    "1 terminal=a screen=welcome error=ok case=- "
	    "operator=- left=1 busy=0 more=1",
	    "1 terminal=a screen=welcome error=ok case=- left=1 busy=0",
	    "1 terminal=a screen=welcome error=ok case=- "
	    "operator=abcdefghijklmnopqrstuvwxyz0123456 left=1 busy=0",
	    "1 screen=welcome error=ok case=- operator=- left=1 busy=0" };
	char line[256], terminal[GLANCE_NAME];
	struct glance g;

	(void)state;
	snprintf(line, sizeof(line), "1 terminal=a\033[2J screen=welcome "
	    "error=ok case=7K2M-9XRP operator=ay\033se left=-1 busy=1");
	assert_int_equal(glance_read(line, t.screens, &g, terminal), ERR_OK);
	assert_string_equal(terminal, "a__2J");
	assert_string_equal(g.case_no, "7K2M-9XRP");
	assert_string_equal(g.operator, "ay_se");
	assert_true(g.busy);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "%s", bad[i]);
		assert_int_equal(glance_read(line, t.screens, &g, terminal),
		    ERR_SYNTAX);
	}
}

/* What a terminal that was killed has left is gone with the next one; one that
 * lives keeps its name. */
static void
test_dead(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	const struct group *own = getgrgid(getegid());
	struct publish *other = NULL;
	char second[96], third[96];
	struct stat st;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	snprintf(second, sizeof(second), "%s/%u-1.sock", folder,
	    (unsigned)geteuid());
	snprintf(third, sizeof(third), "%s/%u-2.sock", folder,
	    (unsigned)geteuid());
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", second);
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(fd, 1), 0);
	close(fd);
	assert_int_equal(stat(second, &st), 0);
	assert_int_equal(publish_new(t.loop, folder, own->gr_name, "desk 2",
	    NULL, &other), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(stat(second, &st), 0);
	assert_int_not_equal(stat(third, &st), 0);
	publish_free(&other);
	assert_int_not_equal(stat(second, &st), 0);
	assert_int_equal(stat(path, &st), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_visit),
		TEST(test_random_walk),
		TEST(test_who),
		TEST(test_off),
		TEST(test_lines),
		TEST(test_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
