#include "app/cmd_doctor.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/config.h"
#include "app/options.h"
#include "app/parts.h"
#include "app/place.h"
#include "app/run.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "card/tools.h"
#include "core/journal.h"
#include "loop/loop.h"
#include "remote/remote.h"

#define PORTAL_MS 15000
#define SCREEN "doctor"
#define LABEL_CELLS 34

struct work {
	const struct config *config;
	struct doctor_report report;
	struct loop *loop;
	struct card *card;
	struct remote *remote;
	struct words words;
	int open;		/* answers that have not come */
};

static void
one_less(struct work *w)
{
	if (--w->open == 0)
		loop_stop(w->loop);
}

static void
certificates_read(void *arg, enum err e, const struct card_certs *certs)
{
	struct work *w = arg;

	doctor_certificates(&w->report, e, certs, clock_wall_s());
	one_less(w);
}

static int64_t
card_deadline(const struct work *w)
{
	return clock_now_ms() + (int64_t)w->config->card.wait_s * 1000;
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct work *w = arg;

	doctor_card(&w->report, e, info);
	if (w->report.of[DOCTOR_CARD].state != DOCTOR_FINE ||
	    w->report.of[DOCTOR_KIND].state != DOCTOR_FINE ||
	    w->card->tools->certificates(w->card, card_deadline(w),
	    certificates_read, w) != ERR_OK)
		one_less(w);
}

static void
answered(void *arg, const struct remote_result *r)
{
	struct work *w = arg;

	doctor_portal(&w->report, r, clock_wall_s());
	one_less(w);
}

/* A helper that is not there is found by place_look(). */
static enum err
ask_card(struct work *w)
{
	const struct card_info none = { .presence = CARD_NO_SERVICE,
	    .trouble = ERR_SOCKET_NONE };
	const struct card_info foreign = { .presence = CARD_NO_SERVICE,
	    .trouble = ERR_SOCKET_FOREIGN };
	char error[CONFIG_PATH_MAX + 80];
	enum err e = parts_card(w->loop, w->config, &w->card, error,
	    sizeof(error));

	if (e == ERR_OK)
		e = w->card->ops->identify(w->card, card_deadline(w),
		    identified, w);
	w->open += e == ERR_OK;
	if (e == ERR_SOCKET_NONE || e == ERR_SOCKET_FOREIGN)
		doctor_card(&w->report, ERR_OK, e == ERR_SOCKET_NONE ? &none :
		    &foreign);
	else if (e != ERR_NOT_FOUND)
		return e;
	return ERR_OK;
}

