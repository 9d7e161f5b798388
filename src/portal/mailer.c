#include "portal/mailer.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "portal/gateway.h"
#include "portal/portal.h"
#include "portal/store.h"
#include "portal/store_mail.h"

#define TROUBLE_S 5		/* after the database had trouble */
#define AGAIN_S 20		/* after a mail did not leave, and longer than
				 * a program may take */

struct mailer {
	struct portal *portal;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool woken, ending;
};

/* ---- One mail ---- */

static enum err
take(struct portal *p, struct outbox_mail *mail, int *wait)
{
	int64_t now = clock_wall_s();
	enum err e = store_begin(p->store);

	if (e == ERR_OK)
		e = outbox_take(p->store, &p->keys, now, now + AGAIN_S +
		    p->config.mail_program.timeout, mail, wait);
	else
		return e;
	/* What was too old has been thrown away, found or not. */
	if (e == ERR_NOT_FOUND)
		return store_end(p->store, ERR_OK) == ERR_OK ?
		    ERR_NOT_FOUND : ERR_IO;
	return store_end(p->store, e);
}

static enum err
drop(struct portal *p, int64_t id)
{
	enum err e = store_begin(p->store);

	return e != ERR_OK ? e : store_end(p->store, outbox_drop(p->store,
	    id));
}

/* The seconds until there is more to do; 0: at once, -1: when woken. */
static int
send_next(struct portal *p)
{
	struct outbox_mail mail = { 0 };
	int wait = 0;
	enum err e;

	buf_init(&mail.message, GATEWAY_MAX);
	e = take(p, &mail, &wait);
	if (e == ERR_NOT_FOUND)
		goto out;
	wait = e == ERR_OK ? 0 : TROUBLE_S;
	if (e == ERR_OK && (mail.person == 0 || gateway_run(
	    &p->config.mail_program, "mail.failed", &mail.message) == ERR_OK))
		e = drop(p, mail.id);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "mailer.trouble", "%s", err_name(e));
out:
	buf_free(&mail.message);
	return wait;
}

/* ---- The thread ---- */

static void
await(struct mailer *m, int wait)
{
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait;
	while (!m->woken && !m->ending && rc != ETIMEDOUT)
		rc = wait < 0 ? pthread_cond_wait(&m->changed, &m->lock) :
		    pthread_cond_timedwait(&m->changed, &m->lock, &until);
	m->woken = false;
}

static void *
run(void *arg)
{
	struct mailer *m = arg;
	int wait;

	pthread_mutex_lock(&m->lock);
	while (!m->ending) {
		pthread_mutex_unlock(&m->lock);
		wait = send_next(m->portal);
		pthread_mutex_lock(&m->lock);
		if (wait != 0)
			await(m, wait);
	}
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

static bool
make_condition(struct mailer *m)
{
	pthread_condattr_t attr;
	bool made = false;

	if (pthread_mutex_init(&m->lock, NULL) != 0)
		return false;
	if (pthread_condattr_init(&attr) == 0) {
		made = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0
		    && pthread_cond_init(&m->changed, &attr) == 0;
		pthread_condattr_destroy(&attr);
	}
	if (!made)
		pthread_mutex_destroy(&m->lock);
	return made;
}

enum err
mailer_start(struct portal *portal, struct mailer **mailer)
{
	struct mailer *m = calloc(1, sizeof(*m));

	*mailer = NULL;
	if (m == NULL)
		return ERR_NO_MEMORY;
	m->portal = portal;
	if (!make_condition(m)) {
		free(m);
		return ERR_NO_MEMORY;
	}
	if (pthread_create(&m->thread, NULL, run, m) != 0) {
		pthread_cond_destroy(&m->changed);
		pthread_mutex_destroy(&m->lock);
		free(m);
		return ERR_NO_MEMORY;
	}
	*mailer = m;
	return ERR_OK;
}

void
mailer_wake(struct mailer *m)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->woken = true;
	pthread_cond_signal(&m->changed);
	pthread_mutex_unlock(&m->lock);
}

void
mailer_stop(struct mailer **mailer)
{
	struct mailer *m = *mailer;

	*mailer = NULL;
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->ending = true;
	pthread_cond_signal(&m->changed);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	free(m);
}
