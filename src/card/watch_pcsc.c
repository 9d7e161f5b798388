#include "card/watch_pcsc.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <winscard.h>

#include "base/log.h"
#include "card/link_pcsc.h"
#include "card/readers_pcsc.h"
#include "card/service_pcsc.h"
#include "card/source.h"
#include "card/wait_pcscd.h"

#define NEW_READERS "\\\\?PnP?\\Notification"
#define SHARED (SCARD_STATE_INUSE | SCARD_STATE_EXCLUSIVE)

/* Before 2.1, pcsc-lite misses a reader that comes between the listing and
 * the waiting: list again now and then. */
#define LIST_AGAIN_MS 60000

struct watch {
	struct source source;
	char filter[MAX_READERNAME];
	bool pads;
	struct readers_wish wish;
	bool looked;			/* once, at this pcscd */
	struct loop_fd *woken;
	loop_call changed;
	void *arg;
	int wake, stop;			/* eventfds: to loop, to thread */
	pthread_t thread;
	bool started;
	atomic_bool stopping;
	_Atomic SCARDCONTEXT waiting;	/* the thread's context, 0: none */
};

static struct watch *
watch_of(struct source *source)
{
	return (struct watch *)source;
}

/* ------------------------------------------------------------- look ---- */

/* A reset while the card is out makes pcscd call the reader empty without
 * counting that.  If a card is in again before it looks next (0.4 s) it has
 * seen no change, and the reader stays empty for it, whatever is inserted
 * meanwhile; nobody can connect.  The count gives it away: it is still that of
 * the card which was there, or, if that was before our time, it is not even,
 * as after a card that came and went. */
static bool
is_doubtful(const struct watch *w, const SCARD_READERSTATE *s)
{
	if (readers_usable(s))
		return false;
	if (strcmp(s->szReader, w->wish.seen) == 0)
		return readers_insertion(s) == w->wish.seen_insertion;
	return !w->looked && readers_insertion(s) % 2 == 0;
}

static SCARD_READERSTATE *
doubtful(const struct watch *w, struct readers *r)
{
	for (DWORD i = 0; i < r->count; i++) {
		if (is_doubtful(w, &r->states[i]))
			return &r->states[i];
	}
	return NULL;
}

/* A reset of the reader, for which no card is needed, makes pcscd look.  No
 * card that somebody uses can be in it. */
static void
make_it_look(SCARDCONTEXT context, const char *reader)
{
	SCARDHANDLE handle;
	DWORD protocol;
	LONG rv = SCardConnect(context, reader, SCARD_SHARE_DIRECT, 0,
	    &handle, &protocol);

	if (rv == SCARD_S_SUCCESS)
		rv = SCardDisconnect(handle, SCARD_RESET_CARD);
	log_event(LOG_INFO, "card.look-again", "code=%08lx",
	    (unsigned long)rv & 0xffffffff);
}

static enum err
look_at_service(struct watch *w, SCARDCONTEXT context,
    struct source_state *now)
{
	struct readers readers;
	SCARD_READERSTATE *again;
	enum err e = readers_list(w->filter, context, &readers);

	if (e == ERR_OK)
		e = readers_ask(context, &readers);
	again = e == ERR_OK ? doubtful(w, &readers) : NULL;
	if (again != NULL) {
		make_it_look(context, again->szReader);
		e = readers_ask(context, &readers);
	}
	if (e != ERR_OK)
		return e;
	readers_look(&readers, &w->wish, now);
	w->looked = true;
	now->doubtful = now->presence != CARD_PRESENT &&
	    doubtful(w, &readers) != NULL;
	return ERR_OK;
}

static void
watch_look(struct source *source, struct source_state *now)
{
	struct watch *w = watch_of(source);
	SCARDCONTEXT context;
	enum err e;

	memset(now, 0, sizeof(*now));
	e = service_open(&context);
	if (e == ERR_OK)
		e = look_at_service(w, context, now);
	if (e != ERR_OK) {
		now->presence = CARD_NO_SERVICE;
		now->trouble = e == ERR_PCSCD_VERSION ? e : ERR_NO_PCSCD;
		w->wish.seen[0] = '\0';	/* another pcscd counts anew */
		w->looked = false;
	} else if (now->presence == CARD_PRESENT) {
		snprintf(w->wish.seen, sizeof(w->wish.seen), "%s",
		    now->reader);
		w->wish.seen_insertion = now->insertion;
	}
	if (context != 0)
		SCardReleaseContext(context);
}

static enum err
watch_list(struct source *source, struct source_state *list, size_t max,
    size_t *count)
{
	struct watch *w = watch_of(source);
	struct readers readers;
	SCARDCONTEXT context;
	enum err e;

	*count = 0;
	e = service_open(&context);
	if (e == ERR_OK)
		e = readers_list(w->filter, context, &readers);
	if (e == ERR_OK)
		e = readers_ask(context, &readers);
	for (DWORD i = 0; e == ERR_OK && i < readers.count && *count < max;
	    i++)
		readers_describe(&readers.states[i], &list[(*count)++]);
	if (context != 0)
		SCardReleaseContext(context);
	return e == ERR_OK || e == ERR_PCSCD_VERSION ? e : ERR_NO_PCSCD;
}

static void
watch_choose(struct source *source, const char *reader)
{
	struct watch *w = watch_of(source);

	snprintf(w->wish.chosen, sizeof(w->wish.chosen), "%s", reader);
}

static enum err
watch_open(struct source *source, const char *reader, struct link **link)
{
	return link_pcsc_open(reader, watch_of(source)->pads, link);
}

/* ------------------------------------------------------------ thread ---- */

