#include "app/system_log.h"

#include <syslog.h>

void
system_log_open(const char *program)
{
	openlog(program, LOG_PID, LOG_DAEMON);
}

void
system_log_line(int priority, const char *line)
{
	syslog(priority, "%s", line);
}

void
system_log_close(void)
{
	closelog();
}
