#include "plain/plain.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/session.h"
#include "loop/loop.h"
#include "plain/act.h"
#include "plain/input.h"
#include "plain/lines.h"
#include "plain/say.h"
#include "plain/tell.h"
#include "plain/tty.h"

#define CHUNK 512		/* bytes that are written without waiting */
#define RETRY_MS 100		/* while nobody reads */

struct plain {
	struct plain_config config;
	struct loop *loop;
	struct session *session;
	struct loop_fd *watch;		/* while an answer is awaited */
	struct loop_timer *again;	/* read without being called */
	struct loop_timer *retry;	/* write again */
	struct loop_signal *interrupt, *quit, *cont;
	void (*over)(void *arg);
	void *over_arg;
	struct tty tty;
	struct input input;
	struct lines out;
	struct told told;
	struct act act;
	enum ask asked;		/* ASK_NOTHING: no prompt is open */
	uint64_t asked_mark;
	bool waits;		/* the person has answered and not been asked
				 * again */
	bool echoed;		/* the terminal ends the line of the prompt */
	bool is_file;		/* the input cannot be watched */
	bool begun, ended;
};

static void
leave(struct plain *p)
{
	if (p->ended || !p->begun)
		return;
	p->ended = true;
	loop_fd_free(&p->watch);
	loop_timer_at(p->again, CLOCK_NEVER);
	tty_echo(&p->tty, false);
	p->over(p->over_arg);
}

/* As much as goes out without waiting: a terminal that takes nothing must not
 * stop the clocks that wipe a session.  False: the output is gone. */
static bool
write_some(struct plain *p)
{
	struct pollfd fd = { .fd = p->config.out, .events = POLLOUT };
	struct buf *text = &p->out.text;
	size_t len;
	ssize_t n;

	while (text->len > 0 && poll(&fd, 1, 0) > 0) {
		len = text->len < CHUNK ? text->len : CHUNK;
		n = write(p->config.out, text->data, len);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (n > 0)
			buf_drop(text, (size_t)n);
	}
	return true;
}

static void
flush(void *arg)
{
	struct plain *p = arg;

	if (!write_some(p)) {
		buf_clear(&p->out.text);
		leave(p);
		return;
	}
	if (p->out.lost)
		log_event(LOG_WARN, "plain.lost", "bytes=%zu",
		    p->out.text.len);
	p->out.lost = false;
	if (p->out.text.len > 0)
		loop_timer_at(p->retry, clock_now_ms() + RETRY_MS);
}

/* --- asking --- */

static void readable(void *arg);

static void
stop_asking(struct plain *p)
{
	p->asked = ASK_NOTHING;
	loop_fd_free(&p->watch);
	loop_timer_at(p->again, CLOCK_NEVER);
	tty_echo(&p->tty, false);
}

static void
await(struct plain *p)
{
	if (input_has_line(&p->input) || p->is_file) {
		loop_timer_at(p->again, clock_now_ms());
		return;
	}
	if (p->watch == NULL && loop_fd_new(p->loop, p->config.in, readable,
	    p, &p->watch) != ERR_OK) {
		p->is_file = true;
		loop_timer_at(p->again, clock_now_ms());
	}
}

static bool
is_secret(const struct view *v)
{
	return v->focus >= 0 && v->items[v->focus].secret;
}

/* Ask what the view wants, unless that is being asked and nothing was said
 * since.  What is done in the background does not close a prompt. */
static void
ask(struct plain *p, const struct view *v, bool news)
{
	enum ask wanted = ask_of(v);
	uint64_t mark = ask_mark(v);
	bool same = p->asked == wanted && p->asked_mark == mark;

	if (wanted == ASK_NOTHING || (v->busy != NULL && !same)) {
		stop_asking(p);
		return;
	}
	if (same && !news)
		return;
	p->asked = wanted;
	p->asked_mark = mark;
	p->waits = false;
	p->echoed = p->tty.is && isatty(p->config.out) == 1 &&
	    !is_secret(v) && !tty_waiting(&p->tty);
	tty_echo(&p->tty, !is_secret(v));
	ask_prompt(v, &p->out);
	await(p);
}

/* What was typed for the last screen, or for a question that is not asked any
 * more, must not act on this one.  A script's lines are read only when they
 * are asked for. */
