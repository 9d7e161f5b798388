#include "app/session_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/config.h"
#include "base/log.h"
#include "screen/screen.h"

/* PCSCLITE_CSOCK_NAME, where it is FOLDER/NAME and short enough for the
 * library of pcsc-lite. */
static const char *
named(const char *folder)
{
	const char *path = secure_getenv("PCSCLITE_CSOCK_NAME");
	size_t len = strlen(folder);

	if (path == NULL || strncmp(path, folder, len) != 0 ||
	    path[len] != '/' || path[len + 1] == '\0' ||
	    path[len + 1] == '.' || strchr(path + len + 1, '/') != NULL ||
	    strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return NULL;
	return path;
}

/* What is in it can only be moved or taken away by its owner and by root. */
static bool
is_safe(const char *folder)
{
	struct stat st;

	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
	    (st.st_uid == 0 || st.st_uid == geteuid()) &&
	    ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
	    (st.st_mode & S_ISVTX) != 0);
}

static enum err
refuse(enum err e, const char *why)
{
	log_event(LOG_WARN, "session.socket", "error=%s why=%s", err_name(e),
	    why);
	return e;
}

enum err
session_socket_check(const char *folder)
{
	const char *path;
	struct stat st;

	if (folder[0] == '\0')
		return ERR_OK;
	if (secure_getenv("PCSCLITE_CSOCK_NAME") == NULL)
		return refuse(ERR_SOCKET_NONE, "not-named");
	path = named(folder);
	if (path == NULL)
		return refuse(ERR_SOCKET_FOREIGN, "elsewhere");
	if (!is_safe(folder))
		return refuse(ERR_SOCKET_FOREIGN, "folder");
	if (lstat(path, &st) != 0)
		return refuse(errno == ENOENT ? ERR_SOCKET_NONE :
		    ERR_SOCKET_FOREIGN, "not-there");
	if (!S_ISSOCK(st.st_mode))
		return refuse(ERR_SOCKET_FOREIGN, "no-socket");
	if (st.st_uid != geteuid())
		return refuse(ERR_SOCKET_FOREIGN, "owner");
	return ERR_OK;
}

void
session_socket_leave(const char *folder)
{
	const char *path = folder[0] == '\0' ? NULL : named(folder);

	if (path != NULL && session_socket_check(folder) == ERR_OK &&
	    unlink(path) != 0)
		log_event(LOG_WARN, "session.socket", "error=%s why=left",
		    strerror(errno));
}

/* The three sentences as they stand in messages.yaml. */
static void
say(const struct message *m, int lang)
{
	fprintf(stderr, "%s\n%s\n%s\n%s\n\n", m->code, m->what.in[lang],
	    m->card.in[lang], m->next.in[lang]);
}

void
session_socket_explain(const struct config *config, enum err e)
{
	struct screens *screens = NULL;
	const struct message *m = NULL;
	char error[512];

	if (screens_open(config->screens, &screens, error, sizeof(error)) ==
	    ERR_OK && screens_load_all(screens, error, sizeof(error)) ==
	    ERR_OK)
		m = screens_message(screens, e);
	for (int lang = 0; m != NULL && lang < LANG_COUNT; lang++)
		say(m, lang);
	if (m == NULL)
		fprintf(stderr, "cilingir: %s\n", err_name(e));
	fprintf(stderr, "  S=%s/$USER-$$\n"
	    "  ssh -t -o SetEnv=PCSCLITE_CSOCK_NAME=$S \\\n"
	    "      -R $S:/run/pcscd/pcscd.comm ...\n", config->card.sockets);
	screens_free(&screens);
}
