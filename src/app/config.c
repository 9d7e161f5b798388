#include "app/config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "base/yaml.h"

/* DATA_DIR, HELPER_DIR, STATE_DIR and CONFIG_DIR: packaging/install.mk. */

enum value_kind { TEXT, PATH, NUMBER, BOOL, CHOICE };

/* One key.  `section` NULL: at the top. */
struct key {
	const char *section, *name;
	enum value_kind kind;
	size_t at, size;		/* in struct config */
	int min, max;			/* NUMBER */
	const char *const *choices;	/* CHOICE: ends with NULL */
};

static const char *const languages[] = { "tr", "en", NULL };
static const char *const links[] = { "pcsc", "memory", NULL };

#define AT(member) offsetof(struct config, member), \
	sizeof(((struct config *)NULL)->member)

static const struct key keys[] = {
	{ "portal", "url", TEXT, AT(portal.url), 0, 0, NULL },
	{ "portal", "ca", PATH, AT(portal.ca), 0, 0, NULL },
	{ "portal", "pin", TEXT, AT(portal.pin), 0, 0, NULL },
	{ "portal", "certificate", PATH, AT(portal.certificate), 0, 0, NULL },
	{ "portal", "key", PATH, AT(portal.key), 0, 0, NULL },
	{ "portal", "terminal", TEXT, AT(portal.terminal), 0, 0, NULL },
	{ "card", "link", CHOICE, AT(card.link), 0, 0, links },
	{ "card", "cards", PATH, AT(card.cards), 0, 0, NULL },
	{ "card", "state", PATH, AT(card.state), 0, 0, NULL },
	{ "card", "reader", TEXT, AT(card.reader), 0, 0, NULL },
	{ "card", "wait_s", NUMBER, AT(card.wait_s), 1, 60, NULL },
	{ "idle", "after_s", NUMBER, AT(idle.after_s), 5, 3600, NULL },
	{ "idle", "warn_s", NUMBER, AT(idle.warn_s), 5, 600, NULL },
	{ "notice", "tr", TEXT, AT(notice.in[LANG_TR]), 0, 0, NULL },
	{ "notice", "en", TEXT, AT(notice.in[LANG_EN]), 0, 0, NULL },
	{ NULL, "screens", PATH, AT(screens), 0, 0, NULL },
	{ NULL, "journal", PATH, AT(journal), 0, 0, NULL },
	{ NULL, "log", PATH, AT(log), 0, 0, NULL },
	{ NULL, "helpers", PATH, AT(helpers), 0, 0, NULL },
	{ NULL, "call_centre", TEXT, AT(call_centre), 0, 0, NULL },
	{ NULL, "brand", TEXT, AT(brand), 0, 0, NULL },
	{ NULL, "language", CHOICE, AT(language), 0, 0, languages },
	{ NULL, "exit", BOOL, AT(exit), 0, 0, NULL },
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

/* Where messages go, and which file they are about. */
struct reading {
	struct config *config;
	const char *name;
	char *error;
	size_t size;
};

void
config_defaults(struct config *c)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->portal.ca, sizeof(c->portal.ca), CONFIG_DIR "/ca.pem");
	snprintf(c->card.cards, sizeof(c->card.cards),
	    CONFIG_DIR "/cards.yaml");
	snprintf(c->screens, sizeof(c->screens), DATA_DIR "/screens");
	snprintf(c->journal, sizeof(c->journal), STATE_DIR "/journal");
	snprintf(c->helpers, sizeof(c->helpers), HELPER_DIR);
	snprintf(c->call_centre, sizeof(c->call_centre), "444 5 576");
	snprintf(c->brand, sizeof(c->brand), "KAMU SM");
	c->card.wait_s = 10;
	c->idle.after_s = 120;
	c->idle.warn_s = 30;
	c->language = LANG_TR;
}

static enum err
refuse(const struct reading *r, const struct yaml_node *n, const char *what,
    const char *which)
{
	snprintf(r->error, r->size, "%s:%d:%d: %s%s%s", r->name, n->line,
	    n->column, which, which[0] == '\0' ? "" : ": ", what);
	return ERR_SYNTAX;
}

static bool
has_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static enum err
take_text(const struct reading *r, const struct key *k,
    const struct yaml_node *n, char *to)
{
	if (n->kind != YAML_SCALAR)
		return refuse(r, n, "a text is expected", k->name);
	if (has_control(n->text))
		return refuse(r, n, "has a control character", k->name);
	if (strlen(n->text) >= k->size)
		return refuse(r, n, "is too long", k->name);
	memcpy(to, n->text, strlen(n->text) + 1);
	return ERR_OK;
}

/* A relative path begins at the folder of the file that says it. */
static enum err
take_path(const struct reading *r, const struct key *k,
    const struct yaml_node *n, char *to)
{
	const char *slash = strrchr(r->name, '/');
	int folder = slash == NULL ? 0 : (int)(slash - r->name) + 1;
	enum err e = take_text(r, k, n, to);
	int len;

	if (e != ERR_OK || n->text[0] == '/' || n->text[0] == '\0')
		return e;
	len = snprintf(to, k->size, "%.*s%s", folder, r->name, n->text);
	if (len < 0 || (size_t)len >= k->size)
		return refuse(r, n, "is too long", k->name);
	return ERR_OK;
}

