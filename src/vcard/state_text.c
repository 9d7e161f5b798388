#include "vcard/state_text.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/state.h"

#define FIRST_LINE "cilingir-vcard 1\n"
#define BINARY_MAX VSTATE_CERTIFICATE_MAX
#define VALUE_MAX (2 * BINARY_MAX)

/* One line: how its value is read and written.  `at` finds the member. */
struct line {
	const char *name;
	enum err (*read)(struct vstate *s, const char *value);
	enum err (*write)(const struct vstate *s, struct buf *out);
};

static enum err
hex_add(struct buf *out, const uint8_t *bytes, size_t len)
{
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < len && e == ERR_OK; i++) {
		char pair[3];

		hex_encode(bytes + i, 1, pair, sizeof(pair));
		e = buf_add(out, pair, 2);
	}
	return e;
}

static enum err
hex_to_secret(struct secret *to, const char *value, size_t min)
{
	uint8_t bytes[VSTATE_RSA_MAX];
	size_t len;
	enum err e = hex_decode(value, bytes, sizeof(bytes), &len);

	if (e == ERR_OK && len < min)
		e = ERR_SYNTAX;
	if (e == ERR_OK)
		e = secret_set(to, bytes, len);
	secret_wipe_mem(bytes, sizeof(bytes));
	return e;
}

static enum err
digits_to_secret(struct secret *to, const char *value, size_t min)
{
	size_t len = strlen(value), i;

	if (len < min)
		return ERR_SYNTAX;
	for (i = 0; i < len; i++)
		if (!ascii_is_digit(value[i]))
			return ERR_SYNTAX;
	return secret_set(to, value, len);
}

static enum err
tries_read(int *tries, int max, const char *value)
{
	int n = 0;
	size_t i;

	for (i = 0; value[i] != '\0'; i++) {
		if (i == 2 || !ascii_is_digit(value[i]))
			return ERR_SYNTAX;
		n = n * 10 + (value[i] - '0');
	}
	if (i == 0 || n > max)
		return ERR_SYNTAX;
	*tries = n;
	return ERR_OK;
}

static enum err
secret_add(struct buf *out, const struct secret *s)
{
	return buf_add(out, secret_bytes(s), secret_len(s));
}

static enum err
read_atr(struct vstate *s, const char *v)
{
	enum err e = hex_decode(v, s->atr, sizeof(s->atr), &s->atr_len);

	return e == ERR_OK && s->atr_len < 2 ? ERR_SYNTAX : e;
}

static enum err
write_atr(const struct vstate *s, struct buf *out)
{
	return hex_add(out, s->atr, s->atr_len);
}

static enum err
read_serial(struct vstate *s, const char *v)
{
	size_t len;
	enum err e = hex_decode(v, s->serial, sizeof(s->serial), &len);

	return e == ERR_OK && len != VSTATE_SERIAL ? ERR_SYNTAX : e;
}

static enum err
write_serial(const struct vstate *s, struct buf *out)
{
	return hex_add(out, s->serial, VSTATE_SERIAL);
}

static enum err
read_phase(struct vstate *s, const char *v)
{
	return vstate_phase_from_name(v, &s->phase);
}

static enum err
write_phase(const struct vstate *s, struct buf *out)
{
	return buf_add_str(out, vstate_phase_name(s->phase));
}

static enum err
read_pin(struct vstate *s, const char *v)
{
	return digits_to_secret(s->pin, v, 1);
}

static enum err
write_pin(const struct vstate *s, struct buf *out)
{
	return secret_add(out, s->pin);
}

static enum err
read_puk(struct vstate *s, const char *v)
{
	return digits_to_secret(s->puk, v, 1);
}

static enum err
write_puk(const struct vstate *s, struct buf *out)
{
	return secret_add(out, s->puk);
}

static enum err
read_pin_tries(struct vstate *s, const char *v)
{
	return tries_read(&s->pin_tries, VSTATE_PIN_TRIES, v);
}

static enum err
write_pin_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->pin_tries);
}

static enum err
read_puk_tries(struct vstate *s, const char *v)
{
	return tries_read(&s->puk_tries, VSTATE_PUK_TRIES, v);
}

static enum err
write_puk_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->puk_tries);
}

static enum err
read_unlock_key(struct vstate *s, const char *v)
{
	return hex_to_secret(s->unlock_key, v, VSTATE_KEY);
}

