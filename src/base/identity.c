#include "base/identity.h"

#include <string.h>

#define PREFIX 6

const char *
identity_number(const char *serial_number)
{
	if (strncmp(serial_number, "PNOTR-", PREFIX) == 0 ||
	    (strncmp(serial_number, "PAS", 3) == 0 &&
	    strlen(serial_number) > PREFIX &&
	    serial_number[PREFIX - 1] == '-'))
		return serial_number + PREFIX;
	return serial_number;
}
