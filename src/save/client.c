#include "save/client.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "loop/child.h"
#include "loop/pending.h"
#include "save/proto.h"

#define ARGS_MAX 12	/* the program, four pairs, --any, the end */

struct client {
	struct save save;		/* first: what callers hold */
	struct child *child;
	struct pending *pending;
	uint32_t id;			/* of the call under way; 0: none */
	save_done done;
	void *arg;
};

static struct client *
client_of(struct save *save)
{
	return (struct client *)(void *)save;
}

/* The caller may call again from inside. */
static void
on_done(void *owner, void *arg, enum err e, const uint8_t *body, size_t len)
{
	struct client *client = owner;
	struct save_result result = { .e = e };

	(void)arg;
	client->id = 0;
	if (e == ERR_OK && save_get_result(body, len, &result) != ERR_OK) {
		log_event(LOG_ERROR, "save.nonsense", "from the helper");
		child_kill(client->child);
		result.e = ERR_HELPER_GONE;
	}
	client->done(client->arg, &result);
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct client *client = arg;

	if (type != SAVE_PROTO_ANSWER) {
		log_event(LOG_ERROR, "save.nonsense", "type=%u", type);
		child_kill(client->child);
		return;
	}
	pending_answer(client->pending, id, ERR_OK, body, len);
}

static void
on_gone(void *arg)
{
	struct client *client = arg;

	pending_fail_all(client->pending, ERR_HELPER_GONE);
}

/* A stick that does not answer holds the helper: it is not waited for. */
static void
on_late(void *owner)
{
	struct client *client = owner;

	log_event(LOG_WARN, "save.hangs", "killed");
	child_kill(client->child);
}

static enum err
ask(struct save *save, const struct save_ask *a, int64_t deadline,
    save_done done, void *arg)
{
	struct client *client = client_of(save);
	struct buf frame;
	enum err e = ERR_ARGUMENT;

	buf_init(&frame, SAVE_PROTO_MAX);
	if (client->id != 0)
		goto out;
	e = save_put_ask(&frame, a);
	if (e == ERR_OK)
		e = pending_add(client->pending, deadline, on_done, NULL,
		    &client->id);
	if (e != ERR_OK)
		goto out;
	client->done = done;
	client->arg = arg;
	e = child_send(client->child, SAVE_PROTO_ASK, client->id, frame.data,
	    frame.len);
	if (e != ERR_OK) {
		pending_drop(client->pending, client->id);
		client->id = 0;
	}
out:
	buf_free(&frame);
	return e;
}

static enum err
client_look(struct save *save, int64_t deadline, save_done done, void *arg)
{
	const struct save_ask a = { .what = SAVE_LOOK };

	return ask(save, &a, deadline, done, arg);
}

static bool
copy_text(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size)
		return false;
	memcpy(out, text, len + 1);
	return true;
}

static enum err
client_write(struct save *save, const char *stick, const char *name,
    const void *bytes, size_t len, int64_t deadline, save_done done, void *arg)
{
	struct save_ask a = { .what = SAVE_WRITE, .bytes = bytes,
	    .len = len };

	if (!copy_text(a.stick, sizeof(a.stick), stick) ||
	    !copy_text(a.name, sizeof(a.name), name))
		return ERR_ARGUMENT;
	return ask(save, &a, deadline, done, arg);
}

static enum err
client_print(struct save *save, const char *title, const void *bytes,
    size_t len, int64_t deadline, save_done done, void *arg)
{
	struct save_ask a = { .what = SAVE_PRINT, .bytes = bytes,
	    .len = len };

	if (!copy_text(a.name, sizeof(a.name), title))
		return ERR_ARGUMENT;
	return ask(save, &a, deadline, done, arg);
}

static enum err
client_keep(struct save *save, const char *name, const void *bytes,
    size_t len, int64_t deadline, save_done done, void *arg)
{
	struct save_ask a = { .what = SAVE_KEEP, .bytes = bytes, .len = len };

	if (!copy_text(a.name, sizeof(a.name), name))
		return ERR_ARGUMENT;
	return ask(save, &a, deadline, done, arg);
}

static void
client_cancel(struct save *save)
{
	struct client *client = client_of(save);

	if (client->id == 0)
		return;
	pending_drop(client->pending, client->id);
	client->id = 0;
	/* It does one thing at a time; the next one is not to wait for this. */
	child_kill(client->child);
}

static void
client_close(struct save **save)
{
	struct client *client;

	if (*save == NULL)
		return;
	client = client_of(*save);
	child_free(&client->child);
	pending_free(&client->pending);
	free(client);
	*save = NULL;
}

static const struct save_ops client_ops = {
	.look = client_look, .write = client_write, .print = client_print,
	.keep = client_keep, .cancel = client_cancel, .close = client_close,
};

static enum err
new_child(struct client *client, struct loop *loop,
    const struct save_client_config *c)
{
	static const struct child_events events = { on_frame, on_gone };
	const char *const given[][2] = {
		{ "--folder", c->folder }, { "--printer", c->printer },
		{ "--lp", c->lp }, { "--receipts", c->receipts },
	};
	const char *argv[ARGS_MAX];
	size_t n = 0;

	argv[n++] = c->helper;
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i][1] == NULL)
			continue;
		argv[n++] = given[i][0];
		argv[n++] = given[i][1];
	}
	if (c->any)
		argv[n++] = "--any";
	argv[n] = NULL;
	return child_new(loop, argv, NULL, &events, client, &client->child);
}

enum err
save_client_new(struct loop *loop, const struct save_client_config *config,
    struct save **out)
{
	struct client *client = calloc(1, sizeof(*client));
	struct save *save;
	enum err e;

	*out = NULL;
	if (client == NULL)
		return ERR_NO_MEMORY;
	client->save.ops = &client_ops;
	save = &client->save;
	e = pending_new(loop, client, on_late, &client->pending);
	if (e == ERR_OK)
		e = new_child(client, loop, config);
	if (e != ERR_OK)
		client_close(&save);
	else
		*out = save;
	return e;
}
