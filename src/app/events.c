#include "app/events.h"

#include <fcntl.h>
#include <unistd.h>

#include "app/system_log.h"
#include "base/log.h"

/* syslog(3) */
static const int priorities[] = { [LOG_ERROR] = 3, [LOG_WARN] = 4,
    [LOG_INFO] = 6 };

static void
put(enum log_level level, const char *line, void *arg)
{
	struct events *events = arg;

	if (events->fd >= 0)
		log_sink_fd(level, line, &events->fd);
	if (events->system)
		system_log_line(priorities[level], line);
}

enum err
events_open(struct events *events, const char *path, bool system)
{
	events->fd = -1;
	events->system = system;
	if (path[0] != '\0') {
		events->fd = open(path, O_WRONLY | O_APPEND | O_CREAT |
		    O_CLOEXEC | O_NOFOLLOW, 0600);
		if (events->fd < 0)
			return ERR_IO;
	}
	if (system)
		system_log_open("cilingir");
	if (events->fd >= 0 || system)
		log_set_sink(put, events);
	return ERR_OK;
}

void
events_close(struct events *events)
{
	log_set_sink(NULL, NULL);
	if (events->system)
		system_log_close();
	if (events->fd >= 0)
		close(events->fd);
	events->fd = -1;
	events->system = false;
}
