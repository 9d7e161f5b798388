#include "app/run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/events.h"
#include "app/front.h"
#include "app/journal_slot.h"
#include "app/parts.h"
#include "app/place.h"
#include "app/publish.h"
#include "app/service.h"
#include "app/session_socket.h"
#include "app/tally.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/secret.h"
#include "base/statement.h"
#include "card/card.h"
#include "core/session.h"
#include "loop/loop.h"
#include "remote/remote.h"
#include "save/save.h"

struct app {
	const struct config *config;
	struct loop *loop;
	struct screens *screens;
	struct card *card;
	struct remote *remote;
	struct save *save;
	struct session *session;
	struct session_config session_config;
	char audience[STATEMENT_AUDIENCE_MAX];
	struct place place;
	struct journal_slot journal;
	struct front *front;
	bool plain;		/* the front is line by line */
	struct loop_signal *term, *hup;
	struct events events;
	struct tally *tally;		/* NULL: nobody counts */
	struct publish *publish;	/* NULL: nobody can look */
	struct service *service;
	bool leaving;
	char error[CONFIG_PATH_MAX + 256];
};

static void
ended(void *arg)
{
	struct app *a = arg;

	loop_stop(a->loop);
}

static void
leave(void *arg)
{
	struct app *a = arg;

	if (a->leaving)
		return;
	a->leaving = true;
	(void)notify_manager("STOPPING=1");
	session_shutdown(a->session, ended, a);
}

static enum err
open_events(struct app *a)
{
	const struct config *c = a->config;
	enum err e = events_open(&a->events, c->log, c->syslog);

	if (e != ERR_OK)
		snprintf(a->error, sizeof(a->error), "%s: the log cannot be "
		    "opened", c->log);
	return e;
}

static enum err
open_tally(struct app *a)
{
	return a->config->metrics[0] == '\0' ? ERR_OK :
	    tally_new(a->config->metrics, &a->tally);
}

static enum err
open_publish(struct app *a)
{
	const struct config *c = a->config;

	return c->watch.folder[0] == '\0' ? ERR_OK : publish_new(a->loop,
	    c->watch.folder, c->watch.group, c->portal.terminal,
	    a->tally != NULL ? tally_observer(a->tally) : NULL, &a->publish);
}

/* Who is told of the session behind the service manager. */
static const struct session_observer *
told_next(struct app *a)
{
	if (a->publish != NULL)
		return publish_observer(a->publish);
	return a->tally != NULL ? tally_observer(a->tally) : NULL;
}

static enum err
open_secrets(struct app *a)
{
	enum secret_heap heap = secret_heap_init();

	a->place.heap = heap;
	if (heap == SECRET_HEAP_UNLOCKED)
		log_event(LOG_WARN, "secret.unlocked",
		    "memory cannot be locked; see LimitMEMLOCK");
	if (heap != SECRET_HEAP_NONE)
		return ERR_OK;
	snprintf(a->error, sizeof(a->error),
	    "no memory for secrets could be set aside");
	return ERR_NO_MEMORY;
}

static enum err
make_session(struct app *a)
{
	const struct config *c = a->config;
	struct session_parts parts = { a->loop, a->screens, a->card,
	    a->remote, a->save };

	journal_slot_take(&a->journal, c->journal);
	parts_audience(c->portal.url, a->audience);
	a->session_config = (struct session_config){
		.terminal = c->portal.terminal,
		.audience = a->audience,
		.brand = c->brand,
		.call_centre = c->call_centre,
		.journal = a->journal.path,
		.exit_allowed = c->exit,
		.lang = (enum lang)c->language,
		.idle_s = c->idle.after_s,
		.warn_s = c->idle.warn_s,
		.card_deadline_ms = c->card.wait_s * 1000,
		.portal_deadline_ms = c->portal.wait_s * 1000,
		.require_portal = true,
		.secrets_pause = c->secrets.pause,
		.operator_required = c->operator == CONFIG_OPERATOR_REQUIRED,
		.captcha_words = a->plain,	/* no picture line by line */
		.keyboard = !a->plain,
		.look = place_look_arg,
		.look_arg = &a->place,
		.printer = c->save.printer[0] != '\0',
		.receipts = c->save.receipts[0] != '\0',
		.observer = service_observer(a->service),
	};
	a->session_config.withheld = ~c->offer;
	a->session_config.one_language =
	    c->languages != (1u << LANG_COUNT) - 1;
	for (int i = 0; i < LANG_COUNT; i++)
		a->session_config.notice.in[i] = parts_said(c->notice.in[i]);
	return session_new(&a->session_config, &parts, &a->session);
}

/* SIGTERM and SIGHUP: as if the person had gone.  Before curses takes the
 * terminal, which leaves alone what is handled already. */
