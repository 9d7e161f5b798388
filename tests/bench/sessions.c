/* Many terminals side by side: what each costs while nobody does anything,
 * while a countdown runs, and what a key costs then.
 *
 *	sessions N SECONDS HELLO IDENTITY…
 *
 * Hello first, N of them; then N real terminals of N holders, each on a
 * pseudo-terminal of its own, no card in the reader.  $W/cilingir-I.yaml is
 * the I-th one's configuration. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "family.h"
#include "visit.h"

#define SESSIONS_MAX 200
#define KEYS_LOGIN 8		/* the identity number has room for more */
#define KEYS_CODE 5
#define PASSES 25

struct crowd {
	struct vt *vt[SESSIONS_MAX];
	struct family family[SESSIONS_MAX];
	size_t count;
	int seconds;
};

/* What a while of nothing has cost, for each session and second. */
struct rest {
	double wakeups, cpu_percent, bytes;
};

static void
pump_all(const struct crowd *c, int ms)
{
	for (size_t i = 0; i < c->count; i++) {
		if (!vt_pump(c->vt[i], i == 0 ? ms : 0))
			cannot("a terminal has ended");
	}
}

static void
use_all(const struct crowd *c, struct family_use *use, size_t *bytes)
{
	memset(use, 0, sizeof(*use));
	*bytes = 0;
	for (size_t i = 0; i < c->count; i++) {
		struct family_use one;
		size_t len;

		family_use(&c->family[i], &one);
		use->switches += one.switches;
		use->cpu_ns += one.cpu_ns;
		(void)vt_raw(c->vt[i], &len);
		*bytes += len;
	}
}

static struct rest
rest(struct crowd *c)
{
	struct family_use before, after;
	size_t bytes_before, bytes_after;
	int64_t begin;
	double s, each;

	for (size_t i = 0; i < c->count; i++)
		family_find(vt_pid(c->vt[i]), &c->family[i]);
	use_all(c, &before, &bytes_before);
	begin = now_ns();
	while (ms_since(begin) < c->seconds * 1000.0)
		pump_all(c, 50);
	use_all(c, &after, &bytes_after);
	s = ms_since(begin) / 1000;
	each = s * (double)c->count;
	return (struct rest){
		.wakeups = (double)(after.switches - before.switches) / each,
		.cpu_percent = (double)(after.cpu_ns - before.cpu_ns) / 1e7 /
		    s,
		.bytes = (double)(bytes_after - bytes_before) / each,
	};
}

static double
pss_each(struct crowd *c, const char *without)
{
	double kb = 0;

	for (size_t i = 0; i < c->count; i++) {
		family_find(vt_pid(c->vt[i]), &c->family[i]);
		kb += family_pss(&c->family[i], without);
	}
	return kb / 1024 / (double)c->count;
}

static void
end_all(struct crowd *c)
{
	for (size_t i = 0; i < c->count; i++)
		vt_free(&c->vt[i]);
	c->count = 0;
}

/* N of a peer: its memory each. */
static void
start_peers(struct crowd *c, size_t n, char **argv, const char *mark)
{
	for (c->count = 0; c->count < n; c->count++) {
		c->vt[c->count] = vt_start(argv, NULL, "xterm-256color", 24,
		    80);
		if (c->vt[c->count] == NULL)
			cannot("%s cannot be started", argv[0]);
		visit_wait(c->vt[c->count], mark);
	}
}

static void
measure_peers(struct crowd *c, size_t n, char *hello)
{
	static char dialog[] = "/usr/bin/dialog", form[] = "--form",
	    text[] = "Kod", h[] = "12", w[] = "60", fh[] = "2",
	    label[] = "Kod:", one[] = "1", empty[] = "", col[] = "12",
	    len[] = "10", tick[] = "tick";
	char *dialog_argv[] = { dialog, form, text, h, w, fh, label, one, one,
	    empty, one, col, len, len, NULL };
	char *hello_argv[] = { hello, NULL }, *tick_argv[] = { hello, tick,
	    NULL };
	struct rest r;

	start_peers(c, n, dialog_argv, "Cancel");
	figure("pss.dialog", pss_each(c, NULL));
	end_all(c);
	start_peers(c, n, hello_argv, "Çıkış");
	figure("pss.hello", pss_each(c, NULL));
	end_all(c);
	start_peers(c, n, tick_argv, "Çıkış");
	r = rest(c);
	figure("tick_wakeups.hello", r.wakeups);
	figure("tick_cpu.hello", r.cpu_percent);
	figure("tick_bytes.hello", r.bytes);
	end_all(c);
}