static void
wake_loop(struct watch *w)
{
	uint64_t one = 1;

	if (write(w->wake, &one, sizeof(one)) != sizeof(one))
		log_event(LOG_ERROR, "card.watch", "cannot wake the loop");
}

/* Another program that begins to use the card is no news; one that lets go of
 * it is: it may have kept us out. */
static bool
is_news(DWORD before, DWORD after)
{
	DWORD diff = (before ^ after) & ~(DWORD)SCARD_STATE_CHANGED;

	return (diff & ~(DWORD)SHARED) != 0 ||
	    (diff != 0 && (after & SHARED) == 0);
}

/* Wait until the list of readers may have changed.  An error: pcscd went. */
static enum err
follow_readers(struct watch *w, SCARDCONTEXT context, struct readers *r)
{
	SCARD_READERSTATE *plug = &r->states[r->count];
	enum err e = ERR_OK;

	plug->szReader = NEW_READERS;
	while (e == ERR_OK && !atomic_load(&w->stopping)) {
		bool news = false;

		e = pcsc_err(SCardGetStatusChange(context, LIST_AGAIN_MS,
		    r->states, r->count + 1));
		if (e != ERR_OK)
			break;
		for (DWORD i = 0; i < r->count; i++) {
			SCARD_READERSTATE *s = &r->states[i];

			news |= is_news(s->dwCurrentState, s->dwEventState);
			s->dwCurrentState = s->dwEventState;
		}
		if (news)
			wake_loop(w);
		if ((plug->dwEventState & SCARD_STATE_CHANGED) != 0)
			return ERR_NO_READER;
		plug->dwCurrentState = plug->dwEventState;
	}
	return e;
}

/* As long as pcscd is there. */
static void
follow_service(struct watch *w, SCARDCONTEXT context)
{
	struct readers readers;
	enum err e = ERR_OK;

	while (!atomic_load(&w->stopping) &&
	    (e == ERR_OK || e == ERR_NO_READER || e == ERR_TIMEOUT)) {
		bool quiet = e == ERR_TIMEOUT;

		e = readers_list(w->filter, context, &readers);
		if (e != ERR_OK)
			break;
		if (!quiet)
			wake_loop(w);
		e = follow_readers(w, context, &readers);
	}
}

static void *
watch_thread(void *arg)
{
	struct watch *w = arg;
	enum err before = ERR_NO_PCSCD;

	while (!atomic_load(&w->stopping)) {
		SCARDCONTEXT context;
		int noted = wait_pcscd_open();
		enum err e = service_open(&context);

		if (e == ERR_OK) {
			atomic_store(&w->waiting, context);
			follow_service(w, context);
			atomic_store(&w->waiting, 0);
			SCardReleaseContext(context);
			wake_loop(w);
		} else {
			if (e != before)
				wake_loop(w);
			wait_pcscd(noted, w->stop, WATCH_RETRY_MS);
		}
		before = e;
		if (noted >= 0)
			close(noted);
	}
	return NULL;
}

static void
on_wake(void *arg)
{
	struct watch *w = arg;
	uint64_t count;

	if (read(w->wake, &count, sizeof(count)) == sizeof(count))
		w->changed(w->arg);
}

static enum err
watch_start(struct source *source, struct loop *loop, loop_call changed,
    void *arg)
{
	struct watch *w = watch_of(source);
	enum err e;

	if (w->started)
		return ERR_ARGUMENT;
	w->changed = changed;
	w->arg = arg;
	e = loop_fd_new(loop, w->wake, on_wake, w, &w->woken);
	if (e != ERR_OK)
		return e;
	if (pthread_create(&w->thread, NULL, watch_thread, w) != 0)
		return ERR_NO_MEMORY;
	w->started = true;
	return ERR_OK;
}

/* SCardCancel has no effect on a wait that is just about to begin, so it is
 * said until the thread is gone; a pcscd that hangs is left to the end of the
 * process. */
static bool
stop_thread(struct watch *w)
{
	uint64_t one = 1;

	atomic_store(&w->stopping, true);
	if (write(w->stop, &one, sizeof(one)) != sizeof(one))
		return false;
	for (int i = 0; i < 40; i++) {
		SCARDCONTEXT context = atomic_load(&w->waiting);
		struct timespec until;

		if (context != 0)
			SCardCancel(context);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += 25 * 1000 * 1000;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_timedjoin_np(w->thread, NULL, &until) == 0)
			return true;
	}
	return false;
}

static void
watch_close(struct source **source)
{
	struct watch *w = *source == NULL ? NULL : watch_of(*source);

	*source = NULL;
	if (w == NULL)
		return;
	loop_fd_free(&w->woken);
	if (w->started && !stop_thread(w)) {
		log_event(LOG_WARN, "card.watch", "pcscd does not let go");
		return;		/* the thread still uses w */
	}
	if (w->wake >= 0)
		close(w->wake);
	if (w->stop >= 0)
		close(w->stop);
	free(w);
}

static const struct source_ops watch_ops = {
	.watch = watch_start,
	.look = watch_look,
	.list = watch_list,
	.choose = watch_choose,
	.open = watch_open,
	.close = watch_close,
};

enum err
watch_pcsc_new(const char *filter, bool pads, struct source **source)
{
	struct watch *w;

	*source = NULL;
	if (filter != NULL && strlen(filter) >= sizeof(w->filter))
		return ERR_TOO_BIG;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return ERR_NO_MEMORY;
	w->source.ops = &watch_ops;
	w->pads = pads;
	if (filter != NULL)
		memcpy(w->filter, filter, strlen(filter) + 1);
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	*source = &w->source;
	if (w->wake < 0 || w->stop < 0) {
		watch_close(source);
		return ERR_IO;
	}
	return ERR_OK;
}
