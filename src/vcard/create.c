#include "vcard/create.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define SECRETS_MAX 256
#define EXIT_USAGE 2

struct create {
	const char *state, *type, *serial, *atr, *secrets, *phase, *write;
	struct make_certificate certificate;
	bool locked;
};

static const char usage[] =
    "usage: cilingir-vcard create --state FILE --serial HEX"
    " --secrets-from FD|-\n"
    "           [--type TYPE] [--atr HEX] [--subject CN] [--days N]"
    " [--from YYYY-MM-DD]\n"
    "           [--identity NUMBER] [--certificate FILE] [--login-only]\n"
    "           [--locked] [--phase operation|administration]\n"
    "           [--ca-cert FILE --ca-key FILE]\n"
    "Lines on FD (- is standard input): pin=<digits>, puk=<digits>,\n"
    "  key=<hex digits>, as long as the type wants them\n"
    "TYPE:";

static void
usage_print(FILE *to)
{
	char types[200];

	vtype_names(types, sizeof(types));
	fprintf(to, "%s %s\n", usage, types);
}

static int
complain(const char *what, const char *of)
{
	fprintf(stderr, "cilingir-vcard: %s%s%s\n", what,
	    of == NULL ? "" : ": ", of == NULL ? "" : of);
	return EXIT_FAILURE;
}

static bool
number_read(const char *text, int max, int *n)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 0 ||
	    value > max)
		return false;
	*n = (int)value;
	return true;
}

/* YYYY-MM-DD, midnight UTC. */
static bool
date_read(const char *text, int64_t *seconds)
{
	struct tm tm = { .tm_mday = 0 };
	const char *end = strptime(text, "%Y-%m-%d", &tm);

	*seconds = end == NULL ? 0 : (int64_t)timegm(&tm);
	return end != NULL && *end == '\0' && *seconds > 0;
}

enum option_id {
	OPT_STATE = 1, OPT_SERIAL, OPT_ATR, OPT_SUBJECT, OPT_LOCKED,
	OPT_CA_CERT, OPT_CA_KEY, OPT_DAYS, OPT_SECRETS, OPT_PHASE, OPT_TYPE,
	OPT_FROM, OPT_IDENTITY, OPT_CERTIFICATE, OPT_LOGIN_ONLY
};

static const struct option options[] = {
	{ "state", required_argument, NULL, OPT_STATE },
	{ "serial", required_argument, NULL, OPT_SERIAL },
	{ "atr", required_argument, NULL, OPT_ATR },
	{ "subject", required_argument, NULL, OPT_SUBJECT },
	{ "locked", no_argument, NULL, OPT_LOCKED },
	{ "ca-cert", required_argument, NULL, OPT_CA_CERT },
	{ "ca-key", required_argument, NULL, OPT_CA_KEY },
	{ "days", required_argument, NULL, OPT_DAYS },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "identity", required_argument, NULL, OPT_IDENTITY },
	{ "certificate", required_argument, NULL, OPT_CERTIFICATE },
	{ "login-only", no_argument, NULL, OPT_LOGIN_ONLY },
	{ "secrets-from", required_argument, NULL, OPT_SECRETS },
	{ "phase", required_argument, NULL, OPT_PHASE },
	{ "type", required_argument, NULL, OPT_TYPE },
	{ NULL, 0, NULL, 0 },
};

static bool
option_take(struct create *c, int id, const char *value)
{
	switch (id) {
	case OPT_STATE:
		c->state = value;
		return true;
	case OPT_SERIAL:
		c->serial = value;
		return true;
	case OPT_ATR:
		c->atr = value;
		return true;
	case OPT_SUBJECT:
		c->certificate.subject = value;
		return true;
	case OPT_IDENTITY:
		c->certificate.identity = value;
		return true;
	case OPT_CERTIFICATE:
		c->write = value;
		return true;
	case OPT_LOCKED:
		c->locked = true;
		return true;
	case OPT_CA_CERT:
		c->certificate.ca_certificate = value;
		return true;
	case OPT_CA_KEY:
		c->certificate.ca_key = value;
		return true;
	case OPT_FROM:
		return date_read(value, &c->certificate.from);
	case OPT_DAYS:
		return number_read(value, INT_MAX, &c->certificate.days);
	case OPT_LOGIN_ONLY:
		c->certificate.login_only = true;
		return true;
	case OPT_SECRETS:
		c->secrets = value;
		return true;
	case OPT_PHASE:
		c->phase = value;
		return true;
	case OPT_TYPE:
		c->type = value;
		return true;
	default:
		return false;
	}
}

static bool
options_read(int argc, char **argv, struct create *c)
{
	int id;

	optind = 1;
	for (;;) {
		id = getopt_long(argc, argv, "", options, NULL);
		if (id == -1)
			break;
		if (!option_take(c, id, optarg))
			return false;
	}
	return optind == argc && c->state != NULL && c->serial != NULL &&
	    c->secrets != NULL;
}

/* A PIN or PUK line: digits of the right number. */
static enum err
digits_take(struct secret *to, const char *value, size_t len, size_t min,
    size_t max)
{
	size_t i;

	if (len < min || len > max)
		return ERR_SYNTAX;
	for (i = 0; i < len; i++)
		if (!ascii_is_digit(value[i]))
			return ERR_SYNTAX;
	return secret_set(to, value, len);
}