static void
key_figures(const char *field, const char *who, const struct samples *ms,
    const struct samples *bytes)
{
	char name[64];

	snprintf(name, sizeof(name), "%s_ms.%s", field, who);
	figure(name, samples_median(ms));
	snprintf(name, sizeof(name), "%s_p99.%s", field, who);
	figure(name, samples_part(ms, 0.99));
	snprintf(name, sizeof(name), "%s_bytes.%s", field, who);
	figure(name, samples_median(bytes));
}

/* One terminal alone, in turn with hello. */
static void
measure_keys(char *hello)
{
	static struct samples ms[2], bytes[2];
	char *argv[] = { hello, NULL };
	struct vt *ours = visit_start("cilingir-0.yaml");
	struct vt *floor = vt_start(argv, NULL, "xterm-256color", 24, 80);

	if (floor == NULL)
		cannot("%s cannot be started", hello);
	visit_wait(floor, "Çıkış");
	visit_to_login(ours);
	for (int i = 0; i < PASSES; i++) {
		visit_keys(ours, KEYS_LOGIN, &ms[0], &bytes[0]);
		visit_keys(floor, KEYS_LOGIN, &ms[1], &bytes[1]);
	}
	key_figures("key", "cilingir", &ms[0], &bytes[0]);
	key_figures("key", "hello", &ms[1], &bytes[1]);
	vt_free(&ours);
	vt_free(&floor);
}

static void
measure_libraries(struct vt *vt)
{
	static const char *const never[] = { "libssl", "libcurl",
	    "libgnutls", "libpcsclite", "libcrypto" };
	int n = 0;

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		n += family_maps(vt_pid(vt), never[i]);
	if (family_maps(vt_pid(vt), "libncursesw") == 0)
		cannot("the terminal's memory map");
	figure("libraries.cilingir", n);
}

static void
measure_idle(struct crowd *c)
{
	struct rest r;

	for (size_t i = 0; i < c->count; i++)
		visit_wait(c->vt[i], visit_env("S_PORTAL_ON"));
	figure("pss_before.cilingir", pss_each(c, "cilingir-net"));
	figure("pss_welcome.cilingir", pss_each(c, NULL));
	r = rest(c);
	figure("idle_wakeups.cilingir", r.wakeups);
	figure("idle_cpu.cilingir", r.cpu_percent);
}

static void
measure_ticking(struct crowd *c)
{
	static struct samples ms, bytes;
	struct rest r;

	figure("pss_work.cilingir", pss_each(c, NULL));
	r = rest(c);
	figure("tick_wakeups.cilingir", r.wakeups);
	figure("tick_cpu.cilingir", r.cpu_percent);
	figure("tick_bytes.cilingir", r.bytes);
	for (int i = 0; i < PASSES; i++) {
		visit_keys(c->vt[0], KEYS_CODE, &ms, &bytes);
		pump_all(c, 0);
	}
	key_figures("key_ticking", "cilingir", &ms, &bytes);
}

int
main(int argc, char **argv)
{
	static struct crowd c;
	char config[64];
	size_t n = argc > 4 ? strtoul(argv[1], NULL, 10) : 0;

	if (n < 1 || n > SESSIONS_MAX || (size_t)argc < 4 + n) {
		fprintf(stderr, "usage: sessions N SECONDS HELLO "
		    "IDENTITY…\n");
		return 2;
	}
	c.seconds = (int)strtol(argv[2], NULL, 10);
	measure_keys(argv[3]);
	measure_peers(&c, n, argv[3]);
	for (c.count = 0; c.count < n; c.count++) {
		snprintf(config, sizeof(config), "cilingir-%zu.yaml",
		    c.count);
		c.vt[c.count] = visit_start(config);
	}
	measure_idle(&c);
	measure_libraries(c.vt[0]);
	for (size_t i = 0; i < n; i++) {
		visit_to_login(c.vt[i]);
		visit_to_code(c.vt[i], argv[4 + i]);
		pump_all(&c, 0);
	}
	measure_ticking(&c);
	end_all(&c);
	return 0;
}
