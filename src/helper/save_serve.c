#include "helper/save_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/program.h"
#include "loop/channel.h"
#include "loop/loop.h"
#include "save/proto.h"

#define PRINT_S 20
#define TEXT_MAX 128

struct save_serve {
	struct loop *loop;
	struct channel *channel;
	const struct save_rules *rules;
};

/* ---- Print ---- */

/* The paper as a file in memory that lp reads as its standard input. */
static enum err
start_lp(const struct save_rules *rules, const char *title, int paper)
{
	char d[] = "-d", t[] = "-t", s[] = "-s";
	char path[PATH_MAX], queue[TEXT_MAX], name[SAVE_NAME];
	char *const argv[] = { path, s, d, queue, t, name, NULL };
	const struct program program = { .event = "print.failed",
	    .argv = argv, .fds = { paper }, .count = 1, .seconds = PRINT_S };

	snprintf(path, sizeof(path), "%s", rules->lp);
	snprintf(queue, sizeof(queue), "%s", rules->printer);
	snprintf(name, sizeof(name), "%s", title);
	return program_run(&program);
}

static enum err
print(const struct save_rules *rules, const struct save_ask *a)
{
	enum err e = ERR_PRINT_FAILED;
	int paper;

	if (rules->printer == NULL || rules->lp == NULL)
		return ERR_REFUSED;
	paper = program_memory(a->bytes, a->len);
	if (paper >= 0 && start_lp(rules, a->name, paper) == ERR_OK)
		e = ERR_OK;
	program_memory_free(paper);
	return e;
}

/* ---- Serve ---- */

static void
look(const struct save_serve *serve, struct save_result *result)
{
	static struct stick sticks[SAVE_STICKS];

	result->e = sticks_find(&serve->rules->sticks, sticks,
	    &result->count);
	for (size_t i = 0; i < result->count; i++)
		result->sticks[i] = sticks[i].seen;
}

static void
serve_ask(const struct save_serve *serve, const struct save_ask *a,
    struct save_result *result)
{
	switch (a->what) {
	case SAVE_LOOK:
		look(serve, result);
		break;
	case SAVE_WRITE:
		memcpy(result->name, a->name, sizeof(result->name));
		result->e = sticks_write(&serve->rules->sticks, a->stick,
		    result->name, a->bytes, a->len);
		break;
	case SAVE_KEEP:
		memcpy(result->name, a->name, sizeof(result->name));
		result->e = serve->rules->receipts == NULL ? ERR_REFUSED :
		    sticks_keep(serve->rules->receipts, result->name,
		    a->bytes, a->len);
		break;
	case SAVE_PRINT:
		result->e = print(serve->rules, a);
		break;
	}
	log_event(LOG_INFO, "save.done", "what=%d result=%s", (int)a->what,
	    err_name(result->e));
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct save_serve *serve = arg;
	struct save_result result = { .e = ERR_INTERNAL };
	struct save_ask a;
	struct buf out;
	enum err e;

	if (type != SAVE_PROTO_ASK || save_get_ask(body, len, &a) != ERR_OK) {
		log_event(LOG_ERROR, "save.nonsense", "type=%u", type);
		loop_stop(serve->loop);
		return;
	}
	serve_ask(serve, &a, &result);
	buf_init(&out, SAVE_PROTO_MAX);
	e = save_put_result(&out, &result);
	if (e == ERR_OK)
		e = channel_send(serve->channel, SAVE_PROTO_ANSWER, id,
		    out.data, out.len);
	buf_free(&out);
	if (e != ERR_OK)
		loop_stop(serve->loop);
}

static void
on_closed(void *arg, enum err e)
{
	struct save_serve *serve = arg;

	log_event(LOG_INFO, "save.end", "%s", err_name(e));
	loop_stop(serve->loop);
}

enum err
save_serve_new(struct loop *loop, int fd, const struct save_rules *rules,
    struct save_serve **out)
{
	static const struct channel_events events = { on_frame, on_closed };
	struct save_serve *serve = calloc(1, sizeof(*serve));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (serve == NULL) {
		close(fd);
		return e;
	}
	serve->loop = loop;
	serve->rules = rules;
	e = channel_new(loop, fd, &events, serve, &serve->channel);
	if (e != ERR_OK)
		save_serve_free(&serve);
	*out = serve;
	return e;
}

void
save_serve_free(struct save_serve **serve)
{
	if (*serve == NULL)
		return;
	channel_free(&(*serve)->channel);
	free(*serve);
	*serve = NULL;
}
