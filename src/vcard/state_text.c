#include "vcard/state_text.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define FIRST_LINE "cilingir-vcard 2\n"
#define TYPE_LINE "type"
#define DERIVED 'x'		/* in front of a value that is no digits */
#define BINARY_MAX VSTATE_CERTIFICATE_MAX
#define VALUE_MAX (2 * BINARY_MAX)

/* One line: how its value is read and written. */
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

/* Digits; or DERIVED and hexadecimal digits. */
static enum err
value_to_secret(struct secret *to, const char *value)
{
	size_t len = strlen(value), i;

	if (value[0] == DERIVED)
		return hex_to_secret(to, value + 1, VSTATE_VALUE_MAX);
	if (len > VSTATE_PIN_MAX)
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
	static const char derived = DERIVED;
	const uint8_t *bytes = secret_bytes(s);
	size_t i = 0;
	enum err e;

	while (i < secret_len(s) && ascii_is_digit((char)bytes[i]))
		i++;
	if (i == secret_len(s))
		return buf_add(out, bytes, i);
	e = buf_add(out, &derived, 1);
	return e == ERR_OK ? hex_add(out, bytes, secret_len(s)) : e;
}

#define NO_ATR "none"	/* the card says nothing to a reset */

static enum err
read_atr(struct vstate *s, const char *v)
{
	enum err e;

	s->atr_len = 0;
	if (strcmp(v, NO_ATR) == 0)
		return ERR_OK;
	e = hex_decode(v, s->atr, sizeof(s->atr), &s->atr_len);
	return e == ERR_OK && s->atr_len < 2 ? ERR_SYNTAX : e;
}

static enum err
write_atr(const struct vstate *s, struct buf *out)
{
	return s->atr_len == 0 ? buf_add(out, NO_ATR, strlen(NO_ATR)) :
	    hex_add(out, s->atr, s->atr_len);
}

static enum err
read_serial(struct vstate *s, const char *v)
{
	size_t len;
	enum err e = hex_decode(v, s->serial, sizeof(s->serial), &len);

	return e == ERR_OK && len != s->type->serial_len ? ERR_SYNTAX : e;
}

static enum err
write_serial(const struct vstate *s, struct buf *out)
{
	return hex_add(out, s->serial, s->type->serial_len);
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
	return value_to_secret(s->pin, v);
}

static enum err
write_pin(const struct vstate *s, struct buf *out)
{
	return secret_add(out, s->pin);
}

static enum err
read_puk(struct vstate *s, const char *v)
{
	return value_to_secret(s->puk, v);
}

static enum err
write_puk(const struct vstate *s, struct buf *out)
{
	return secret_add(out, s->puk);
}

static enum err
read_pin_tries(struct vstate *s, const char *v)
{
	return tries_read(&s->pin_tries, s->type->pin_tries, v);
}

static enum err
write_pin_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->pin_tries);
}

static enum err
read_puk_tries(struct vstate *s, const char *v)
{
	return tries_read(&s->puk_tries, s->type->puk_tries, v);
}

static enum err
write_puk_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->puk_tries);
}

static enum err
read_unlock_key(struct vstate *s, const char *v)
{
	return hex_to_secret(s->unlock_key, v, s->type->key_min);
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
	return tries_read(&s->auth_tries, s->type->auth_tries, v);
}

static enum err
write_auth_tries(const struct vstate *s, struct buf *out)
{
	return buf_addf(out, "%d", s->auth_tries);
}

static enum err
read_signing_key(struct vstate_pair *p, const char *v)
{
	return hex_to_secret(p->key, v, 1);
}

static enum err
write_signing_key(const struct vstate_pair *p, struct buf *out)
{
	return hex_add(out, secret_bytes(p->key), secret_len(p->key));
}

static enum err
read_certificate(struct vstate_pair *p, const char *v)
{
	enum err e = hex_decode(v, p->certificate, sizeof(p->certificate),
	    &p->certificate_len);

	return e == ERR_OK && p->certificate_len == 0 ? ERR_SYNTAX : e;
}

static enum err
write_certificate(const struct vstate_pair *p, struct buf *out)
{
	return hex_add(out, p->certificate, p->certificate_len);
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
};

/* The lines of each pair, behind those. */
static const struct pair_line {
	const char *name;
	enum err (*read)(struct vstate_pair *p, const char *value);
	enum err (*write)(const struct vstate_pair *p, struct buf *out);
} pair_lines[] = {
	{ "signing-key", read_signing_key, write_signing_key },
	{ "certificate", read_certificate, write_certificate },
};

