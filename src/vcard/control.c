#include "vcard/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/hex.h"
#include "loop/loop.h"
#include "vcard/object.h"
#include "vcard/reader.h"
#include "vcard/slot.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define CLIENTS_MAX 8
#define LINE_MAX_LEN 512

struct client {
	struct control *control;
	int fd;				/* -1: free */
	struct loop_fd *watch;
	char line[LINE_MAX_LEN];
	size_t len;
};

struct control {
	struct loop *loop;
	struct slot *slot;
	struct reader *reader;
	char *path;
	int fd;
	struct loop_fd *watch;
	struct client clients[CLIENTS_MAX];
};

struct verb {
	const char *name;
	bool operand;
	void (*run)(struct control *control, const char *operand, char *answer,
	    size_t size);
};

static void
run_remove(struct control *control, const char *operand, char *answer,
    size_t size)
{
	(void)operand;
	control->reader->ops->remove(control->reader);
	snprintf(answer, size, "ok removed");
}

static void
run_insert(struct control *control, const char *operand, char *answer,
    size_t size)
{
	(void)operand;
	control->reader->ops->insert(control->reader);
	snprintf(answer, size, "ok inserted");
}

static void
run_state(struct control *control, const char *operand, char *answer,
    size_t size)
{
	bool in = control->reader->ops->is_inserted(control->reader);
	char error[128];

	if (slot_swap(control->slot, operand, error, sizeof(error)) !=
	    ERR_OK) {
		snprintf(answer, size, "error %s", error);
		return;
	}
	if (in) {
		control->reader->ops->remove(control->reader);
		control->reader->ops->insert(control->reader);
	}
	snprintf(answer, size, "ok %s", in ? "inserted" : "removed");
}

static void
run_fault(struct control *control, const char *operand, char *answer,
    size_t size)
{
	if (slot_order(control->slot, operand) == ERR_OK)
		snprintf(answer, size, "ok after %lu commands",
		    control->slot->commands);
	else
		snprintf(answer, size, "error no such fault");
}

static void
run_release(struct control *control, const char *operand, char *answer,
    size_t size)
{
	(void)operand;
	snprintf(answer, size, "%s", control->reader->ops->release(
	    control->reader) ? "ok released" : "error nothing is held");
}

static void
run_status(struct control *control, const char *operand, char *answer,
    size_t size)
{
	const struct vstate *s = vcard_state(control->slot->card);
	const struct reader *r = control->reader;
	char serial[2 * VSTATE_SERIAL_MAX + 1];

	(void)operand;
	hex_encode(s->serial, s->type->serial_len, serial, sizeof(serial));
	snprintf(answer, size, "ok card=%s connected=%s serial=%s "
	    "commands=%lu phase=%s pin-tries=%d puk-tries=%d unlock-tries=%d "
	    "held=%s",
	    r->ops->is_inserted(r) ? "in" : "out",
	    r->ops->is_connected(r) ? "yes" : "no", serial,
	    control->slot->commands,
	    vcard_is_dead(control->slot->card) ? "dead" :
	    vstate_phase_name(s->phase),
	    s->pin_tries, s->puk_tries, s->auth_tries,
	    control->slot->held_len > 0 ? "yes" : "no");
}

static const struct verb verbs[] = {
	{ "remove", false, run_remove },
	{ "insert", false, run_insert },
	{ "state", true, run_state },
	{ "fault", true, run_fault },
	{ "release", false, run_release },
	{ "status", false, run_status },
};

static void
line_run(struct control *control, const char *line, char *answer, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		const struct verb *v = &verbs[i];
		size_t len = strlen(v->name);

		if (strncmp(line, v->name, len) != 0)
			continue;
		if (!v->operand && line[len] == '\0') {
			v->run(control, NULL, answer, size);
			return;
		}
		if (v->operand && line[len] == ' ' && line[len + 1] != '\0') {
			v->run(control, line + len + 1, answer, size);
			return;
		}
	}
	snprintf(answer, size, "error no such order");
}

static void
client_close(struct client *client)
{
	loop_fd_free(&client->watch);
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
	client->len = 0;
}

/* Run every whole line.  False: the client is gone. */
static bool
lines_run(struct client *client)
{
	char answer[LINE_MAX_LEN];
	char *end;
	size_t len;

	for (;;) {
		end = memchr(client->line, '\n', client->len);
		if (end == NULL)
			return client->len < sizeof(client->line);
		*end = '\0';
		line_run(client->control, client->line, answer,
		    sizeof(answer) - 1);
		len = strlen(answer);
		answer[len++] = '\n';
		if (send(client->fd, answer, len, MSG_NOSIGNAL) < 0)
			return false;
		client->len -= (size_t)(end + 1 - client->line);
		memmove(client->line, end + 1, client->len);
	}
}

