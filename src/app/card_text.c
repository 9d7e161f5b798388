#include "app/card_text.h"

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/hex.h"
#include "base/pem.h"
#include "card/tools.h"

static const char *const presences[] = {
	[CARD_NO_SERVICE] = "no-service",
	[CARD_NO_READER] = "no-reader",
	[CARD_ABSENT] = "absent",
	[CARD_MUTE] = "mute",
	[CARD_UNKNOWN] = "unknown",
	[CARD_PRESENT] = "present",
};

/* Prints and gives back the reference; what could not be made is an error. */
static enum err
print_json(json_t *all)
{
	enum err e = ERR_NO_MEMORY;

	if (all != NULL)
		e = json_dumpf(all, stdout, JSON_INDENT(2)) == 0 &&
		    putchar('\n') != EOF ? ERR_OK : ERR_IO;
	json_decref(all);
	return e;
}

/* ----------------------------------------------------------------- info --- */

struct words {
	char atr[2 * CARD_ATR_MAX + 1];
	char serial[2 * CARD_SERIAL_MAX + 1];
};

static json_t *
number_or_null(int number, bool known)
{
	return known ? json_integer(number) : json_null();
}

/* By which of them a PIN can be typed on the reader's own keys. */
static const char *const pads[CARD_PADS] = { "verify", "change" };

static json_t *
pads_json(const struct card_info *i)
{
	json_t *list = json_array();

	for (size_t k = 0; k < CARD_PADS; k++) {
		if ((i->pads & CARD_PAD_BIT(k)) != 0)
			json_array_append_new(list, json_string(pads[k]));
	}
	return list;
}

static json_t *
info_json(const struct card_info *i, const struct words *w)
{
	bool read = i->presence == CARD_PRESENT;

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o,"
	    " s:o, s:o, s:b, s:o}", "presence", presences[i->presence],
	    "trouble", err_name(i->trouble), "reader", i->reader, "atr",
	    w->atr, "type", i->type, "label", i->label, "serial", w->serial,
	    "pin_tries", number_or_null(i->pin_tries, i->pin_tries !=
	    CARD_TRIES_UNKNOWN), "pin_min",
	    number_or_null((int)i->pin_min, read), "pin_max",
	    number_or_null((int)i->pin_max, read), "operational",
	    i->operational, "pin_pad", pads_json(i));
}

static void
line(const char *name, const char *value)
{
	if (value[0] != '\0')
		printf("%s: %s\n", name, value);
}

static void
pads_line(const struct card_info *i)
{
	const char *between = "pin-pad: ";

	for (size_t k = 0; k < CARD_PADS; k++) {
		if ((i->pads & CARD_PAD_BIT(k)) == 0)
			continue;
		printf("%s%s", between, pads[k]);
		between = ", ";
	}
	if (i->pads != 0)
		putchar('\n');
}

static void
words_of(const struct card_info *info, struct words *w)
{
	hex_encode(info->atr, info->atr_len, w->atr, sizeof(w->atr));
	hex_encode(info->serial, info->serial_len, w->serial,
	    sizeof(w->serial));
}

static enum err
info_lines(const struct card_info *i, const struct words *w)
{
	line("presence", presences[i->presence]);
	if (i->trouble != ERR_OK)
		line("trouble", err_name(i->trouble));
	line("reader", i->reader);
	line("atr", w->atr);
	line("type", i->type);
	line("label", i->label);
	line("serial", w->serial);
	if (i->presence == CARD_PRESENT && i->trouble == ERR_OK) {
		if (i->pin_tries == CARD_TRIES_UNKNOWN)
			line("pin-tries", "unknown");
		else
			printf("pin-tries: %d\n", i->pin_tries);
		printf("pin-digits: %zu-%zu\n", i->pin_min, i->pin_max);
		line("operational", i->operational ? "yes" : "no");
		pads_line(i);
	}
	return fflush(stdout) == 0 ? ERR_OK : ERR_IO;
}