static enum err
watch_signals(struct app *a)
{
	enum err e;

	(void)signal(SIGPIPE, SIG_IGN);
	e = loop_signal_new(a->loop, SIGTERM, leave, a, &a->term);
	if (e == ERR_OK)
		e = loop_signal_new(a->loop, SIGHUP, leave, a, &a->hup);
	return e;
}

/* All that the first paint needs, and nothing that starts a process. */
static enum err
make_parts(struct app *a)
{
	enum err e = open_events(a);

	if (e == ERR_OK)
		e = open_tally(a);
	if (e == ERR_OK)
		e = open_secrets(a);
	if (e == ERR_OK)
		e = loop_new(&a->loop);
	if (e == ERR_OK)
		e = open_publish(a);
	if (e == ERR_OK)
		e = service_new(a->loop, told_next(a), &a->service);
	if (e == ERR_OK)
		e = watch_signals(a);
	if (e == ERR_OK)
		e = screens_open(a->config->screens, &a->screens, a->error,
		    sizeof(a->error));
	if (e == ERR_OK)
		e = parts_card(a->loop, a->config, &a->card, a->error,
		    sizeof(a->error));
	if (e == ERR_OK)
		e = parts_remote(a->loop, a->config, &a->remote, a->error,
		    sizeof(a->error));
	if (e == ERR_OK)
		e = parts_save(a->loop, a->config, &a->save, a->error,
		    sizeof(a->error));
	if (e == ERR_OK)
		e = make_session(a);
	return e;
}

/* Keeps the first finding. */
static void
keep_first(void *arg, const char *line)
{
	struct app *a = arg;

	if (a->error[0] == '\0')
		snprintf(a->error, sizeof(a->error), "%s", line);
}

static enum err
load_rest(struct app *a)
{
	enum err e;

	e = screens_load_all(a->screens, a->error, sizeof(a->error));
	if (e == ERR_OK)
		e = screens_check(a->screens, session_vocabulary(),
		    keep_first, a);
	return e;
}

static void
free_parts(struct app *a)
{
	front_free(&a->front);
	session_free(&a->session);
	journal_slot_leave(&a->journal);
	if (a->card != NULL)
		a->card->ops->close(&a->card);
	if (a->remote != NULL)
		a->remote->ops->close(&a->remote);
	if (a->save != NULL)
		a->save->ops->close(&a->save);
	screens_free(&a->screens);
	publish_free(&a->publish);
	service_free(&a->service);
	loop_signal_free(&a->term);
	loop_signal_free(&a->hup);
	/* The terminal is its owner's again; the helpers have half a second to
	 * pass on what they were told last (loop/child.h). */
	if (a->loop != NULL) {
		loop_run(a->loop);
		loop_free(&a->loop);
	}
	tally_free(&a->tally);
	events_close(&a->events);
}

static int
status_of(const struct app *a, enum err e)
{
	if (e == ERR_OK)
		return EXIT_FINE;
	if (e == ERR_SYNTAX || e == ERR_NOT_FOUND || e == ERR_TOO_BIG ||
	    e == ERR_ARGUMENT)
		return EXIT_WRONG;
	if (e == ERR_SOCKET_NONE || e == ERR_SOCKET_FOREIGN)
		return EXIT_TERMINAL;
	return e == ERR_REFUSED && a->front == NULL ? EXIT_TERMINAL :
	    EXIT_FAILED;
}

static void
say_why(const struct app *a, enum err e)
{
	if (e == ERR_SOCKET_NONE || e == ERR_SOCKET_FOREIGN)
		session_socket_explain(a->config, e);
	else
		fprintf(stderr, "cilingir: %s\n", a->error[0] != '\0' ?
		    a->error : err_name(e));
}

int
run(const struct config *config, const struct front_config *front,
    const struct config_sources *from)
{
	struct app a = { .config = config, .place.from = from,
	    .events = { .fd = -1 }, .journal.lock = -1,
	    .plain = front->plain };
	enum err e = make_parts(&a);
	int status;

	/* Line by line the first screen is said in words of any kind. */
	if (e == ERR_OK && a.plain)
		e = load_rest(&a);
	if (e == ERR_OK)
		e = front_new(a.loop, a.session, front, &a.front, a.error,
		    sizeof(a.error));
	/* The first screen is on the terminal; now the rest. */
	if (e == ERR_OK && !a.plain)
		e = load_rest(&a);
	if (e == ERR_OK)
		e = front_begin(a.front, leave, &a);
	if (e == ERR_OK) {
		if (a.publish != NULL)
			publish_session(a.publish, a.session);
		session_begin(a.session);
		service_ready(a.service);
		loop_run(a.loop);
	}
	status = status_of(&a, e);
	free_parts(&a);
	session_socket_leave(config->card.sockets);
	if (e != ERR_OK)
		say_why(&a, e);
	return status;
}
