#include "vcard/create.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/vcard.h"

/* AKİS v1.2.1 on Infineon, from the public list of the PC/SC community. */
#define DEFAULT_ATR "3b9f968131fe4580675545" "4b414512523180" "73b3a180aa"

#define SECRETS_MAX 256
#define PUK_MIN 8
#define EXIT_USAGE 2

struct create {
	const char *state, *serial, *atr, *secrets, *phase;
	struct make_certificate certificate;
	bool locked;
};

static const char usage[] =
    "usage: cilingir-vcard create --state FILE --serial HEX24"
    " --secrets-from FD|-\n"
    "           [--atr HEX] [--subject CN] [--days N] [--locked]\n"
    "           [--phase operation|administration]\n"
    "           [--ca-cert FILE --ca-key FILE]\n"
    "Lines on FD (- is standard input):\n"
    "  pin=<6 to 8 digits>  puk=<8 to 16 digits>  key=<32 hex digits>\n";

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

enum option_id {
	OPT_STATE = 1, OPT_SERIAL, OPT_ATR, OPT_SUBJECT, OPT_LOCKED,
	OPT_CA_CERT, OPT_CA_KEY, OPT_DAYS, OPT_SECRETS, OPT_PHASE
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
	{ "secrets-from", required_argument, NULL, OPT_SECRETS },
	{ "phase", required_argument, NULL, OPT_PHASE },
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
	case OPT_LOCKED:
		c->locked = true;
		return true;
	case OPT_CA_CERT:
		c->certificate.ca_certificate = value;
		return true;
	case OPT_CA_KEY:
		c->certificate.ca_key = value;
		return true;
	case OPT_DAYS:
		return number_read(value, INT_MAX, &c->certificate.days);
	case OPT_SECRETS:
		c->secrets = value;
		return true;
	case OPT_PHASE:
		c->phase = value;
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
key_take(struct secret *to, const char *value, size_t len)
{
	char text[2 * VSTATE_KEY + 1];
	uint8_t key[VSTATE_KEY];
	size_t key_len;
	enum err e;

	if (len != sizeof(text) - 1)
		return ERR_SYNTAX;
	memcpy(text, value, len);
	text[len] = '\0';
	e = hex_decode(text, key, sizeof(key), &key_len);
	if (e == ERR_OK)
		e = secret_set(to, key, key_len);
	secret_wipe_mem(text, sizeof(text));
	secret_wipe_mem(key, sizeof(key));
	return e;
}

static enum err
line_take(struct vstate *s, const char *line, size_t len)
{
	if (len > 4 && memcmp(line, "pin=", 4) == 0)
		return digits_take(s->pin, line + 4, len - 4, VCARD_PIN_MIN,
		    VCARD_PIN_MAX);
	if (len > 4 && memcmp(line, "puk=", 4) == 0)
		return digits_take(s->puk, line + 4, len - 4, PUK_MIN,
		    VSTATE_PUK_MAX);
	if (len > 4 && memcmp(line, "key=", 4) == 0)
		return key_take(s->unlock_key, line + 4, len - 4);
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
	size_t len;
	int fd = STDIN_FILENO;
	enum err e;

	if (!hex_fill(c->serial, s->serial, sizeof(s->serial), VSTATE_SERIAL,
	    &len))
		return complain("--serial is not 24 hexadecimal digits", NULL);
	if (!hex_fill(c->atr, s->atr, sizeof(s->atr), 2, &s->atr_len))
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
	struct create c = { .atr = DEFAULT_ATR, .phase = "operation",
	    .certificate = { .subject = MAKE_SUBJECT, .days = MAKE_DAYS } };
	struct vstate s;
	enum err e;
	int status;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (!options_read(argc, argv, &c)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (vstate_init(&s) != ERR_OK)
		return complain("no memory", NULL);
	status = state_fill(&c, &s);
	if (status != EXIT_SUCCESS)
		goto out;
	e = vstate_create(c.state, &s);
	if (e == ERR_REFUSED)
		status = complain("is there already", c.state);
	else if (e != ERR_OK)
		status = complain("cannot be written", c.state);
out:
	vstate_free(&s);
	return status;
}
