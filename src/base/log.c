#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

#define LINE_MAX 512
#define TAIL_MAX 32

static log_sink sink_call;
static void *sink_arg;
static char tail[TAIL_MAX];	/* with its blank, or "" */

/* What the service manager calls them (sd-daemon(3)). */
static const int priorities[] = {
	[LOG_ERROR] = 3, [LOG_WARN] = 4, [LOG_INFO] = 6,
};

static const char *const words[] = {
	[LOG_ERROR] = "error", [LOG_WARN] = "warn", [LOG_INFO] = "info",
};

/* Append formatted text at *used, cut where the tail begins. */
static void
add(char *line, size_t *used, const char *format, va_list args)
{
	size_t most = LINE_MAX - 1 - strlen(tail);
	int n;

	if (*used > most)
		*used = most;
	n = vsnprintf(line + *used, most + 1 - *used, format, args);
	if (n > 0)
		*used += (size_t)n;
	if (*used > most)
		*used = most;
}

void
log_event(enum log_level level, const char *event, const char *format, ...)
{
	char raw[LINE_MAX], line[LINE_MAX];
	size_t used = 0;
	va_list args;
	int n;

	if (sink_call == NULL)
		return;
	n = snprintf(raw, sizeof(raw), "%s ", event);
	if (n > 0)
		used = (size_t)n < sizeof(raw) ? (size_t)n : sizeof(raw) - 1;
	va_start(args, format);
	add(raw, &used, format, args);
	va_end(args);
	if (used > 0 && raw[used - 1] == ' ')
		used--;
	memcpy(raw + used, tail, strlen(tail));
	used += strlen(tail);
	for (size_t i = 0; i < used; i++) {
		if ((unsigned char)raw[i] < 0x20 || raw[i] == 0x7f)
			raw[i] = '?';
	}
	utf8_sanitise(raw, used, line, sizeof(line));
	sink_call(level, line, sink_arg);
}

void
log_set_sink(log_sink sink, void *arg)
{
	sink_call = sink;
	sink_arg = arg;
}

void
log_set_tail(const char *pairs)
{
	snprintf(tail, sizeof(tail), "%s%.*s", pairs[0] != '\0' ? " " : "",
	    TAIL_MAX - 2, pairs);
}

/* One write for a line, so that lines of several processes do not mix.  A log
 * that cannot be written has no place left to say so. */
static void
put(int fd, const char *text, size_t len)
{
	if (write(fd, text, len) < 0)
		return;
}

void
log_sink_stderr(enum log_level level, const char *line, void *arg)
{
	char text[LINE_MAX + 8];
	int n;

	(void)arg;
	n = snprintf(text, sizeof(text), "<%d>%s\n", priorities[level], line);
	if (n > 0 && (size_t)n < sizeof(text))
		put(STDERR_FILENO, text, (size_t)n);
}

void
log_sink_fd(enum log_level level, const char *line, void *arg)
{
	char text[LINE_MAX + 64], when[32];
	time_t now = (time_t)clock_wall_s();
	struct tm utc;
	int n;

	if (gmtime_r(&now, &utc) == NULL ||
	    strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		when[0] = '\0';
	n = snprintf(text, sizeof(text), "%s %s %s\n", when, words[level],
	    line);
	if (n > 0 && (size_t)n < sizeof(text))
		put(*(const int *)arg, text, (size_t)n);
}
