#include "app/run.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/front.h"
#include "base/log.h"
#include "base/secret.h"
#include "card/client.h"
#include "core/session.h"
#include "loop/loop.h"
#include "remote/client.h"
#include "wire/wire.h"

#define PORTAL_DEADLINE_MS 15000

struct app {
	const struct config *config;
	struct loop *loop;
	struct screens *screens;
	struct card *card;
	struct remote *remote;
	struct session *session;
	struct session_config session_config;
	struct front *front;
	struct loop_signal *term, *hup;
	int log_fd;
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
	session_shutdown(a->session, ended, a);
}

/* NULL for what was not said, as the clients want it. */
static const char *
said(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static enum err
open_log(struct app *a)
{
	const char *path = a->config->log;

	if (path[0] == '\0')
		return ERR_OK;
	a->log_fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (a->log_fd < 0) {
		snprintf(a->error, sizeof(a->error), "%s: the log cannot be "
		    "opened", path);
		return ERR_IO;
	}
	log_set_sink(log_sink_fd, &a->log_fd);
	return ERR_OK;
}

static enum err
open_secrets(struct app *a)
{
	enum secret_heap heap = secret_heap_init();

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
helper_path(struct app *a, const char *name, char out[static PATH_MAX])
{
	char path[CONFIG_PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/%s", a->config->helpers, name);
	if (realpath(path, out) != NULL && access(out, X_OK) == 0)
		return ERR_OK;
	snprintf(a->error, sizeof(a->error), "%s: the helper is not there "
	    "(configuration: helpers)", path);
	return ERR_NOT_FOUND;
}

static enum err
make_card(struct app *a)
{
	const struct config *c = a->config;
	struct card_client_config config = {
		.cards = c->card.cards,
		.link = c->card.link == CONFIG_LINK_MEMORY ? "memory" :
		    "pcsc",
		.state = said(c->card.state),
		.reader = said(c->card.reader),
		.read_ms = c->card.wait_s * 1000,
	};
	char program[PATH_MAX];
	enum err e = helper_path(a, "cilingir-card", program);

	config.program = program;
	return e != ERR_OK ? e : card_client_new(a->loop, &config, &a->card);
}

static enum err
make_remote(struct app *a)
{
	const struct config *c = a->config;
	struct remote_client_config config = {
		.url = c->portal.url,
		.ca = c->portal.ca,
		.pin = said(c->portal.pin),
		.cert = said(c->portal.certificate),
		.key = said(c->portal.key),
		.terminal = said(c->portal.terminal),
	};
	char program[PATH_MAX];
	enum err e = helper_path(a, "cilingir-net", program);

	config.helper = program;
	wire_init();
	return e != ERR_OK ? e :
	    remote_client_new(a->loop, &config, &a->remote);
}

static enum err
make_session(struct app *a)
{
	const struct config *c = a->config;
	struct session_parts parts = { a->loop, a->screens, a->card,
	    a->remote };

	a->session_config = (struct session_config){
		.terminal = c->portal.terminal,
		.brand = c->brand,
		.call_centre = c->call_centre,
		.journal = c->journal,
		.lang = (enum lang)c->language,
		.idle_s = c->idle.after_s,
		.warn_s = c->idle.warn_s,
		.card_deadline_ms = c->card.wait_s * 1000,
		.portal_deadline_ms = PORTAL_DEADLINE_MS,
		.require_portal = true,
	};
	for (int i = 0; i < LANG_COUNT; i++)
		a->session_config.notice.in[i] = said(c->notice.in[i]);
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
	enum err e = open_log(a);

	if (e == ERR_OK)
		e = open_secrets(a);
	if (e == ERR_OK)
		e = loop_new(&a->loop);
	if (e == ERR_OK)
		e = watch_signals(a);
	if (e == ERR_OK)
		e = screens_open(a->config->screens, &a->screens, a->error,
		    sizeof(a->error));
	if (e == ERR_OK)
		e = make_card(a);
	if (e == ERR_OK)
		e = make_remote(a);
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
	if (a->card != NULL)
		a->card->ops->close(&a->card);
	if (a->remote != NULL)
		a->remote->ops->close(&a->remote);
	screens_free(&a->screens);
	if (a->loop != NULL)
		loop_free(&a->loop);
	log_set_sink(NULL, NULL);
	if (a->log_fd >= 0)
		close(a->log_fd);
}

static int
status_of(const struct app *a, enum err e)
{
	if (e == ERR_OK)
		return EXIT_FINE;
	if (e == ERR_SYNTAX || e == ERR_NOT_FOUND || e == ERR_TOO_BIG ||
	    e == ERR_ARGUMENT)
		return EXIT_WRONG;
	return e == ERR_REFUSED && a->front == NULL ? EXIT_TERMINAL :
	    EXIT_FAILED;
}

int
run(const struct config *config, const struct front_config *front)
{
	struct app a = { .config = config, .log_fd = -1 };
	enum err e = make_parts(&a);
	int status;

	if (e == ERR_OK)
		e = front_new(a.loop, a.session, front, &a.front, a.error,
		    sizeof(a.error));
	/* The first screen is on the terminal; now the rest. */
	if (e == ERR_OK)
		e = load_rest(&a);
	if (e == ERR_OK)
		e = front_begin(a.front, leave, &a);
	if (e == ERR_OK) {
		session_begin(a.session);
		loop_run(a.loop);
	}
	status = status_of(&a, e);
	free_parts(&a);
	if (e != ERR_OK)
		fprintf(stderr, "cilingir: %s\n", a.error[0] != '\0' ?
		    a.error : err_name(e));
	return status;
}
