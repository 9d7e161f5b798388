/* Sessions of a real sshd side by side: what each costs on the server's side,
 * sshd's own processes included, and what a key costs then.
 *
 *	ssh_sessions NAME SERVER N SECONDS MARK COMMAND…
 *
 * COMMAND is a client; "%" in a word is the number of the session.  It is
 * there when MARK is on its screen; SERVER is the pid of that sshd.  NAME
 * "cilingir" goes to the login for the keys, the others take them as they
 * are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "family.h"
#include "visit.h"

#define SESSIONS_MAX 100
#define WORDS_MAX 40
#define WORD_MAX 256
#define KEYS 8
#define PASSES 12

struct crowd {
	const char *name;
	int server;
	size_t count, wanted;
	struct vt *vt[SESSIONS_MAX];
	struct family family[SESSIONS_MAX];
};

static void
say(const struct crowd *c, const char *what, double value)
{
	char name[64];

	snprintf(name, sizeof(name), "ssh_%s.%s", what, c->name);
	figure(name, value);
}

/* The client of session `n`. */
static struct vt *
start_client(char **words, size_t n)
{
	static char text[WORDS_MAX][WORD_MAX];
	char *argv[WORDS_MAX + 1];
	size_t i;

	for (i = 0; words[i] != NULL && i < WORDS_MAX; i++) {
		const char *place = strchr(words[i], '%');

		if (place == NULL)
			snprintf(text[i], WORD_MAX, "%s", words[i]);
		else
			snprintf(text[i], WORD_MAX, "%.*s%zu%s",
			    (int)(place - words[i]), words[i], n, place + 1);
		argv[i] = text[i];
	}
	argv[i] = NULL;
	return vt_start(argv, NULL, "xterm-256color", 24, 80);
}

static void
start_all(struct crowd *c, const char *mark, char **words)
{
	for (c->count = 0; c->count < c->wanted; c->count++) {
		c->vt[c->count] = start_client(words, c->count);
		if (c->vt[c->count] == NULL)
			cannot("%s cannot be started", words[0]);
		visit_wait(c->vt[c->count], mark);
	}
}

/* What sshd has started for each of them. */
static void
find_all(struct crowd *c)
{
	int pids[SESSIONS_MAX];
	size_t n = family_children(c->server, pids, SESSIONS_MAX);

	if (n != c->count)
		cannot("%zu sessions of sshd, %zu clients", n, c->count);
	for (size_t i = 0; i < n; i++)
		family_find(pids[i], &c->family[i]);
}

static void
measure_memory(struct crowd *c)
{
	double kb = 0;

	find_all(c);
	for (size_t i = 0; i < c->count; i++)
		kb += family_pss(&c->family[i], NULL);
	say(c, "pss", kb / 1024 / (double)c->count);
}

static uint64_t
cpu_of_all(const struct crowd *c)
{
	struct family_use use;
	uint64_t ns = 0;

	for (size_t i = 0; i < c->count; i++) {
		family_use(&c->family[i], &use);
		ns += use.cpu_ns;
	}
	return ns;
}

static void
measure_rest(struct crowd *c, int seconds)
{
	int64_t begin;
	uint64_t before;

	for (size_t i = 0; i < c->count; i++)
		visit_settle(c->vt[i], 10);
	find_all(c);
	before = cpu_of_all(c);
	begin = now_ns();
	while (ms_since(begin) < seconds * 1000.0)
		for (size_t i = 0; i < c->count; i++)
			if (!vt_pump(c->vt[i], i == 0 ? 50 : 0))
				cannot("a session has ended");
	say(c, "cpu", (double)(cpu_of_all(c) - before) / 1e4 /
	    ms_since(begin));
}

static void
measure_keys(struct crowd *c)
{
	static struct samples ms, bytes;

	if (strcmp(c->name, "cilingir") == 0)
		visit_to_login(c->vt[0]);
	for (int i = 0; i < PASSES; i++)
		visit_keys(c->vt[0], KEYS, &ms, &bytes);
	say(c, "key_ms", samples_median(&ms));
	say(c, "key_p99", samples_part(&ms, 0.99));
}

int
main(int argc, char **argv)
{
	static struct crowd c;

	if (argc < 7) {
		fputs("usage: ssh_sessions NAME SERVER N SECONDS MARK "
		    "COMMAND…\n", stderr);
		return 2;
	}
	c.name = argv[1];
	c.server = (int)strtol(argv[2], NULL, 10);
	c.wanted = strtoul(argv[3], NULL, 10);
	if (c.wanted < 1 || c.wanted > SESSIONS_MAX)
		cannot("that many sessions");
	start_all(&c, argv[5], argv + 6);
	measure_memory(&c);
	measure_rest(&c, (int)strtol(argv[4], NULL, 10));
	measure_keys(&c);
	for (size_t i = 0; i < c.count; i++)
		vt_free(&c.vt[i]);
	return 0;
}
