/* The portal under load, by libcurl; $W/holders names the enrolled holders
 * and their cards ("IDENTITY SERIAL" a line), $W/strangers identity numbers
 * that nobody has enrolled; $WORD is every holder's security word.
 *
 *	portal_load PORTAL-PID URL CA PIN flows N
 *	portal_load PORTAL-PID URL CA PIN persons N
 *	portal_load PORTAL-PID URL CA PIN slow N
 *
 * flows: N times a whole login and unlock on a kept connection.  persons: N
 * logins with a wrong word of someone known, N of someone unknown, in turn.
 * slow: N connections that say almost nothing, from one address; requests
 * from another. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

#include <curl/curl.h>
#include <jansson.h>
#include <sqlite3.h>

#include "figures.h"

#define PEOPLE_MAX 256
#define SLOW_MAX 512
#define SLOW_REQUESTS 20

struct person {
	char identity[32], serial[72];
};

struct load {
	int pid;
	const char *url, *ca, *pin, *world, *word;
	CURL *curl;
	char token[128], body[16384];
	size_t used;
	long status;
	struct samples all;	/* of the requests that take no scrypt */
	double ms;		/* of the last one */
};

static const char *
needed(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		cannot("$%s is not set", name);
	return value;
}

static size_t
keep(char *bytes, size_t size, size_t n, void *arg)
{
	struct load *l = arg;

	n *= size;
	if (n >= sizeof(l->body) - l->used)
		return n;	/* a picture: not looked at */
	memcpy(l->body + l->used, bytes, n);
	l->used += n;
	l->body[l->used] = '\0';
	return n;
}

static void
connect_anew(struct load *l)
{
	if (l->curl != NULL)
		curl_easy_cleanup(l->curl);
	l->curl = curl_easy_init();
	if (l->curl == NULL ||
	    curl_easy_setopt(l->curl, CURLOPT_CAINFO, l->ca) != CURLE_OK ||
	    curl_easy_setopt(l->curl, CURLOPT_PINNEDPUBLICKEY, l->pin) !=
	    CURLE_OK ||
	    curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, keep) !=
	    CURLE_OK ||
	    curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, l) != CURLE_OK)
		cannot("curl");
}

static struct curl_slist *
headers(const struct load *l)
{
	static unsigned counter;
	struct curl_slist *list = NULL;
	char line[256];

	snprintf(line, sizeof(line), "Idempotency-Key: bench-%d-%u", getpid(),
	    counter++);
	list = curl_slist_append(list, line);
	list = curl_slist_append(list, "Content-Type: application/json");
	if (l->token[0] != '\0') {
		snprintf(line, sizeof(line), "Authorization: Bearer %s",
		    l->token);
		list = curl_slist_append(list, line);
	}
	return list;
}

/* One request; the reply is in l->body, its status in l->status. */
static void
request(struct load *l, const char *method, const char *path,
    const char *body)
{
	struct curl_slist *list = headers(l);
	char url[512];
	CURLcode code;
	int64_t begin;

	snprintf(url, sizeof(url), "%s%s", l->url, path);
	l->used = 0;
	l->body[0] = '\0';
	(void)curl_easy_setopt(l->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, list);
	(void)curl_easy_setopt(l->curl, CURLOPT_POSTFIELDS, body);
	if (body == NULL)
		(void)curl_easy_setopt(l->curl, CURLOPT_HTTPGET, 1L);
	(void)curl_easy_setopt(l->curl, CURLOPT_CUSTOMREQUEST, method);
	begin = now_ns();
	code = curl_easy_perform(l->curl);
	l->ms = ms_since(begin);
	if (code != CURLE_OK)
		cannot("%s %s: %s", method, path, curl_easy_strerror(code));
	(void)curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &l->status);
	curl_slist_free_all(list);
}

static void
must(struct load *l, const char *method, const char *path, const char *body)
{
	request(l, method, path, body);
	if (l->status / 100 != 2)
		cannot("%s %s: %ld %s", method, path, l->status, l->body);
}

/* A member of the last reply. */
static void
member(const struct load *l, const char *key, char *out, size_t size)
{
	json_t *root = json_loads(l->body, 0, NULL);
	const char *text = json_string_value(json_object_get(root, key));

	if (text == NULL)
		cannot("no \"%s\" in %s", key, l->body);
	snprintf(out, size, "%s", text);
	json_decref(root);
}