static enum err
key_take(struct vstate *s, const char *value, size_t len)
{
	char text[2 * VSTATE_KEY_MAX + 1];
	uint8_t key[VSTATE_KEY_MAX];
	size_t key_len;
	enum err e;

	if (len < 2 * s->type->key_min || len > 2 * s->type->key_max)
		return ERR_SYNTAX;
	memcpy(text, value, len);
	text[len] = '\0';
	e = hex_decode(text, key, sizeof(key), &key_len);
	if (e == ERR_OK)
		e = secret_set(s->unlock_key, key, key_len);
	secret_wipe_mem(text, sizeof(text));
	secret_wipe_mem(key, sizeof(key));
	return e;
}

static enum err
line_take(struct vstate *s, const char *line, size_t len)
{
	if (len > 4 && memcmp(line, "pin=", 4) == 0)
		return digits_take(s->pin, line + 4, len - 4,
		    s->type->pin_min, s->type->pin_max);
	if (len > 4 && memcmp(line, "puk=", 4) == 0)
		return digits_take(s->puk, line + 4, len - 4,
		    s->type->puk_min, s->type->puk_max);
	if (len > 4 && memcmp(line, "key=", 4) == 0)
		return key_take(s, line + 4, len - 4);
	return ERR_SYNTAX;
}

static enum err
lines_take(struct vstate *s, const char *text, size_t len)
{
	enum err e = ERR_OK;

	while (len > 0 && e == ERR_OK) {
		const char *end = memchr(text, '\n', len);
		size_t n = end == NULL ? len : (size_t)(end - text);

		e = line_take(s, text, n);
		n += end != NULL;
		text += n;
		len -= n;
	}
	if (e == ERR_OK && (secret_len(s->pin) == 0 ||
	    secret_len(s->puk) == 0 || secret_len(s->unlock_key) == 0))
		e = ERR_SYNTAX;
	return e;
}

static enum err
secrets_read(int fd, struct vstate *s)
{
	char text[SECRETS_MAX];
	size_t len = 0;
	enum err e = ERR_TOO_BIG;

	while (len < sizeof(text)) {
		ssize_t n = read(fd, text + len, sizeof(text) - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			e = n < 0 ? ERR_IO : lines_take(s, text, len);
			break;
		}
		len += (size_t)n;
	}
	secret_wipe_mem(text, sizeof(text));
	return e;
}

static bool
hex_fill(const char *text, uint8_t *out, size_t size, size_t min, size_t *len)
{
	return hex_decode(text, out, size, len) == ERR_OK && *len >= min;
}

static int
state_fill(const struct create *c, struct vstate *s)
{
	size_t len, wanted = s->type->serial_len;
	int fd = STDIN_FILENO;
	char digits[8];
	enum err e;

	snprintf(digits, sizeof(digits), "%zu", 2 * wanted);
	if (!hex_fill(c->serial, s->serial, wanted, wanted, &len))
		return complain("hexadecimal digits that --serial must have",
		    digits);
	if (!hex_fill(c->atr != NULL ? c->atr : s->type->atr, s->atr,
	    sizeof(s->atr), 2, &s->atr_len))
		return complain("--atr is not 2 to 33 bytes in hexadecimal",
		    NULL);
	if (vstate_phase_from_name(c->phase, &s->phase) != ERR_OK)
		return complain("no such --phase", c->phase);
	if (strcmp(c->secrets, "-") != 0 &&
	    !number_read(c->secrets, INT_MAX, &fd))
		return complain("--secrets-from is no descriptor", NULL);
	e = secrets_read(fd, s);
	if (e != ERR_OK)
		return complain("pin, puk and key are not all there or not "
		    "well-formed", NULL);
	if (c->locked)
		s->pin_tries = 0;
	e = make_certificate(&c->certificate, s);
	if (e != ERR_OK)
		return complain("key and certificate", err_name(e));
	return EXIT_SUCCESS;
}

int
create_main(int argc, char **argv)
{
	struct create c = { .type = "akis1", .phase = "operation",
	    .certificate = { .subject = MAKE_SUBJECT, .days = MAKE_DAYS } };
	const struct vtype *type;
	struct vstate s;
	enum err e;
	int status;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		usage_print(stdout);
		return EXIT_SUCCESS;
	}
	if (!options_read(argc, argv, &c)) {
		usage_print(stderr);
		return EXIT_USAGE;
	}
	type = vtype_find(c.type);
	if (type == NULL)
		return complain("no such --type", c.type);
	if (vstate_init(&s, type) != ERR_OK)
		return complain("no memory", NULL);
	status = state_fill(&c, &s);
	if (status != EXIT_SUCCESS)
		goto out;
	e = vstate_create(c.state, &s);
	if (e == ERR_REFUSED)
		status = complain("is there already", c.state);
	else if (e != ERR_OK)
		status = complain("cannot be written", c.state);
	else if (c.write != NULL && make_write(&s, c.write) != ERR_OK)
		status = complain("cannot be written", c.write);
out:
	vstate_free(&s);
	return status;
}
