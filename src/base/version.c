#include "base/version.h"

#include <stdio.h>

int
version_print(const char *program, const char *libraries)
{
	return printf("%s %s\nbuilt with %s gcc %s\n", program, VERSION,
	    libraries, __VERSION__) < 0;
}