static enum err
ask_portal(struct work *w)
{
	const struct wire_request req = { 0 };
	char error[CONFIG_PATH_MAX + 80];
	uint32_t id;
	enum err e;

	if (w->config->portal.url[0] == '\0')
		return ERR_OK;
	e = parts_remote(w->loop, w->config, &w->remote, error,
	    sizeof(error));
	if (e == ERR_OK)
		e = w->remote->ops->call(w->remote, WIRE_HEALTH, &req,
		    clock_now_ms() + PORTAL_MS, answered, w, &id);
	w->open += e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
look(struct work *w, const struct config_sources *from)
{
	struct place place = { .from = from };
	struct doctor_place found;
	enum err e = loop_new(&w->loop);

	place.heap = secret_heap_init();
	if (e == ERR_OK)
		e = ask_card(w);
	if (e == ERR_OK)
		e = ask_portal(w);
	if (e == ERR_OK && w->open > 0)
		loop_run(w->loop);
	place_look(&place, &found);
	doctor_terminal(&w->report, &found, journal_try(w->config->journal));
	return e;
}

static void
say_now(char *out, size_t size)
{
	time_t now = (time_t)clock_wall_s();
	struct tm tm;

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
}

static const char *
state_name(enum doctor_state state)
{
	return state == DOCTOR_FINE ? "fine" : state == DOCTOR_TROUBLE ?
	    "trouble" : "unknown";
}

static json_t *
json_of(const struct work *w, enum doctor_check check)
{
	const struct doctor_finding *f = &w->report.of[check];
	char advice[1024];
	json_t *one = json_pack("{s:s, s:s, s:s}", "id", doctor_id(check),
	    "state", state_name(f->state), "detail", f->detail);

	if (one == NULL || f->about == ERR_OK)
		return one;
	doctor_advice(&w->words.of, f, advice, sizeof(advice));
	if (json_object_set_new(one, "error",
	    json_string(err_name(f->about))) != 0 ||
	    json_object_set_new(one, "code",
	    json_string(doctor_code(&w->words.of, f->about))) != 0 ||
	    json_object_set_new(one, "advice", json_string(advice)) != 0) {
		json_decref(one);
		one = NULL;
	}
	return one;
}

static int
print_json(const struct work *w, const char *codes)
{
	json_t *checks = json_array(), *all;
	char now[32];
	int status = EXIT_FAILED, i;

	say_now(now, sizeof(now));
	for (i = 0; i < DOCTOR_COUNT; i++)
		if (json_array_append_new(checks, json_of(w,
		    (enum doctor_check)i)) != 0)
			goto out;
	all = json_pack("{s:s, s:s, s:s, s:s, s:i, s:O}", "version", VERSION,
	    "terminal", w->config->portal.terminal, "time", now, "codes",
	    codes, "troubles", (int)doctor_troubles(&w->report, 0,
	    DOCTOR_COUNT - 1), "checks", checks);
	if (all != NULL && json_dumpf(all, stdout, JSON_INDENT(2)) == 0 &&
	    putchar('\n') != EOF)
		status = EXIT_FINE;
	json_decref(all);
out:
	json_decref(checks);
	return status;
}

/* Label, padded to a column. */
static void
print_row(const struct work *w, const char *step, const char *label)
{
	static const char *const marks[] = { [DOCTOR_UNKNOWN] = "[-]",
	    [DOCTOR_FINE] = "[x]", [DOCTOR_TROUBLE] = "[!]" };
	int pad = LABEL_CELLS - utf8_cells(label);
	char hint[DOCTOR_HINT];

	doctor_hint(&w->words.of, &w->report, step, hint, sizeof(hint));
	printf("%s %s", marks[doctor_of_step(&w->report, step)->state], label);
	if (hint[0] != '\0')
		printf("%*s%s", pad > 1 ? pad : 1, "", hint);
	putchar('\n');
}

/* The rows are those of the screen. */
static void
print_rows(const struct work *w)
{
	const struct screen *s = w->words.screens == NULL ? NULL :
	    screens_find(w->words.screens, SCREEN);
	const struct block *b;
	size_t i, j;

	if (s == NULL) {
		for (i = 0; i < DOCTOR_COUNT; i++)
			if (i == 0 || strcmp(doctor_step((enum doctor_check)
			    (i - 1)), doctor_step((enum doctor_check)i)) != 0)
				print_row(w, doctor_step((enum doctor_check)i),
				    doctor_step((enum doctor_check)i));
		return;
	}
	printf("%s\n", s->title.in[w->words.of.lang]);
	for (i = 0; i < s->block_count; i++) {
		b = &s->blocks[i];
		for (j = 0; b->kind == BLOCK_STEPS && j < b->step_count; j++)
			print_row(w, b->steps[j].id,
			    b->steps[j].text.in[w->words.of.lang]);
	}
}

static void
print_text(const struct work *w, const char *codes)
{
	const struct doctor_finding *f;
	char advice[1024], now[32];
	size_t i;

	print_rows(w);
	for (i = 0; i < DOCTOR_COUNT; i++) {
		f = &w->report.of[i];
		if (f->about == ERR_OK)
			continue;
		doctor_advice(&w->words.of, f, advice, sizeof(advice));
		printf("\n%s  %s\n", doctor_code(&w->words.of, f->about),
		    advice);
	}
	say_now(now, sizeof(now));
	printf("\n%s; %s; cilingir %s; %s\n", codes[0] != '\0' ? codes : "OK",
	    w->config->portal.terminal, VERSION, now);
}

static int
status_of(const struct doctor_report *r)
{
	int status = EXIT_FINE;

	if (doctor_troubles(r, DOCTOR_SERVICE, DOCTOR_CERTIFICATE) > 0)
		status += DOCTOR_EXIT_CARD;
	if (doctor_troubles(r, DOCTOR_PORTAL, DOCTOR_VERSION) > 0)
		status += DOCTOR_EXIT_PORTAL;
	if (doctor_troubles(r, DOCTOR_CONFIG, DOCTOR_DISPLAY) > 0)
		status += DOCTOR_EXIT_TERMINAL;
	return status;
}

static void
free_work(struct work *w)
{
	if (w->card != NULL)
		w->card->ops->close(&w->card);
	if (w->remote != NULL)
		w->remote->ops->close(&w->remote);
	words_close(&w->words);
	if (w->loop != NULL)
		loop_free(&w->loop);
}

int
cmd_doctor(const struct options *o, const struct config *config,
    const struct config_sources *from)
{
	struct work w = { .config = config };
	char codes[DOCTOR_CODES];
	int status = EXIT_FAILED;
	enum err e = look(&w, from);

	if (e != ERR_OK) {
		fprintf(stderr, "cilingir: %s\n", err_name(e));
		goto out;
	}
	words_open(&w.words, w.config);
	doctor_codes(&w.words.of, &w.report, codes, sizeof(codes));
	status = status_of(&w.report);
	if (!o->json)
		print_text(&w, codes);
	else if (print_json(&w, codes) != EXIT_FINE)
		status = EXIT_FAILED;
out:
	free_work(&w);
	return status;
}
