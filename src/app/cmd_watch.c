#include "app/cmd_watch.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/glance_line.h"
#include "app/run.h"
#include "base/utf8.h"

#define SESSIONS 256
#define NAME 32
#define AGAIN_MS 2000		/* how often new ones are looked for */
#define FIRST_MS 1000		/* for the line that each sends at once */

struct seen {
	int fd;
	char name[NAME];	/* as its socket is called */
	uid_t uid;
	char line[GLANCE_LINE];	/* that has not come whole yet */
	size_t used;
	bool told;
};

struct watch {
	const char *folder;
	struct screens *screens;
	enum lang lang;
	struct seen seen[SESSIONS];
	size_t count;
	bool refused;		/* by one of them, at least */
};

/* ---- Who is there ---- */

static bool
is_known(const struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->seen[i].name, name) == 0)
			return true;
	return false;
}

/* "1000-0.sock" */
static bool
is_socket_name(const char *name)
{
	size_t len = strspn(name, "0123456789-");

	return len > 0 && strcmp(name + len, ".sock") == 0 &&
	    strlen(name) < NAME;
}

/* A socket that nobody serves is what a killed terminal has left behind. */
static void
connect_to(struct watch *w, const char *file)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct seen *s = &w->seen[w->count];
	socklen_t len = sizeof(struct ucred);
	struct ucred peer;
	int fd, n;

	n = snprintf(name.sun_path, sizeof(name.sun_path), "%s/%s",
	    w->folder, file);
	if (n < 0 || (size_t)n >= sizeof(name.sun_path))
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0) {
		w->refused = w->refused || errno == EACCES;
		close(fd);
		return;
	}
	*s = (struct seen){ .fd = fd, .uid = peer.uid };
	snprintf(s->name, sizeof(s->name), "%s", file);
	w->count++;
}

static enum err
look_around(struct watch *w)
{
	DIR *dir = opendir(w->folder);
	const struct dirent *entry;

	if (dir == NULL)
		return ERR_IO;
	entry = readdir(dir);
	for (; entry != NULL; entry = readdir(dir)) {
		if (is_socket_name(entry->d_name) && w->count < SESSIONS &&
		    !is_known(w, entry->d_name))
			connect_to(w, entry->d_name);
	}
	closedir(dir);
	return ERR_OK;
}

/* ---- What they say ---- */

static const char *
code_of(const struct watch *w, enum err e)
{
	const struct message *m = screens_message(w->screens, e);

	return m != NULL ? m->code : "-";
}

static void
print_seen(const struct watch *w, const struct seen *s, const struct glance *g,
    const char *terminal)
{
	const struct passwd *account = getpwuid(s->uid);
	char step[16] = "-", left[16] = "-";

	if (g->screen->steps > 0)
		snprintf(step, sizeof(step), "%d/%d", g->screen->step,
		    g->screen->steps);
	if (g->left >= 0)
		snprintf(left, sizeof(left), "%d s", g->left);
	printf("%-14s %-10.32s %-10s %-9s %-5s %-5s %-7s %s%s\n", terminal,
	    account != NULL ? account->pw_name : "-",
	    g->operator[0] != '\0' ? g->operator : "-",
	    g->case_no[0] != '\0' ? g->case_no : "-", step,
	    code_of(w, g->last), left, g->screen->title.in[w->lang],
	    g->busy ? " ..." : "");
}

/* One line of somebody else's making; what makes no sense is not shown. */
static void
take_line(const struct watch *w, struct seen *s)
{
	char terminal[GLANCE_NAME];
	struct glance g;

	if (glance_read(s->line, w->screens, &g, terminal) == ERR_OK)
		print_seen(w, s, &g, terminal);
	else
		fprintf(stderr, "cilingir: session %s says what makes no "
		    "sense\n", s->name);
	s->told = true;
}

/* False: it has ended, or says more than a line holds. */
static bool
take_bytes(const struct watch *w, struct seen *s)
{
	ssize_t n = recv(s->fd, s->line + s->used, sizeof(s->line) - 1 -
	    s->used, MSG_DONTWAIT);
	char *end;
	size_t len;

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	s->used += (size_t)n;
	s->line[s->used] = '\0';
	end = strchr(s->line, '\n');
	while (end != NULL) {
		*end = '\0';
		len = (size_t)(end + 1 - s->line);
		take_line(w, s);
		s->used -= len;
		memmove(s->line, end + 1, s->used + 1);
		end = strchr(s->line, '\n');
	}
	return s->used < sizeof(s->line) - 1;
}

static void
forget(struct watch *w, size_t at)
{
	if (!w->seen[at].told)
		w->refused = true;
	close(w->seen[at].fd);
	w->seen[at] = w->seen[--w->count];
}

/* Whatever comes within `ms`. */
static void
listen_to(struct watch *w, int ms)
{
	struct pollfd fds[SESSIONS];

	for (size_t i = 0; i < w->count; i++)
		fds[i] = (struct pollfd){ .fd = w->seen[i].fd,
		    .events = POLLIN };
	if (poll(fds, w->count, ms) <= 0)
		return;
	/* From the end: forgetting moves the last one into the gap. */
	for (size_t i = w->count; i-- > 0;)
		if (fds[i].revents != 0 && !take_bytes(w, &w->seen[i]))
			forget(w, i);
}

static bool
all_told(const struct watch *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!w->seen[i].told)
			return false;
	return true;
}

/* ---- The command ---- */

static int
complain(const char *folder, const char *what)
{
	fprintf(stderr, "cilingir: %s: %s\n", folder, what);
	return EXIT_FAILED;
}

static int
run_watch(struct watch *w, bool once)
{
	int turns = FIRST_MS / 50;

	if (look_around(w) != ERR_OK)
		return complain(w->folder, errno == EACCES ? "only root and "
		    "the group of watch.group may look" : strerror(errno));
	while (w->count > 0 && !all_told(w) && turns-- > 0)
		listen_to(w, 50);
	if (w->count == 0)
		fputs(w->refused ? "cilingir: no session lets you look\n" :
		    "cilingir: no session is there\n", stderr);
	while (!once) {
		fflush(stdout);
		listen_to(w, AGAIN_MS);
		if (look_around(w) != ERR_OK)
			return complain(w->folder, strerror(errno));
	}
	return w->count == 0 && w->refused ? EXIT_FAILED : EXIT_FINE;
}

int
cmd_watch(const struct options *o, const struct config *c)
{
	static struct watch w;
	char error[512] = "";
	int status = EXIT_WRONG;

	w.folder = c->watch.folder;
	w.lang = (enum lang)c->language;
	if (w.folder[0] == '\0')
		fputs("cilingir: watch.folder is not set\n", stderr);
	else if (screens_open(c->screens, &w.screens, error, sizeof(error)) !=
	    ERR_OK || screens_load_all(w.screens, error, sizeof(error)) !=
	    ERR_OK)
		fprintf(stderr, "cilingir: %s\n", error);
	else
		status = run_watch(&w, o->once);
	for (size_t i = 0; i < w.count; i++)
		close(w.seen[i].fd);
	screens_free(&w.screens);
	return status;
}
