#include "app/front.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plain/plain.h"
#include "tui/ui.h"

/* One of them. */
struct front {
	struct ui *ui;
	struct plain *plain;
};

/* Set, and neither empty nor "0". */
static bool
is_on(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

static bool
is_poor(const char *term)
{
	return term == NULL || term[0] == '\0' ||
	    strcmp(term, "dumb") == 0 || strcmp(term, "unknown") == 0;
}

bool
front_is_plain(bool asked, const char **why)
{
	*why = NULL;
	if (asked || is_on("CILINGIR_PLAIN"))
		return true;
	if (isatty(STDOUT_FILENO) != 1)
		*why = "standard output is not a terminal: line by line";
	else if (isatty(STDIN_FILENO) != 1)
		*why = "standard input is not a terminal: line by line";
	return *why != NULL || is_poor(getenv("TERM"));
}

enum err
front_new(struct loop *loop, struct session *session,
    const struct front_config *config, struct front **out, char *error,
    size_t size)
{
	struct plain_config plain = { .in = STDIN_FILENO,
	    .out = STDOUT_FILENO, .exit = config->exit };
	struct ui_config ui = { .exit = config->exit,
	    .ascii = config->ascii };
	struct front *front = calloc(1, sizeof(*front));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (front != NULL && config->plain)
		e = plain_new(loop, session, &plain, &front->plain);
	else if (front != NULL)
		e = ui_new(loop, session, &ui, &front->ui, error, size);
	if (e != ERR_OK)
		front_free(&front);
	*out = front;
	return e;
}

enum err
front_begin(struct front *front, void (*over)(void *arg), void *arg)
{
	return front->plain != NULL ? plain_begin(front->plain, over, arg) :
	    ui_begin(front->ui, over, arg);
}

void
front_free(struct front **front)
{
	if (*front == NULL)
		return;
	plain_free(&(*front)->plain);
	ui_free(&(*front)->ui);
	free(*front);
	*front = NULL;
}
