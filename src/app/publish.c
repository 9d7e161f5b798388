#include "app/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/glance_line.h"
#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"

#define LOOKERS 8		/* at a time */
#define GROUPS_MAX 256
#define NUMBERS 256		/* terminals of one account */

struct looker {
	struct publish *publish;
	int fd;			/* -1: free */
	struct loop_fd *watch;
};

struct publish {
	struct loop *loop;
	const char *terminal;
	struct session_observer observer;
	const struct session_observer *next;
	struct session *session;
	gid_t operators;
	int fd;			/* that listens; -1: nobody can look */
	int lock;		/* the number in its name is ours; -1 */
	struct loop_fd *watch;
	struct loop_timer *timer;
	struct looker lookers[LOOKERS];
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	char line[GLANCE_LINE];	/* that was told last */
};

/* ---- Lookers ---- */

static void
drop(struct looker *l)
{
	if (l->fd < 0)
		return;
	loop_fd_free(&l->watch);
	close(l->fd);
	l->fd = -1;
}

/* One line is far less than a socket holds: whoever does not read is gone. */
static void
tell(struct looker *l)
{
	const char *line = l->publish->line;
	ssize_t n;

	if (l->fd < 0 || line[0] == '\0')
		return;
	n = send(l->fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n != (ssize_t)strlen(line))
		drop(l);
}

/* They have nothing to say, so it is the end. */
static void
on_input(void *arg)
{
	drop(arg);
}

bool
publish_allows(uid_t uid, gid_t gid, const gid_t *groups, size_t count,
    gid_t operators)
{
	if (uid == 0 || gid == operators)
		return true;
	for (size_t i = 0; i < count; i++)
		if (groups[i] == operators)
			return true;
	return false;
}

static bool
is_operator(const struct publish *p, int fd)
{
	gid_t groups[GROUPS_MAX];
	socklen_t groups_len = sizeof(groups), len = sizeof(struct ucred);
	struct ucred peer;
	bool allowed;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &groups_len) != 0)
		groups_len = 0;
	allowed = publish_allows(peer.uid, peer.gid, groups,
	    groups_len / sizeof(groups[0]), p->operators);
	if (allowed)
		log_event(LOG_INFO, "watch.look", "uid=%u pid=%d",
		    (unsigned)peer.uid, (int)peer.pid);
	else
		log_event(LOG_WARN, "watch.refused", "uid=%u pid=%d",
		    (unsigned)peer.uid, (int)peer.pid);
	return allowed;
}

static struct looker *
free_looker(struct publish *p)
{
	for (size_t i = 0; i < LOOKERS; i++)
		if (p->lookers[i].fd < 0)
			return &p->lookers[i];
	return NULL;
}

static void
on_connection(void *arg)
{
	struct publish *p = arg;
	struct looker *l = free_looker(p);
	int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (l == NULL || !is_operator(p, fd) || loop_fd_new(p->loop, fd,
	    on_input, l, &l->watch) != ERR_OK) {
		close(fd);
		return;
	}
	l->fd = fd;
	tell(l);
}

/* ---- What they are told ---- */

static void
on_change(void *arg)
{
	struct publish *p = arg;
	char line[GLANCE_LINE];
	struct glance g;

	if (p->session == NULL)
		return;
	session_glance(p->session, &g);
	glance_write(&g, p->terminal, line);
	if (strcmp(line, p->line) == 0)
		return;
	memcpy(p->line, line, sizeof(p->line));
	for (size_t i = 0; i < LOOKERS; i++)
		tell(&p->lookers[i]);
}

/* Not from inside the session: in the next turn. */
static void
soon(struct publish *p)
{
	loop_timer_at(p->timer, clock_now_ms());
}

static void
arrived(void *arg, const char *screen)
{
	struct publish *p = arg;

	soon(p);
	if (p->next != NULL)
		p->next->arrived(p->next->arg, screen);
}

static void
chosen(void *arg, const char *screen, const char *what)
{
	struct publish *p = arg;

	if (p->next != NULL)
		p->next->chosen(p->next->arg, screen, what);
}

static void
done(void *arg, const char *action, enum err outcome, int64_t ms)
{
	struct publish *p = arg;

	soon(p);
	if (p->next != NULL)
		p->next->done(p->next->arg, action, outcome, ms);
}

static void
visit_over(void *arg)
{
	struct publish *p = arg;

	soon(p);
	if (p->next != NULL)
		p->next->visit_over(p->next->arg);
}