#define LINE_COUNT (sizeof(lines) / sizeof(lines[0]))
#define PAIR_LINES (sizeof(pair_lines) / sizeof(pair_lines[0]))

/* What is left of the text. */
struct text {
	const char *at;
	size_t left, line;
};

/* Take the value of the line `name` from the front of the text. */
static enum err
value_take(struct text *t, const char *name, char value[VALUE_MAX + 1])
{
	size_t name_len = strlen(name), len;
	const char *end = memchr(t->at, '\n', t->left);

	t->line++;
	if (end == NULL)
		return ERR_SYNTAX;
	len = (size_t)(end - t->at);
	if (len <= name_len + 1 || len - name_len - 1 > VALUE_MAX ||
	    memcmp(t->at, name, name_len) != 0 || t->at[name_len] != ' ')
		return ERR_SYNTAX;
	memcpy(value, t->at + name_len + 1, len - name_len - 1);
	value[len - name_len - 1] = '\0';
	t->at = end + 1;
	t->left -= len + 1;
	return strlen(value) == len - name_len - 1 ? ERR_OK : ERR_SYNTAX;
}

/* The first two lines, which say how to read the others. */
static enum err
head_read(struct text *t, char value[VALUE_MAX + 1],
    const struct vtype **type, const char **name)
{
	size_t head = strlen(FIRST_LINE);

	*name = "first line of the state of a card";
	t->line = 1;
	if (t->left < head || memcmp(t->at, FIRST_LINE, head) != 0)
		return ERR_SYNTAX;
	t->at += head;
	t->left -= head;
	*name = TYPE_LINE;
	if (value_take(t, TYPE_LINE, value) != ERR_OK)
		return ERR_SYNTAX;
	*type = vtype_find(value);
	return *type != NULL ? ERR_OK : ERR_SYNTAX;
}

static enum err
lines_read(struct text *t, char value[VALUE_MAX + 1], struct vstate *s,
    const char **name)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < LINE_COUNT && e == ERR_OK; i++) {
		*name = lines[i].name;
		e = value_take(t, *name, value);
		if (e == ERR_OK)
			e = lines[i].read(s, value);
	}
	for (size_t i = 0; i < s->type->pairs * PAIR_LINES && e == ERR_OK;
	    i++) {
		const struct pair_line *l = &pair_lines[i % PAIR_LINES];

		*name = l->name;
		e = value_take(t, *name, value);
		if (e == ERR_OK)
			e = l->read(&s->pair[i / PAIR_LINES], value);
	}
	return e;
}

enum err
vstate_parse(const char *text, size_t len, struct vstate *s, char *error,
    size_t size)
{
	struct text t = { .at = text, .left = len };
	const struct vtype *type = NULL;
	char value[VALUE_MAX + 1];
	const char *name;
	enum err e = head_read(&t, value, &type, &name);

	if (e == ERR_OK) {
		e = vstate_init(s, type);
		if (e != ERR_OK) {
			snprintf(error, size, "no memory");
			goto out;
		}
		e = lines_read(&t, value, s, &name);
		if (e == ERR_OK && t.left > 0) {
			t.line++;
			name = "end";
			e = ERR_SYNTAX;
		}
		if (e != ERR_OK)
			vstate_free(s);
	}
	if (e != ERR_OK) {
		snprintf(error, size, "line %zu: no valid '%s'", t.line, name);
		e = ERR_SYNTAX;
	}
out:
	secret_wipe_mem(value, sizeof(value));
	return e;
}

enum err
state_text_write(const struct vstate *s, struct buf *out)
{
	enum err e = buf_add_str(out, FIRST_LINE);

	if (e == ERR_OK)
		e = buf_addf(out, TYPE_LINE " %s\n", s->type->name);
	for (size_t i = 0; i < LINE_COUNT && e == ERR_OK; i++) {
		e = buf_addf(out, "%s ", lines[i].name);
		if (e == ERR_OK)
			e = lines[i].write(s, out);
		if (e == ERR_OK)
			e = buf_add(out, "\n", 1);
	}
	for (size_t i = 0; i < s->type->pairs * PAIR_LINES && e == ERR_OK;
	    i++) {
		const struct pair_line *l = &pair_lines[i % PAIR_LINES];

		e = buf_addf(out, "%s ", l->name);
		if (e == ERR_OK)
			e = l->write(&s->pair[i / PAIR_LINES], out);
		if (e == ERR_OK)
			e = buf_add(out, "\n", 1);
	}
	return e;
}