static enum err
take_number(const struct reading *r, const struct key *k,
    const struct yaml_node *n, int *to)
{
	char what[80];

	if (yaml_int(n, k->min, k->max, to) == ERR_OK)
		return ERR_OK;
	snprintf(what, sizeof(what), "a number from %d to %d is expected",
	    k->min, k->max);
	return refuse(r, n, what, k->name);
}

static enum err
take_choice(const struct reading *r, const struct key *k,
    const struct yaml_node *n, int *to)
{
	char what[80] = "one of these is expected:";
	size_t len;

	for (int i = 0; k->choices[i] != NULL; i++) {
		if (n->kind == YAML_SCALAR &&
		    strcmp(n->text, k->choices[i]) == 0) {
			*to = i;
			return ERR_OK;
		}
		len = strlen(what);
		snprintf(what + len, sizeof(what) - len, " %s",
		    k->choices[i]);
	}
	return refuse(r, n, what, k->name);
}

static enum err
take(const struct reading *r, const struct key *k, const struct yaml_node *n)
{
	char *to = (char *)r->config + k->at;

	switch (k->kind) {
	case TEXT:
		return take_text(r, k, n, to);
	case PATH:
		return take_path(r, k, n, to);
	case NUMBER:
		return take_number(r, k, n, (int *)(void *)to);
	case CHOICE:
		return take_choice(r, k, n, (int *)(void *)to);
	default:
		if (yaml_bool(n, (bool *)(void *)to) == ERR_OK)
			return ERR_OK;
		return refuse(r, n, "true or false is expected", k->name);
	}
}

static bool
same_section(const struct key *k, const char *section)
{
	if (k->section == NULL || section == NULL)
		return k->section == section;
	return strcmp(k->section, section) == 0;
}

static const struct key *
find_key(const char *section, const char *name)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (same_section(&keys[i], section) &&
		    strcmp(keys[i].name, name) == 0)
			return &keys[i];
	}
	return NULL;
}

static bool
is_section(const char *name)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (keys[i].section != NULL &&
		    strcmp(keys[i].section, name) == 0)
			return true;
	}
	return false;
}

static enum err
read_map(const struct reading *r, const char *section,
    const struct yaml_node *map)
{
	enum err e = ERR_OK;

	if (map->kind != YAML_MAP)
		return refuse(r, map, "keys and values are expected",
		    section == NULL ? "" : section);
	for (size_t i = 0; e == ERR_OK && i < map->count; i++) {
		const struct key *k = find_key(section, map->keys[i]);

		if (k != NULL)
			e = take(r, k, &map->items[i]);
		else if (section == NULL && is_section(map->keys[i]))
			e = read_map(r, map->keys[i], &map->items[i]);
		else
			e = refuse(r, &map->items[i], "there is no such key",
			    map->keys[i]);
	}
	return e;
}

static enum err
read_doc(struct config *c, struct yaml_doc *doc, char *error, size_t size)
{
	struct reading r = { c, yaml_name(doc), error, size };

	return read_map(&r, NULL, yaml_root(doc));
}

enum err
config_read_file(struct config *c, const char *path, char *error, size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_file(path, &doc, error, size);

	if (e == ERR_OK)
		e = read_doc(c, doc, error, size);
	yaml_free(&doc);
	return e;
}

enum err
config_read_text(struct config *c, const char *name, const char *text,
    char *error, size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_text(name, text, strlen(text), &doc, error,
	    size);

	if (e == ERR_OK)
		e = read_doc(c, doc, error, size);
	yaml_free(&doc);
	return e;
}

static enum err
lacking(char *error, size_t size, const char *what)
{
	snprintf(error, size, "%s", what);
	return ERR_ARGUMENT;
}

enum err
config_check(const struct config *c, char *error, size_t size)
{
	if (c->portal.url[0] == '\0')
		return lacking(error, size, "portal.url is not set: without "
		    "a portal nothing can be unlocked");
	if (strncmp(c->portal.url, "https://", 8) != 0)
		return lacking(error, size, "portal.url must begin with "
		    "https://");
	if (c->portal.ca[0] == '\0')
		return lacking(error, size, "portal.ca is not set");
	if ((c->portal.certificate[0] == '\0') != (c->portal.key[0] == '\0'))
		return lacking(error, size, "portal.certificate and "
		    "portal.key go together");
	if (c->card.link == CONFIG_LINK_MEMORY && c->card.state[0] == '\0')
		return lacking(error, size, "card.link: memory needs "
		    "card.state, the file of the simulated card");
	if ((c->notice.in[LANG_TR][0] == '\0') !=
	    (c->notice.in[LANG_EN][0] == '\0'))
		return lacking(error, size, "notice needs both languages");
	if (c->journal[0] == '\0')
		return lacking(error, size, "journal is not set: an unlock "
		    "that is cut off could not be recovered");
	return ERR_OK;
}
