/* Lines for the system's log, syslog(3): journald where there is one.  Apart
 * from base/log.h because both have names that begin with LOG_. */
#ifndef APP_SYSTEM_LOG_H
#define APP_SYSTEM_LOG_H

/* As `program` with its process id.  No file is opened before the first
 * line. */
void system_log_open(const char *program);

/* `priority` is one of syslog(3), from 0 (worst) to 7. */
void system_log_line(int priority, const char *line);

void system_log_close(void);

#endif