enum err
card_text_info(const struct card_info *info, bool json)
{
	struct words w;

	words_of(info, &w);
	return json ? print_json(info_json(info, &w)) : info_lines(info, &w);
}


static enum err
list_json(const struct card_info *list, size_t count)
{
	json_t *all = json_array();
	struct words w;

	for (size_t i = 0; i < count; i++) {
		words_of(&list[i], &w);
		if (json_array_append_new(all, info_json(&list[i], &w)) != 0) {
			json_decref(all);
			return ERR_NO_MEMORY;
		}
	}
	return print_json(json_pack("{s:o}", "readers", all));
}

enum err
card_text_list(const struct card_info *list, size_t count, bool json)
{
	struct words w;
	enum err e = ERR_OK;

	if (json)
		return list_json(list, count);
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		if (i > 0)
			putchar('\n');
		words_of(&list[i], &w);
		e = info_lines(&list[i], &w);
	}
	return e;
}

/* --------------------------------------------------------- certificates --- */

static void
day(int64_t seconds, char out[static 32])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
}

struct cert_words {
	char from[32], to[32];
	char fingerprint[2 * CARD_FINGERPRINT + 1];
};

static void
cert_words(const struct card_cert *c, struct cert_words *w)
{
	day(c->not_before, w->from);
	day(c->not_after, w->to);
	hex_encode(c->fingerprint, CARD_FINGERPRINT, w->fingerprint,
	    sizeof(w->fingerprint));
}

static json_t *
cert_json(const struct card_cert *c)
{
	struct cert_words w;

	cert_words(c, &w);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:b}",
	    "subject", c->subject, "issuer", c->issuer, "serial", c->serial,
	    "not_before", w.from, "not_after", w.to, "sha256", w.fingerprint,
	    "sign", (c->use & CARD_USE_SIGN) != 0, "commit",
	    (c->use & CARD_USE_COMMIT) != 0, "encrypt",
	    (c->use & CARD_USE_ENCRYPT) != 0, "key_on_card", c->signs);
}

static enum err
certs_json(const struct card_certs *certs)
{
	json_t *list = json_array();

	for (size_t i = 0; i < certs->count; i++) {
		if (json_array_append_new(list, cert_json(&certs->list[i])) !=
		    0) {
			json_decref(list);
			return ERR_NO_MEMORY;
		}
	}
	return print_json(json_pack("{s:b, s:b, s:s, s:o, s:b, s:o}", "more",
	    certs->more, "changes_pin", certs->changes_pin, "puk",
	    err_name(certs->puk), "puk_tries",
	    number_or_null(certs->puk_tries, certs->puk_tries !=
	    CARD_TRIES_UNKNOWN), "puk_admin", certs->puk_admin,
	    "certificates", list));
}

static void
cert_lines(const struct card_cert *c)
{
	struct cert_words w;

	cert_words(c, &w);
	line("subject", c->subject);
	line("issuer", c->issuer);
	line("serial", c->serial);
	line("not-before", w.from);
	line("not-after", w.to);
	line("sha256", w.fingerprint);
	printf("use:%s%s%s\n", c->use & CARD_USE_SIGN ? " sign" : "",
	    c->use & CARD_USE_COMMIT ? " commit" : "",
	    c->use & CARD_USE_ENCRYPT ? " encrypt" : "");
	line("key-on-card", c->signs ? "yes" : "no");
}

enum err
card_text_certs(const struct card_certs *certs, bool json)
{
	if (json)
		return certs_json(certs);
	for (size_t i = 0; i < certs->count; i++) {
		if (i > 0)
			putchar('\n');
		cert_lines(&certs->list[i]);
	}
	return fflush(stdout) == 0 ? ERR_OK : ERR_IO;
}

enum err
card_text_pem(const uint8_t *der, size_t len)
{
	static char text[PEM_SIZE(CARD_CERT_MAX)];

	if (pem_encode("CERTIFICATE", der, len, text, sizeof(text)) == 0)
		return ERR_TOO_BIG;
	return fputs(text, stdout) == EOF || fflush(stdout) != 0 ? ERR_IO :
	    ERR_OK;
}