/* What the person would read off the picture. */
static void
read_captcha(const struct load *l, const char *id, char *out, size_t size)
{
	char path[512];
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;

	snprintf(path, sizeof(path), "%s/portal.db", l->world);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) !=
	    SQLITE_OK || sqlite3_busy_timeout(db, 5000) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT answer FROM captcha WHERE id = ?",
	    -1, &row, NULL) != SQLITE_OK ||
	    sqlite3_bind_text(row, 1, id, -1, SQLITE_STATIC) != SQLITE_OK ||
	    sqlite3_step(row) != SQLITE_ROW)
		cannot("the captcha's text");
	snprintf(out, size, "%s",
	    (const char *)sqlite3_column_text(row, 0));
	(void)sqlite3_finalize(row);
	(void)sqlite3_close(db);
}

static void
read_code(char *out, size_t size)
{
	FILE *f = popen("sms-code", "r");

	if (f == NULL || fgets(out, (int)size, f) == NULL || pclose(f) != 0)
		cannot("no message has come");
	out[strcspn(out, "\n")] = '\0';
}

static void
open_session(struct load *l)
{
	l->token[0] = '\0';
	must(l, "POST", "/v1/session", "{\"terminal\":\"bench\","
	    "\"version\":\"0.1.0\",\"language\":\"tr\"}");
	member(l, "token", l->token, sizeof(l->token));
}

/* Leaves the reply to the login; the time is that of the login alone. */
static void
login(struct load *l, const char *identity, const char *word)
{
	char id[64], text[16], path[128], body[512];

	must(l, "POST", "/v1/captcha", "");
	samples_add(&l->all, l->ms);
	member(l, "id", id, sizeof(id));
	snprintf(path, sizeof(path), "/v1/captcha/%s", id);
	must(l, "GET", path, NULL);
	samples_add(&l->all, l->ms);
	read_captcha(l, id, text, sizeof(text));
	snprintf(body, sizeof(body), "{\"identity\":\"%s\",\"word\":\"%s\","
	    "\"captcha_id\":\"%s\",\"captcha\":\"%s\"}", identity, word, id,
	    text);
	request(l, "POST", "/v1/login/password", body);
}

static void
confirm(struct load *l)
{
	char code[16], body[64];

	must(l, "POST", "/v1/sms", "");
	read_code(code, sizeof(code));
	snprintf(body, sizeof(body), "{\"code\":\"%s\"}", code);
	must(l, "POST", "/v1/sms/verify", body);
	samples_add(&l->all, l->ms);
}

static void
unlock(struct load *l, const char *serial)
{
	char id[64], path[160], body[256];

	snprintf(body, sizeof(body), "{\"serial\":\"%s\",\"card_type\":"
	    "\"akis\",\"pin_tries\":0}", serial);
	must(l, "POST", "/v1/unlock", body);
	samples_add(&l->all, l->ms);
	member(l, "id", id, sizeof(id));
	snprintf(path, sizeof(path), "/v1/unlock/%s/cryptogram", id);
	snprintf(body, sizeof(body), "{\"serial\":\"%s\",\"challenge\":"
	    "\"00112233445566778899aabbccddeeff\"}", serial);
	must(l, "POST", path, body);
	samples_add(&l->all, l->ms);
	snprintf(path, sizeof(path), "/v1/unlock/%s/result", id);
	must(l, "PUT", path, "{\"outcome\":\"done\",\"tries_after\":3}");
	samples_add(&l->all, l->ms);
}

static size_t
read_people(const struct load *l, const char *file, struct person *people)
{
	char path[512];
	FILE *f;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s", l->world, file);
	f = fopen(path, "r");
	while (f != NULL && n < PEOPLE_MAX && fscanf(f, "%31s %71s",
	    people[n].identity, people[n].serial) == 2)
		n++;
	if (n == 0)
		cannot("%s names nobody", path);
	(void)fclose(f);
	return n;
}

/* Seconds of processor time that the portal and the programs that it started
 * and that have ended have used. */
static double
cpu_of(int pid)
{
	unsigned long ticks[4];
	char path[64], line[512], *end = NULL;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f != NULL && fgets(line, sizeof(line), f) != NULL)
		end = strrchr(line, ')');
	if (end == NULL || sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u "
	    "%*u %*u %*u %lu %lu %lu %lu", &ticks[0], &ticks[1], &ticks[2],
	    &ticks[3]) != 4)
		cannot("the portal's processor time");
	(void)fclose(f);
	return (double)(ticks[0] + ticks[1] + ticks[2] + ticks[3]) /
	    (double)sysconf(_SC_CLK_TCK);
}