static enum err
write_unlock_key(const struct vstate *s, struct buf *out)
{
	return hex_add(out, secret_bytes(s->unlock_key),
	    secret_len(s->unlock_key));
}

static enum err
read_auth_tries(struct vstate *s, const char *v)
{
	return tries_read(&s->auth_tries, VSTATE_AUTH_TRIES, v);
}

static enum err
write_auth_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->auth_tries);
}

static enum err
read_signing_key(struct vstate *s, const char *v)
{
	return hex_to_secret(s->signing_key, v, 1);
}

static enum err
write_signing_key(const struct vstate *s, struct buf *out)
{
	return hex_add(out, secret_bytes(s->signing_key),
	    secret_len(s->signing_key));
}

static enum err
read_certificate(struct vstate *s, const char *v)
{
	enum err e = hex_decode(v, s->certificate, sizeof(s->certificate),
	    &s->certificate_len);

	return e == ERR_OK && s->certificate_len == 0 ? ERR_SYNTAX : e;
}

static enum err
write_certificate(const struct vstate *s, struct buf *out)
{
	return hex_add(out, s->certificate, s->certificate_len);
}

static const struct line lines[] = {
	{ "atr", read_atr, write_atr },
	{ "serial", read_serial, write_serial },
	{ "phase", read_phase, write_phase },
	{ "pin", read_pin, write_pin },
	{ "pin-tries", read_pin_tries, write_pin_tries },
	{ "puk", read_puk, write_puk },
	{ "puk-tries", read_puk_tries, write_puk_tries },
	{ "unlock-key", read_unlock_key, write_unlock_key },
	{ "unlock-tries", read_auth_tries, write_auth_tries },
	{ "signing-key", read_signing_key, write_signing_key },
	{ "certificate", read_certificate, write_certificate },
};

#define LINE_COUNT (sizeof(lines) / sizeof(lines[0]))

/* Take the value of the line `l` from the front of the text. */
static enum err
line_read(const struct line *l, const char **text, size_t *left,
    struct vstate *s)
{
	char value[VALUE_MAX + 1];
	size_t name_len = strlen(l->name), len;
	const char *end = memchr(*text, '\n', *left);
	enum err e = ERR_SYNTAX;

	if (end == NULL)
		return ERR_SYNTAX;
	len = (size_t)(end - *text);
	if (len <= name_len + 1 || len - name_len - 1 > VALUE_MAX ||
	    memcmp(*text, l->name, name_len) != 0 || (*text)[name_len] != ' ')
		return ERR_SYNTAX;
	memcpy(value, *text + name_len + 1, len - name_len - 1);
	value[len - name_len - 1] = '\0';
	if (strlen(value) == len - name_len - 1)
		e = l->read(s, value);
	secret_wipe_mem(value, sizeof(value));
	*text = end + 1;
	*left -= len + 1;
	return e;
}

enum err
vstate_parse(const char *text, size_t len, struct vstate *s, char *error,
    size_t size)
{
	size_t head = strlen(FIRST_LINE), i;
	enum err e = vstate_init(s);

	if (e != ERR_OK) {
		snprintf(error, size, "no memory");
		return e;
	}
	if (len < head || memcmp(text, FIRST_LINE, head) != 0) {
		snprintf(error, size, "line 1: is not the state of a card");
		e = ERR_SYNTAX;
		goto out;
	}
	text += head;
	len -= head;
	for (i = 0; i < LINE_COUNT; i++) {
		e = line_read(&lines[i], &text, &len, s);
		if (e == ERR_OK)
			continue;
		snprintf(error, size, "line %zu: no valid '%s'", i + 2,
		    lines[i].name);
		e = ERR_SYNTAX;
		goto out;
	}
	if (len > 0) {
		snprintf(error, size, "line %zu: too many lines", i + 2);
		e = ERR_SYNTAX;
	}
out:
	if (e != ERR_OK)
		vstate_free(s);
	return e;
}

enum err
state_text_write(const struct vstate *s, struct buf *out)
{
	enum err e = buf_add_str(out, FIRST_LINE);
	size_t i;

	for (i = 0; i < LINE_COUNT && e == ERR_OK; i++) {
		e = buf_addf(out, "%s ", lines[i].name);
		if (e == ERR_OK)
			e = lines[i].write(s, out);
		if (e == ERR_OK)
			e = buf_add(out, "\n", 1);
	}
	return e;
}
