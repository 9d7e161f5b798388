/* Log lines for operators.  One line an event: level, stable event name,
 * key=value pairs.  A secret, a full identity number, a phone number, an APDU
 * body or a name of a person never goes in here; there is no call that takes
 * a struct secret. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO };

/* `event` is a fixed name like "card.gone"; the rest is formatted, control
 * characters are replaced and the line is cut at 512 bytes. */
void log_event(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where lines go.  The default drops them: a terminal's screen is not a log.
 * `line` has no newline and is valid during the call. */
typedef void (*log_sink)(enum log_level level, const char *line, void *arg);
void log_set_sink(log_sink sink, void *arg);

/* What every line ends with from now on, as key=value pairs; "": nothing.
 * Copied, at most 30 bytes. */
void log_set_tail(const char *pairs);

/* A sink that writes "<N>line" to stderr, as the service manager reads it. */
void log_sink_stderr(enum log_level level, const char *line, void *arg);

/* A sink that appends lines with the wall-clock time to the file descriptor
 * that `arg` points to (int *). */
void log_sink_fd(enum log_level level, const char *line, void *arg);

#endif
