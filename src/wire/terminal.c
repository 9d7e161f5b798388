#include "wire/terminal.h"

#include <string.h>

#include "base/utf8.h"
#include "wire/wire.h"

bool
terminal_is_name(const char *text)
{
	const char *p = text;

	while (ascii_is_alpha(*p) || ascii_is_digit(*p) ||
	    (*p != '\0' && strchr("-_.:", *p) != NULL))
		p++;
	return p > text && *p == '\0' && p - text < WIRE_ID;
}