static void
measure_flows(struct load *l, size_t n)
{
	static struct person people[PEOPLE_MAX];
	static struct samples ms;
	size_t known = read_people(l, "holders", people);
	double cpu = cpu_of(l->pid);

	for (size_t i = 0; i < n; i++) {
		int64_t begin = now_ns();

		open_session(l);
		login(l, people[i % known].identity, l->word);
		if (l->status != 200)
			cannot("login: %s", l->body);
		confirm(l);
		unlock(l, people[i % known].serial);
		must(l, "DELETE", "/v1/session", NULL);
		samples_add(&ms, ms_since(begin));
	}
	figure("flow_ms.portal", samples_median(&ms));
	figure("flows_a_core.portal", (double)n / (cpu_of(l->pid) - cpu));
	figure("request_p99_ms.portal", samples_part(&l->all, 0.99));
}

static double
apart(double a, double b)
{
	return a < b ? b - a : a - b;
}

/* What the clock alone makes of it: one half of the same kind of people beside
 * the other. */
static double
noise_of(const struct samples *s)
{
	static struct samples half[2];

	for (size_t i = 0; i < s->count; i++)
		samples_add(&half[i % 2], s->value[i]);
	return apart(samples_median(&half[0]), samples_median(&half[1]));
}

/* In pairs, whose first one changes, and the median of the differences: what
 * else the machine does hits both. */
static void
measure_persons(struct load *l, size_t n)
{
	static struct person known[PEOPLE_MAX], unknown[PEOPLE_MAX];
	static struct samples ms[2], difference;
	size_t count = read_people(l, "holders", known);
	char first[64] = "", code[64];

	if (n > count || n > read_people(l, "strangers", unknown))
		cannot("there are not so many people");
	open_session(l);
	for (size_t i = 0; i < 2 * n; i++) {
		bool nobody = (i / 2 + i) % 2 == 1;

		login(l, nobody ? unknown[i / 2].identity :
		    known[i / 2].identity, "Yanlis2026");
		member(l, "code", code, sizeof(code));
		if (first[0] == '\0')
			snprintf(first, sizeof(first), "%s", code);
		if (strcmp(code, first) != 0)
			cannot("the portal says %s and %s", first, code);
		samples_add(&ms[nobody], l->ms);
	}
	for (size_t i = 0; i < n; i++)
		samples_add(&difference, ms[0].value[i] - ms[1].value[i]);
	figure("login_known_ms.portal", samples_median(&ms[0]));
	figure("login_unknown_ms.portal", samples_median(&ms[1]));
	figure("login_difference_ms.portal",
	    apart(samples_median(&difference), 0));
	figure("login_noise_ms.portal", noise_of(&ms[1]));
}

/* The beginning of a record of TLS, and no more. */
static int
say_little(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		cannot("connections to the portal");
	(void)send(fd, "\x16\x03\x01", 3, MSG_NOSIGNAL);
	return fd;
}

static void
measure_slow(struct load *l, size_t n)
{
	static struct samples ms;
	static int fd[SLOW_MAX];
	const char *port = strrchr(l->url, ':');

	if (n > SLOW_MAX || port == NULL)
		cannot("so many connections");
	for (size_t i = 0; i < n; i++)
		fd[i] = say_little((int)strtol(port + 1, NULL, 10));
	for (int i = 0; i < SLOW_REQUESTS; i++) {
		connect_anew(l);
		(void)curl_easy_setopt(l->curl, CURLOPT_INTERFACE,
		    "127.0.0.2");
		must(l, "GET", "/v1/health", NULL);
		samples_add(&ms, l->ms);
		for (size_t k = 0; k < n; k++)
			(void)send(fd[k], "\x02", 1, MSG_NOSIGNAL);
	}
	for (size_t i = 0; i < n; i++)
		(void)close(fd[i]);
	figure("slow_other_ms.portal", samples_median(&ms));
	figure("slow_other_worst_ms.portal", samples_part(&ms, 1));
}

int
main(int argc, char **argv)
{
	static struct load l;
	size_t n = argc == 7 ? strtoul(argv[6], NULL, 10) : 0;

	if (n == 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		fprintf(stderr, "usage: portal_load PID URL CA PIN "
		    "flows|persons|slow N\n");
		return 2;
	}
	l.pid = (int)strtol(argv[1], NULL, 10);
	l.url = argv[2];
	l.ca = argv[3];
	l.pin = argv[4];
	l.world = needed("W");
	l.word = needed("WORD");
	connect_anew(&l);
	if (strcmp(argv[5], "flows") == 0)
		measure_flows(&l, n);
	else if (strcmp(argv[5], "persons") == 0)
		measure_persons(&l, n);
	else
		measure_slow(&l, n);
	curl_easy_cleanup(l.curl);
	curl_global_cleanup();
	return 0;
}
