#include "vcard/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "card/apdu.h"

#define LINE_MAX_LEN 512
#define HEADER_LEN 4

enum err
vlog_open(const char *path, struct vlog *log)
{
	log->fd = -1;
	if (path == NULL)
		return ERR_OK;
	log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	return log->fd < 0 ? ERR_IO : ERR_OK;
}

void
vlog_close(struct vlog *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static size_t
time_write(char *out, size_t size)
{
	struct timespec now = { 0, 0 };
	struct tm utc;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	len = strftime(out, size, "%Y-%m-%dT%H:%M:%S", &utc);
	return len + (size_t)snprintf(out + len, size - len, ".%03ldZ ",
	    now.tv_nsec / 1000000);
}

/* One write a line, so that lines of two processes do not mix. */
static void
line_write(const struct vlog *log, const char *text)
{
	char line[LINE_MAX_LEN + 32];
	size_t len = time_write(line, sizeof(line));
	int n = snprintf(line + len, sizeof(line) - len, "%s\n", text);
	ssize_t done;

	if (n < 0)
		return;
	len += (size_t)n;
	if (len >= sizeof(line)) {
		len = sizeof(line) - 1;
		line[len - 1] = '\n';
	}
	done = write(log->fd, line, len);
	if (done != (ssize_t)len)
		log_event(LOG_ERROR, "vcard.log", "e=io");
}

static void
header_write(const uint8_t *bytes, size_t len, char *out, size_t size)
{
	struct apdu c;

	if (apdu_parse(bytes, len, &c) == ERR_OK)
		snprintf(out, size, "cla=%02x ins=%02x p1=%02x p2=%02x "
		    "lc=%zu le=%zu", c.cla, c.ins, c.p1, c.p2, c.nc, c.ne);
	else if (len >= HEADER_LEN)
		snprintf(out, size, "cla=%02x ins=%02x p1=%02x p2=%02x "
		    "lc=- le=-", bytes[0], bytes[1], bytes[2], bytes[3]);
	else
		snprintf(out, size, "cla=- ins=- p1=- p2=- lc=- le=-");
}

static const char *
sw_text(int sw, const char *none, char out[static 8])
{
	snprintf(out, 8, "%04x", (unsigned)sw & 0xffff);
	return sw == VLOG_NO_SW ? none : out;
}

void
vlog_command(const struct vlog *log, const struct vlog_command *c)
{
	char line[LINE_MAX_LEN], header[80], sw[8], did[8], fault[80] = "";

	if (log->fd < 0)
		return;
	header_write(c->command, c->command_len, header, sizeof(header));
	if (c->fault != NULL)
		snprintf(fault, sizeof(fault), " fault=%s did=%s", c->fault,
		    sw_text(c->did, "none", did));
	snprintf(line, sizeof(line), "command n=%lu %s sw=%s len=%zu%s",
	    c->number, header, sw_text(c->sw, "----", sw), c->len, fault);
	line_write(log, line);
}

void
vlog_event(const struct vlog *log, const char *format, ...)
{
	char line[LINE_MAX_LEN] = "event ";
	size_t len = strlen(line);
	va_list args;

	if (log->fd < 0)
		return;
	va_start(args, format);
	vsnprintf(line + len, sizeof(line) - len, format, args);
	va_end(args);
	line_write(log, line);
}