static void
forget_typed(struct plain *p, const struct view *v)
{
	bool moved = !tell_is_here(&p->told, v) ||
	    (p->asked != ASK_NOTHING && p->asked_mark != ask_mark(v));

	if (!p->tty.is || !moved)
		return;
	tty_flush(&p->tty);
	input_drop(&p->input);
}

/* Say what is new, then ask. */
static void
update(struct plain *p)
{
	const struct view *v = session_view(p->session);
	struct tell_options o = { .blocks = tty_utf8(p->config.out),
	    .busy = p->waits, .hold = p->asked == ASK_FIELD };
	bool news;

	p->out.width = tty_width(p->config.out);
	forget_typed(p, v);
	news = tell_news(&p->told, v, &o, &p->out);
	if (p->begun)
		ask(p, v, news);
	flush(p);
}

static void
changed(void *arg)
{
	struct plain *p = arg;

	if (!p->ended)
		update(p);
}

/* --- answers --- */

static void
take(struct plain *p)
{
	enum ask asked = p->asked;
	struct answer a;

	if (!input_take(&p->input)) {
		input_done(&p->input);
		await(p);
		return;
	}
	stop_asking(p);
	lines_answered(&p->out, p->echoed);
	p->waits = true;
	a = answer_read(asked, (const char *)secret_bytes(p->input.line),
	    secret_len(p->input.line));
	act_on(&p->act, asked, &a);
	input_done(&p->input);
	if (p->config.exit && session_wants_exit(p->session)) {
		flush(p);
		leave(p);
		return;
	}
	update(p);
}

static void
readable(void *arg)
{
	struct plain *p = arg;

	if (p->asked == ASK_NOTHING)
		return;
	if (!input_has_line(&p->input))
		input_fill(&p->input);
	if (input_has_line(&p->input))
		take(p);
	else if (p->input.eof)
		leave(p);
	else
		await(p);
}

static void
interrupted(void *arg)
{
	leave(arg);
}

static void
continued(void *arg)
{
	struct plain *p = arg;

	tty_again(&p->tty);
	p->asked_mark = 0;	/* ask again */
	changed(p);
}

/* --- life --- */

enum err
plain_new(struct loop *loop, struct session *session,
    const struct plain_config *config, struct plain **out)
{
	struct plain *p = calloc(1, sizeof(*p));
	const struct view *v;
	enum err e;

	*out = NULL;
	if (p == NULL)
		return ERR_NO_MEMORY;
	p->loop = loop;
	p->session = session;
	p->config = *config;
	p->act = (struct act){ .session = session, .told = &p->told,
	    .out = &p->out };
	lines_init(&p->out, tty_width(config->out));
	e = input_open(&p->input, config->in);
	if (e == ERR_OK)
		e = loop_timer_new(loop, flush, p, &p->retry);
	if (e == ERR_OK)
		e = loop_timer_new(loop, readable, p, &p->again);
	if (e != ERR_OK) {
		plain_free(&p);
		return e;
	}
	tty_open(&p->tty, config->in);
	v = session_view(session);
	if (say_some(v->brand))
		lines_say(&p->out, v->brand);
	ask_keys(v, &p->out);
	update(p);
	*out = p;
	return ERR_OK;
}

enum err
plain_begin(struct plain *p, void (*over)(void *arg), void *arg)
{
	enum err e;

	p->over = over;
	p->over_arg = arg;
	e = loop_signal_new(p->loop, SIGINT, interrupted, p, &p->interrupt);
	if (e == ERR_OK)
		e = loop_signal_new(p->loop, SIGQUIT, interrupted, p,
		    &p->quit);
	if (e == ERR_OK)
		e = loop_signal_new(p->loop, SIGCONT, continued, p, &p->cont);
	if (e != ERR_OK)
		return e;
	p->begun = true;
	session_on_change(p->session, changed, p);
	update(p);
	return ERR_OK;
}

void
plain_free(struct plain **out)
{
	struct plain *p = *out;

	if (p == NULL)
		return;
	session_on_change(p->session, NULL, NULL);
	if (p->begun) {
		lines_say(&p->out, say_word(session_view(p->session),
		    "plain-end"));
		(void)write_some(p);
	}
	loop_fd_free(&p->watch);
	loop_timer_free(&p->again);
	loop_timer_free(&p->retry);
	loop_signal_free(&p->interrupt);
	loop_signal_free(&p->quit);
	loop_signal_free(&p->cont);
	tty_close(&p->tty);
	input_close(&p->input);
	lines_free(&p->out);
	free(p);
	*out = NULL;
}
