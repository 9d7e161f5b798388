#include "fake/fake_log.h"

#include <stdio.h>
#include <string.h>

void
fake_log_add(struct fake_log *log, const char *word)
{
	size_t len = strlen(log->text);

	snprintf(log->text + len, sizeof(log->text) - len, "%s%s",
	    len > 0 ? " " : "", word);
}

void
fake_log_clear(struct fake_log *log)
{
	log->text[0] = '\0';
}
