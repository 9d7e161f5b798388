#include "portal/gateway.h"

#include <string.h>

#include "base/program.h"

static enum err
add_place(const struct gateway_place *places, const char *name, size_t len,
    struct buf *out)
{
	for (const struct gateway_place *p = places; p->name != NULL; p++) {
		if (strlen(p->name) == len && memcmp(p->name, name, len) == 0)
			return buf_add(out, p->bytes, p->len);
	}
	return ERR_SYNTAX;
}

enum err
gateway_fill(const char *text, const struct gateway_place *places,
    struct buf *out)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && *text != '\0') {
		const char *open = strchr(text, '{');
		const char *close = open == NULL ? NULL : strchr(open, '}');

		if (close == NULL)
			return buf_add_str(out, text);
		e = buf_add(out, text, (size_t)(open - text));
		if (e == ERR_OK)
			e = add_place(places, open + 1,
			    (size_t)(close - open - 1), out);
		text = close + 1;
	}
	return e;
}

enum err
gateway_run(const struct gateway *g, const char *what,
    const struct buf *message)
{
	char argv_copy[CONFIG_ARGS][CONFIG_PATH];
	char *argv[CONFIG_ARGS + 1] = { NULL };
	const struct program program = { .event = what, .argv = argv,
	    .fds = { -1 }, .count = 1, .input = message->data,
	    .input_len = message->len, .seconds = g->timeout };

	if (message->len > GATEWAY_MAX)
		return ERR_TOO_BIG;
	memcpy(argv_copy, g->argv, sizeof(argv_copy));
	for (size_t i = 0; i < g->argc; i++)
		argv[i] = argv_copy[i];
	return program_run(&program);
}