static void
client_readable(void *arg)
{
	struct client *client = arg;
	ssize_t n = recv(client->fd, client->line + client->len,
	    sizeof(client->line) - client->len, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		client->len += (size_t)n;
	if (n <= 0 || !lines_run(client))
		client_close(client);
}

static void
listener_readable(void *arg)
{
	struct control *control = arg;
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC);
	size_t i;

	if (fd < 0)
		return;
	for (i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &control->clients[i];

		if (client->fd >= 0)
			continue;
		client->fd = fd;
		if (loop_fd_new(control->loop, fd, client_readable, client,
		    &client->watch) != ERR_OK)
			client_close(client);
		return;
	}
	close(fd);
}

static enum err
address_fill(const char *path, struct sockaddr_un *a)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(a->sun_path))
		return ERR_TOO_BIG;
	memcpy(a->sun_path, path, strlen(path) + 1);
	return ERR_OK;
}

static int
socket_new(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* A socket that a killed card has left behind may go. */
static enum err
stale_remove(const char *path, const struct sockaddr_un *a)
{
	struct stat st;
	int fd, answers;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? ERR_OK : ERR_IO;
	if (!S_ISSOCK(st.st_mode))
		return ERR_REFUSED;
	fd = socket_new();
	if (fd < 0)
		return ERR_IO;
	answers = connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0;
	close(fd);
	if (answers)
		return ERR_REFUSED;
	return unlink(path) == 0 ? ERR_OK : ERR_IO;
}

static enum err
listener_open(struct control *control)
{
	struct sockaddr_un a;
	enum err e = address_fill(control->path, &a);
	mode_t old;
	int bound;

	if (e == ERR_OK)
		e = stale_remove(control->path, &a);
	if (e != ERR_OK)
		return e;
	control->fd = socket_new();
	if (control->fd < 0)
		return ERR_IO;
	old = umask(0177);
	bound = bind(control->fd, (const struct sockaddr *)&a, sizeof(a));
	umask(old);
	if (bound != 0)
		return ERR_IO;
	if (listen(control->fd, CLIENTS_MAX) != 0) {
		unlink(control->path);
		return ERR_IO;
	}
	return loop_fd_new(control->loop, control->fd, listener_readable,
	    control, &control->watch);
}

enum err
control_new(struct loop *loop, const char *path, struct slot *slot,
    struct reader *reader, struct control **control)
{
	struct control *new = calloc(1, sizeof(*new));
	enum err e = ERR_NO_MEMORY;
	size_t i;

	*control = NULL;
	if (new == NULL)
		return ERR_NO_MEMORY;
	new->loop = loop;
	new->slot = slot;
	new->reader = reader;
	new->fd = -1;
	for (i = 0; i < CLIENTS_MAX; i++) {
		new->clients[i].control = new;
		new->clients[i].fd = -1;
	}
	new->path = strdup(path);
	if (new->path != NULL)
		e = listener_open(new);
	if (e == ERR_OK) {
		*control = new;
		new = NULL;
	}
	control_free(&new);
	return e;
}

void
control_free(struct control **control)
{
	struct control *c = *control;
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < CLIENTS_MAX; i++)
		client_close(&c->clients[i]);
	if (c->watch != NULL)		/* it listened: the socket is ours */
		unlink(c->path);
	loop_fd_free(&c->watch);
	if (c->fd >= 0)
		close(c->fd);
	free(c->path);
	free(c);
	*control = NULL;
}

/* The answer up to its newline. */
static size_t
answer_read(int fd, char *answer, size_t size)
{
	size_t len = 0;

	while (len < size - 1) {
		ssize_t n = recv(fd, answer + len, size - 1 - len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
		if (answer[len - 1] == '\n')
			break;
	}
	answer[len] = '\0';
	return len;
}

enum err
control_tell(const char *path, const char *line)
{
	char text[LINE_MAX_LEN];
	struct sockaddr_un a;
	enum err e = address_fill(path, &a);
	int fd = -1, n = snprintf(text, sizeof(text), "%s\n", line);

	if (e == ERR_OK && (n < 0 || (size_t)n >= sizeof(text)))
		e = ERR_TOO_BIG;
	if (e != ERR_OK)
		goto out;
	e = ERR_IO;
	fd = socket_new();
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    send(fd, text, (size_t)n, MSG_NOSIGNAL) != n ||
	    answer_read(fd, text, sizeof(text)) == 0)
		goto out;
	fputs(text, stdout);
	e = strncmp(text, "ok", 2) == 0 ? ERR_OK : ERR_REFUSED;
out:
	if (fd >= 0)
		close(fd);
	return e;
}
