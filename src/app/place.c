#include "app/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/config.h"
#include "app/parts.h"
#include "base/utf8.h"
#include "screen/screen.h"
#include "tui/term_kind.h"

static void
note(struct doctor_finding *f, enum doctor_state state, enum err about,
    const char *detail)
{
	f->state = state;
	f->about = about;
	utf8_sanitise(detail, strlen(detail), f->detail, sizeof(f->detail));
}

/* The files that it names; "" is none. */
static enum err
files_are_there(const struct config *c, char *error, size_t size)
{
	const char *const files[] = { c->portal.ca, c->portal.certificate,
	    c->portal.key, c->card.cards };
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i][0] == '\0' || access(files[i], R_OK) == 0)
			continue;
		snprintf(error, size, "%s", files[i]);
		return ERR_NOT_FOUND;
	}
	return ERR_OK;
}

/* Its files can be read, they agree, and so do the screens. */
static enum err
read_all(const struct config_sources *from, struct config *config,
    char *error, size_t size)
{
	struct screens *screens = NULL;
	enum err e = config_load(config, from, error, size);

	if (e == ERR_OK)
		e = config_check(config, error, size);
	if (e == ERR_OK)
		e = files_are_there(config, error, size);
	if (e == ERR_OK)
		e = screens_open(config->screens, &screens, error, size);
	if (e == ERR_OK)
		e = screens_load_all(screens, error, size);
	screens_free(&screens);
	return e;
}

static void
look_at_helpers(const struct config *config, struct doctor_finding *f)
{
	static const char *const names[] = { "cilingir-card", "cilingir-net" };
	char error[CONFIG_PATH_MAX + 80];
	size_t i;

	note(f, DOCTOR_FINE, ERR_OK, "");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parts_helper(config, names[i], error, sizeof(error)) !=
		    ERR_OK)
			note(f, DOCTOR_TROUBLE, ERR_HELPER_MISSING, names[i]);
}

static void
look_at_memory(enum secret_heap heap, struct doctor_finding *f)
{
	if (heap == SECRET_HEAP_LOCKED)
		note(f, DOCTOR_FINE, ERR_OK, "");
	else
		note(f, DOCTOR_TROUBLE, ERR_MEMORY_UNLOCKED, "");
}

/* Line by line, or without a terminal, nothing is drawn. */
static void
look_at_display(struct doctor_finding *f)
{
	const char *name = getenv("TERM");
	struct winsize size = { 0 };
	struct term_kind kind;
	char error[160], text[80];

	note(f, DOCTOR_UNKNOWN, ERR_OK, "");
	if (isatty(STDOUT_FILENO) != 1 ||
	    !term_kind_find(name, &kind, error, sizeof(error)))
		return;
	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	snprintf(text, sizeof(text), "%s %dx%d", kind.use, size.ws_col,
	    size.ws_row);
	if (kind.ascii || term_kind_lacks_blocks(STDOUT_FILENO))
		note(f, DOCTOR_TROUBLE, ERR_DISPLAY_POOR, text);
	else
		note(f, DOCTOR_FINE, ERR_OK, text);
}

void
place_look(const struct place *place, struct doctor_place *out)
{
	struct config *config = malloc(sizeof(*config));
	char error[CONFIG_PATH_MAX + 256] = "";

	memset(out, 0, sizeof(*out));
	look_at_memory(place->heap, &out->memory);
	look_at_display(&out->display);
	if (config == NULL)
		return;
	if (read_all(place->from, config, error, sizeof(error)) == ERR_OK)
		note(&out->config, DOCTOR_FINE, ERR_OK, "");
	else
		note(&out->config, DOCTOR_TROUBLE, ERR_CONFIG, error);
	look_at_helpers(config, &out->helpers);
	free(config);
}

void
place_look_arg(void *arg, struct doctor_place *out)
{
	place_look(arg, out);
}
