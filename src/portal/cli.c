#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

static const struct cli_option *
find_option(const char *text, const struct cli_option *options, size_t count)
{
	if (strncmp(text, "--", 2) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text + 2, options[i].name) == 0)
			return &options[i];
	}
	return NULL;
}

bool
cli_options(int argc, char **argv, const struct cli_option *options,
    size_t count)
{
	for (int i = 0; i < argc; i += 2) {
		const struct cli_option *o;

		o = find_option(argv[i], options, count);
		if (o == NULL || i + 1 == argc || *o->value != NULL) {
			fprintf(stderr, "%s: %s\n", argv[i], o == NULL ?
			    "unknown option" : i + 1 == argc ?
			    "a value is missing" : "given twice");
			return false;
		}
		*o->value = argv[i + 1];
	}
	for (size_t i = 0; i < count; i++) {
		if (options[i].required && *options[i].value == NULL) {
			fprintf(stderr, "--%s is missing\n", options[i].name);
			return false;
		}
	}
	return true;
}

int
cli_fail(enum err e, const char *what)
{
	fprintf(stderr, "%s: %s\n", what, err_name(e));
	switch (e) {
	case ERR_IO:
	case ERR_NO_MEMORY:
	case ERR_INTERNAL:
		return CLI_ENVIRONMENT;
	default:
		return CLI_REFUSED;
	}
}
