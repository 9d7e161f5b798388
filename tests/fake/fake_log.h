/* What was asked of card and portal, in one order: "health card.identify". */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

#include <stddef.h>

struct fake_log {
	char text[4096];
};

void fake_log_add(struct fake_log *log, const char *word);
void fake_log_clear(struct fake_log *log);

#endif
