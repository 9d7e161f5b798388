/* Which configuration files there are, and their order. */
#include "app/config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SYSTEM_FILE CONFIG_DIR "/config.yaml"	/* packaging/install.mk */
#define SYSTEM_PARTS CONFIG_DIR "/config.d/*.yaml"

/* A file that is not there is skipped; one that is there has to be right. */
static enum err
read_optional(struct config *c, const char *path, char *error, size_t size)
{
	if (access(path, F_OK) != 0)
		return ERR_OK;
	return config_read_file(c, path, error, size);
}

static enum err
read_parts(struct config *c, char *error, size_t size)
{
	enum err e = ERR_OK;
	glob_t found;

	if (glob(SYSTEM_PARTS, 0, NULL, &found) != 0)
		return ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < found.gl_pathc; i++)
		e = config_read_file(c, found.gl_pathv[i], error, size);
	globfree(&found);
	return e;
}

static enum err
read_personal(struct config *c, char *error, size_t size)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char path[CONFIG_PATH_MAX];
	int n;

	if (xdg != NULL && xdg[0] == '/')
		n = snprintf(path, sizeof(path), "%s/cilingir/config.yaml",
		    xdg);
	else if (home != NULL && home[0] == '/')
		n = snprintf(path, sizeof(path),
		    "%s/.config/cilingir/config.yaml", home);
	else
		return ERR_OK;
	if (n < 0 || (size_t)n >= sizeof(path))
		return ERR_OK;
	return read_optional(c, path, error, size);
}

enum err
config_load(struct config *c, const char *path, char *error, size_t size)
{
	enum err e;

	config_defaults(c);
	e = read_optional(c, SYSTEM_FILE, error, size);
	if (e == ERR_OK)
		e = read_parts(c, error, size);
	if (e == ERR_OK)
		e = read_personal(c, error, size);
	if (e == ERR_OK && path != NULL)
		e = config_read_file(c, path, error, size);
	return e;
}