/* ---- The socket ---- */

static bool
trouble(const char *what)
{
	log_event(LOG_WARN, "watch.off", "why=%s error=%s", what,
	    strerror(errno));
	return false;
}

/* The account's number N in that folder is ours as long as the lock is held;
 * it goes with the process, however that ends. */
static int
take_number(const char *folder, int n)
{
	char path[sizeof(((struct publish *)NULL)->path)];
	int fd, len;

	len = snprintf(path, sizeof(path), "%s/%u-%d.lock", folder,
	    (unsigned)geteuid(), n);
	if (len < 0 || (size_t)len >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		errno = EWOULDBLOCK;
		return -1;
	}
	return fd;
}

/* The first free number.  Numbers, because who may not look cannot list the
 * folder: so what a terminal that was killed has left is found again. */
static bool
take_name(struct publish *p, const char *folder)
{
	int len;

	for (int n = 0; n < NUMBERS; n++) {
		p->lock = take_number(folder, n);
		if (p->lock < 0 && errno != EWOULDBLOCK)
			break;
		if (p->lock < 0)
			continue;
		len = snprintf(p->path, sizeof(p->path), "%s/%u-%d.sock",
		    folder, (unsigned)geteuid(), n);
		return len > 0 && (size_t)len < sizeof(p->path) ? true :
		    trouble("path");
	}
	return trouble("lock");
}

/* The folder's group is the socket's (it is setgid); chown() is for a folder
 * that is not, and only those who belong to the group can. */
static bool
open_socket(struct publish *p, const char *folder)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct stat st;

	if (!take_name(p, folder))
		return false;
	memcpy(name.sun_path, p->path, sizeof(name.sun_path));
	(void)unlink(p->path);
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0 ||
	    bind(p->fd, (struct sockaddr *)&name, sizeof(name)) != 0)
		return trouble("bind");
	if (lstat(p->path, &st) != 0 || (st.st_gid != p->operators &&
	    chown(p->path, (uid_t)-1, p->operators) != 0))
		return trouble("group");
	if (chmod(p->path, 0660) != 0 || listen(p->fd, LOOKERS) != 0)
		return trouble("listen");
	return true;
}

static void
close_socket(struct publish *p)
{
	loop_fd_free(&p->watch);
	if (p->fd >= 0) {
		close(p->fd);
		(void)unlink(p->path);
	}
	if (p->lock >= 0)
		close(p->lock);
	p->fd = p->lock = -1;
}

static void
begin(struct publish *p, const char *folder, const char *group)
{
	const struct group *operators = getgrnam(group);

	if (operators == NULL) {
		log_event(LOG_WARN, "watch.off", "why=no-group");
		return;
	}
	p->operators = operators->gr_gid;
	if (!open_socket(p, folder) || loop_fd_new(p->loop, p->fd,
	    on_connection, p, &p->watch) != ERR_OK)
		close_socket(p);
}

enum err
publish_new(struct loop *loop, const char *folder, const char *group,
    const char *terminal, const struct session_observer *next,
    struct publish **out)
{
	struct publish *p = calloc(1, sizeof(*p));
	enum err e;

	*out = NULL;
	if (p == NULL)
		return ERR_NO_MEMORY;
	p->loop = loop;
	p->terminal = terminal;
	p->next = next;
	p->fd = p->lock = -1;
	p->observer = (struct session_observer){ .arrived = arrived,
	    .chosen = chosen, .done = done, .visit_over = visit_over,
	    .arg = p };
	for (size_t i = 0; i < LOOKERS; i++)
		p->lookers[i] = (struct looker){ .publish = p, .fd = -1 };
	e = loop_timer_new(loop, on_change, p, &p->timer);
	if (e != ERR_OK) {
		publish_free(&p);
		return e;
	}
	begin(p, folder, group);
	*out = p;
	return ERR_OK;
}

const struct session_observer *
publish_observer(struct publish *p)
{
	return &p->observer;
}

void
publish_session(struct publish *p, struct session *session)
{
	p->session = session;
	if (session != NULL)
		soon(p);
}

void
publish_free(struct publish **out)
{
	struct publish *p = *out;

	if (p == NULL)
		return;
	for (size_t i = 0; i < LOOKERS; i++)
		drop(&p->lookers[i]);
	close_socket(p);
	loop_timer_free(&p->timer);
	free(p);
	*out = NULL;
}
