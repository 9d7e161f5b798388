/* Which layers of configuration there are, and their order. */
#include "app/config.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/config_keys.h"
#include "base/utf8.h"

/* CONFIG_DIR: packaging/install.mk. */

#define VALUE_MAX (CONFIG_PATH_MAX + 64)

struct loading {
	struct config *config;
	const struct config_sources *from;
	char *error;
	size_t size;
};

static const char *
folder(const struct loading *l)
{
	return l->from->etc != NULL ? l->from->etc : CONFIG_DIR;
}

static void
laid(const struct loading *l, const char *name)
{
	if (l->from->layer != NULL)
		l->from->layer(l->from->arg, name, l->config);
}

static enum err
read_file(const struct loading *l, const char *path)
{
	enum err e = config_read_file(l->config, path, l->error, l->size);

	if (e == ERR_OK)
		laid(l, path);
	return e;
}

/* A file that is not there is skipped; one that is there has to be right. */
static enum err
read_optional(const struct loading *l, const char *path)
{
	return access(path, F_OK) != 0 ? ERR_OK : read_file(l, path);
}

static enum err
read_system(const struct loading *l)
{
	char path[CONFIG_PATH_MAX];

	snprintf(path, sizeof(path), "%s/config.yaml", folder(l));
	return read_optional(l, path);
}

static enum err
read_parts(const struct loading *l)
{
	char path[CONFIG_PATH_MAX];
	enum err e = ERR_OK;
	glob_t found;

	snprintf(path, sizeof(path), "%s/config.d/*.yaml", folder(l));
	if (glob(path, 0, NULL, &found) != 0)
		return ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < found.gl_pathc; i++)
		e = read_file(l, found.gl_pathv[i]);
	globfree(&found);
	return e;
}

static bool
is_profile_name(const char *name)
{
	for (const char *c = name; *c != '\0'; c++) {
		if (!ascii_is_digit(*c) && *c != '-' && (*c < 'a' || *c > 'z'))
			return false;
	}
	return name[0] != '\0' && strlen(name) < CONFIG_NAME_MAX;
}

/* The place that this terminal is at.  Named by the command line, the
 * environment or config.yaml; the profile itself cannot name another. */
static enum err
read_profile(const struct loading *l)
{
	const char *variable = getenv("CILINGIR_PROFILE");
	struct config *c = l->config;
	char name[CONFIG_NAME_MAX], path[CONFIG_PATH_MAX];
	enum err e;

	if (l->from->profile != NULL)
		snprintf(name, sizeof(name), "%s", l->from->profile);
	else if (c->personal && variable != NULL && variable[0] != '\0')
		snprintf(name, sizeof(name), "%s", variable);
	else
		snprintf(name, sizeof(name), "%s", c->profile);
	if (name[0] == '\0')
		return ERR_OK;
	snprintf(path, sizeof(path), "%s/profiles/%s.yaml", folder(l), name);
	if (!is_profile_name(name) || access(path, F_OK) != 0) {
		snprintf(l->error, l->size, "profile %s: there is no such "
		    "profile (%s)", name, path);
		return ERR_NOT_FOUND;
	}
	e = read_file(l, path);
	snprintf(c->profile, sizeof(c->profile), "%s", name);
	return e;
}

static enum err
read_personal(const struct loading *l)
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
	return read_optional(l, path);
}

/* portal.ca: CILINGIR_PORTAL_CA */
static void
variable_name(const struct config_key *k, char *name, size_t size)
{
	snprintf(name, size, "CILINGIR_%s%s%s", k->section == NULL ? "" :
	    k->section, k->section == NULL ? "" : "_", k->name);
	for (; *name != '\0'; name++) {
		if (*name >= 'a' && *name <= 'z')
			*name = (char)(*name - 'a' + 'A');
	}
}

static enum err
read_variable(const struct loading *l, const struct config_key *k)
{
	char name[64], setting[VALUE_MAX];
	const char *value;
	enum err e;
	int n;

	variable_name(k, name, sizeof(name));
	value = getenv(name);
	if (value == NULL || strcmp(k->name, "profile") == 0)
		return ERR_OK;
	n = snprintf(setting, sizeof(setting), "%s%s%s=%s", k->section == NULL ?
	    "" : k->section, k->section == NULL ? "" : ".", k->name, value);
	if (n < 0 || (size_t)n >= sizeof(setting)) {
		snprintf(l->error, l->size, "%s: is too long", name);
		return ERR_TOO_BIG;
	}
	e = config_set(l->config, name, setting, l->error, l->size);
	if (e == ERR_OK)
		laid(l, name);
	return e;
}

static enum err
read_variables(const struct loading *l)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < config_key_count; i++)
		e = read_variable(l, &config_keys[i]);
	return e;
}

static enum err
read_settings(const struct loading *l)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < l->from->setting_count; i++) {
		e = config_set(l->config, "-o", l->from->settings[i], l->error,
		    l->size);
		if (e == ERR_OK)
			laid(l, "-o");
	}
	return e;
}

/* A later layer that names another place has come too late to be one. */
static enum err
same_profile(const struct loading *l, const char *profile)
{
	if (strcmp(profile, l->config->profile) == 0)
		return ERR_OK;
	snprintf(l->error, l->size, "profile: %s: can be said in config.yaml, "
	    "by CILINGIR_PROFILE or --profile only", l->config->profile);
	return ERR_ARGUMENT;
}

enum err
config_load(struct config *c, const struct config_sources *from, char *error,
    size_t size)
{
	const struct loading l = { c, from, error, size };
	char profile[CONFIG_NAME_MAX];
	enum err e;

	config_defaults(c);
	laid(&l, "default");
	e = read_system(&l);
	if (e == ERR_OK)
		e = read_profile(&l);
	memcpy(profile, c->profile, sizeof(profile));
	if (e == ERR_OK)
		e = read_parts(&l);
	if (e == ERR_OK && c->personal)
		e = read_personal(&l);
	if (e == ERR_OK && c->personal)
		e = read_variables(&l);
	if (e == ERR_OK && from->file != NULL)
		e = read_file(&l, from->file);
	if (e == ERR_OK)
		e = read_settings(&l);
	return e != ERR_OK ? e : same_profile(&l, profile);
}
