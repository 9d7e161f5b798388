#include "core/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"

/* `pattern` has a 0 for each digit. */
static bool
fits(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; text++, pattern++)
		if (*pattern == '0' ? !ascii_is_digit(*text) :
		    *text != *pattern)
			return false;
	return *text == '\0';
}

static int
number(const char *text, size_t digits)
{
	int n = 0;

	while (digits-- > 0)
		n = n * 10 + (*text++ - '0');
	return n;
}

static bool
read_utc(const char *text, struct tm *local)
{
	struct tm tm = { .tm_isdst = 0 };
	time_t at;

	if (!fits(text, "0000-00-00T00:00:00Z"))
		return false;
	tm.tm_year = number(text, 4) - 1900;
	tm.tm_mon = number(text + 5, 2) - 1;
	tm.tm_mday = number(text + 8, 2);
	tm.tm_hour = number(text + 11, 2);
	tm.tm_min = number(text + 14, 2);
	tm.tm_sec = number(text + 17, 2);
	if (tm.tm_year < 70 || tm.tm_mon < 0 || tm.tm_mon > 11 ||
	    tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 60)
		return false;
	at = timegm(&tm);
	return localtime_r(&at, local) != NULL;
}

static bool
write_date(const struct tm *tm, char out[static WHEN_DATE])
{
	return strftime(out, WHEN_DATE, "%d.%m.%Y", tm) > 0;
}

static bool
write_time(const struct tm *tm, char out[static WHEN_TIME])
{
	char at[24], zone[8];

	if (strftime(at, sizeof(at), "%d.%m.%Y %H:%M:%S", tm) == 0 ||
	    strftime(zone, sizeof(zone), "%z", tm) != 5)
		return false;
	snprintf(out, WHEN_TIME, "%s (UTC%.3s:%.2s)", at, zone, zone + 3);
	return true;
}

bool
when_date(const char *rfc3339, char out[static WHEN_DATE])
{
	struct tm tm;

	out[0] = '\0';
	return read_utc(rfc3339, &tm) && write_date(&tm, out);
}

bool
when_time(const char *rfc3339, char out[static WHEN_TIME])
{
	struct tm tm;

	out[0] = '\0';
	return read_utc(rfc3339, &tm) && write_time(&tm, out);
}

static bool
read_seconds(int64_t seconds, struct tm *local)
{
	time_t at = (time_t)seconds;

	return at == seconds && localtime_r(&at, local) != NULL;
}

void
when_date_at(int64_t seconds, char out[static WHEN_DATE])
{
	struct tm tm;

	if (!read_seconds(seconds, &tm) || !write_date(&tm, out))
		out[0] = '\0';
}

void
when_time_at(int64_t seconds, char out[static WHEN_TIME])
{
	struct tm tm;

	if (!read_seconds(seconds, &tm) || !write_time(&tm, out))
		out[0] = '\0';
}
