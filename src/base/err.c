#include "base/err.h"

#include <string.h>

static const char *const names[ERR_COUNT] = {
#define ERR_NAME(constant, name) [constant] = name,
	ERR_LIST(ERR_NAME)
#undef ERR_NAME
};

const char *
err_name(enum err e)
{
	if ((unsigned)e >= ERR_COUNT)
		return "unknown";
	return names[e];
}

enum err
err_from_name(const char *name)
{
	for (unsigned i = 0; i < ERR_COUNT; i++) {
		if (strcmp(names[i], name) == 0)
			return (enum err)i;
	}
	return ERR_COUNT;
}
