#include "card/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/yaml.h"
#include "card/atr.h"
#include "card/card.h"
#include "card/driver.h"

struct cards {
	struct card_type types[CARDS_MAX];
	size_t count;
};

/* Where a complaint goes; the first one stays. */
struct reader {
	const char *name;
	char *error;
	size_t size;
};

static enum err
complain(const struct reader *r, const struct yaml_node *at, const char *what,
    const char *about)
{
	snprintf(r->error, r->size, "%s:%d:%d: %s%s%s", r->name, at->line,
	    at->column, what, about[0] != '\0' ? ": " : "", about);
	return ERR_SYNTAX;
}

static enum err
check_keys(const struct reader *r, const struct yaml_node *map,
    const char *const *known)
{
	const struct yaml_node *at = NULL;
	const char *key;

	if (map->kind != YAML_MAP)
		return complain(r, map, "keys with values are expected", "");
	key = yaml_unknown_key(map, known, &at);
	if (key != NULL)
		return complain(r, at != NULL ? at : map, "unknown key", key);
	return ERR_OK;
}

static enum err
get(const struct reader *r, const struct yaml_node *map, const char *key,
    const struct yaml_node **value)
{
	*value = yaml_get(map, key);
	return *value != NULL ? ERR_OK : complain(r, map, "missing key", key);
}

static enum err
get_text(const struct reader *r, const struct yaml_node *map, const char *key,
    const char **text)
{
	const struct yaml_node *n;
	enum err e = get(r, map, key, &n);

	if (e != ERR_OK)
		return e;
	if (n->kind != YAML_SCALAR || n->text[0] == '\0')
		return complain(r, n, "a word is expected", key);
	*text = n->text;
	return ERR_OK;
}

static enum err
copy_text(const struct reader *r, const struct yaml_node *map, const char *key,
    char *out, size_t size)
{
	const char *text;
	enum err e = get_text(r, map, key, &text);

	if (e == ERR_OK && strlen(text) >= size)
		e = complain(r, yaml_get(map, key), "too long", key);
	if (e == ERR_OK)
		memcpy(out, text, strlen(text) + 1);
	return e;
}

static enum err
get_number(const struct reader *r, const struct yaml_node *map,
    const char *key, int min, int max, int *number)
{
	const struct yaml_node *n;
	enum err e = get(r, map, key, &n);
	char about[64];

	if (e != ERR_OK || yaml_int(n, min, max, number) == ERR_OK)
		return e;
	snprintf(about, sizeof(about), "%s, %d to %d", key, min, max);
	return complain(r, n, "a number is expected", about);
}

/* As get_number, for fields that count bytes. */
static enum err
get_size(const struct reader *r, const struct yaml_node *map, const char *key,
    int min, int max, size_t *number)
{
	int value = 0;
	enum err e = get_number(r, map, key, min, max, &value);

	*number = (size_t)value;
	return e;
}

/* Exactly `len` bytes in hexadecimal. */
static enum err
get_hex(const struct reader *r, const struct yaml_node *map, const char *key,
    uint8_t *out, size_t len)
{
	const char *text;
	size_t got = 0;
	enum err e = get_text(r, map, key, &text);

	if (e == ERR_OK && (hex_decode(text, out, len, &got) != ERR_OK ||
	    got != len))
		e = complain(r, yaml_get(map, key),
		    len == 1 ? "two hexadecimal digits are expected" :
		    "four hexadecimal digits are expected", key);
	return e;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static enum err
read_pattern(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	const char *text;
	enum err e = get_text(r, map, "historical", &text);
	size_t len;

	if (e != ERR_OK)
		return e;
	len = strlen(text);
	if (len % 2 != 0 || len / 2 > sizeof(t->pattern))
		return complain(r, yaml_get(map, "historical"),
		    "at most 15 bytes of two digits are expected", text);
	t->pattern_len = len / 2;
	for (size_t i = 0; i < len; i++) {
		int value = nibble(text[i]), shift = i % 2 == 0 ? 4 : 0;

		if (value < 0 && text[i] != '.')
			return complain(r, yaml_get(map, "historical"),
			    "only 0 to 9, A to F and . are expected", text);
		if (value < 0)
			continue;
		t->pattern[i / 2] |= (uint8_t)(value << shift);
		t->mask[i / 2] |= (uint8_t)(0x0f << shift);
	}
	return ERR_OK;
}

static enum err
read_aid(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	const char *text;
	enum err e = get_text(r, map, "aid", &text);

	if (e == ERR_OK && (hex_decode(text, t->aid, sizeof(t->aid),
	    &t->aid_len) != ERR_OK || t->aid_len < 5))
		e = complain(r, yaml_get(map, "aid"),
		    "5 to 16 bytes of two digits are expected", text);
	return e;
}

/* What tells the card: the ATR, an application, or both. */
static enum err
read_marks(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	enum err e = ERR_OK;

	if (yaml_get(map, "aid") != NULL)
		e = read_aid(r, map, t);
	if (e == ERR_OK && (t->aid_len == 0 ||
	    yaml_get(map, "historical") != NULL))
		e = read_pattern(r, map, t);
	return e;
}

static enum err
read_method(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	const char *method = t->driver->method, *text;
	enum err e = get_text(r, map, "unlock", &text);
	char about[64];

	if (e != ERR_OK)
		return e;
	t->unlock = UNLOCK_NONE;
	if (strcmp(text, "none") == 0)
		return ERR_OK;
	t->unlock = UNLOCK_BY_PORTAL;
	if (method != NULL && strcmp(text, method) == 0)
		return ERR_OK;
	snprintf(about, sizeof(about), "none%s%s is expected",
	    method != NULL ? " or " : "", method != NULL ? method : "");
	return complain(r, yaml_get(map, "unlock"), about, text);
}

static enum err
read_pin(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	static const char *const keys[] = { "reference", "min", "max", "tries",
	    NULL };
	const struct yaml_node *pin;
	enum err e = get(r, map, "pin", &pin);

	if (e == ERR_OK)
		e = check_keys(r, pin, keys);
	if (e == ERR_OK)
		e = get_hex(r, pin, "reference", &t->pin_reference, 1);
	if (e == ERR_OK)
		e = get_size(r, pin, "min", 4, 16, &t->pin_min);
	if (e == ERR_OK)
		e = get_size(r, pin, "max", (int)t->pin_min, 16, &t->pin_max);
	if (e == ERR_OK)
		e = get_number(r, pin, "tries", 1, 15, &t->pin_tries);
	return e;
}

static enum err
read_puk(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	static const char *const keys[] = { "allowed", "min", "max", NULL };
	const struct yaml_node *puk = yaml_get(map, "puk"), *allowed;
	enum err e;

	if (puk == NULL)
		return ERR_OK;
	e = check_keys(r, puk, keys);
	if (e == ERR_OK)
		e = get(r, puk, "allowed", &allowed);
	if (e == ERR_OK && yaml_bool(allowed, &t->puk_allowed) != ERR_OK)
		e = complain(r, allowed, "true or false is expected",
		    "allowed");
	if (e == ERR_OK)
		e = get_size(r, puk, "min", 4, 16, &t->puk_min);
	if (e == ERR_OK)
		e = get_size(r, puk, "max", (int)t->puk_min, 16, &t->puk_max);
	return e;
}

static enum err
read_key(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	static const char *const keys[] = { "reference", "challenge", NULL };
	const struct yaml_node *key;
	enum err e = get(r, map, "key", &key);

	if (e == ERR_OK)
		e = check_keys(r, key, keys);
	if (e == ERR_OK)
		e = get_hex(r, key, "reference", &t->key_reference, 1);
	if (e == ERR_OK)
		e = get_size(r, key, "challenge", 8, CARD_CHALLENGE_MAX,
		    &t->challenge);
	return e;
}

static enum err
read_serial(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	static const char *const keys[] = { "answer", "offset", "length",
	    NULL };
	const struct yaml_node *serial;
	enum err e = get(r, map, "serial", &serial);

	if (e == ERR_OK)
		e = check_keys(r, serial, keys);
	if (e == ERR_OK)
		e = get_size(r, serial, "answer", 1, 256, &t->serial_answer);
	if (e == ERR_OK)
		e = get_size(r, serial, "offset", 0, 255, &t->serial_offset);
	if (e == ERR_OK)
		e = get_size(r, serial, "length", 4, CARD_SERIAL_MAX,
		    &t->serial_len);
	if (e == ERR_OK &&
	    t->serial_offset + t->serial_len > t->serial_answer)
		e = complain(r, serial, "the serial lies outside the answer",
		    "");
	return e;
}

/* What a card needs whose driver is known. */
static enum err
read_driven(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	uint8_t application[2] = { 0, 0 };
	enum err e = read_method(r, map, t);

	if (e == ERR_OK)
		e = read_pin(r, map, t);
	if (e == ERR_OK)
		e = read_puk(r, map, t);
	if (e == ERR_OK && t->driver->wants & DRIVER_KEY)
		e = read_key(r, map, t);
	if (e == ERR_OK && t->driver->wants & DRIVER_FILE)
		e = get_hex(r, map, "application", application, 2);
	t->application = (uint16_t)(application[0] << 8 | application[1]);
	if (e == ERR_OK && t->driver->wants & DRIVER_SERIAL)
		e = read_serial(r, map, t);
	return e;
}

static enum err
read_type(const struct reader *r, const struct yaml_node *map,
    struct card_type *t)
{
	static const char *const keys[] = { "name", "label", "label-other",
	    "historical", "aid", "driver", "unlock", "pin", "puk", "key",
	    "application", "serial", NULL };
	static const char *const named[] = { "name", "label", "historical",
	    "aid", "driver", NULL };
	const char *driver = NULL;
	enum err e = check_keys(r, map, keys);

	if (e == ERR_OK)
		e = get_text(r, map, "driver", &driver);
	if (e == ERR_OK)
		e = copy_text(r, map, "name", t->name, sizeof(t->name));
	if (e == ERR_OK)
		e = copy_text(r, map, "label", t->label, sizeof(t->label));
	if (e == ERR_OK && yaml_get(map, "label-other") != NULL)
		e = copy_text(r, map, "label-other", t->label_other,
		    sizeof(t->label_other));
	if (e == ERR_OK)
		e = read_marks(r, map, t);
	if (e != ERR_OK)
		return e;
	if (strcmp(driver, "none") == 0)
		return check_keys(r, map, named);
	t->driver = driver_find(driver);
	if (t->driver == NULL)
		return complain(r, yaml_get(map, "driver"),
		    "no such driver", driver);
	return read_driven(r, map, t);
}

static enum err
read_list(const struct reader *r, const struct yaml_node *root,
    struct cards *cards)
{
	static const char *const keys[] = { "cards", NULL };
	const struct yaml_node *list;
	enum err e = check_keys(r, root, keys);

	if (e == ERR_OK)
		e = get(r, root, "cards", &list);
	if (e != ERR_OK)
		return e;
	if (list->kind != YAML_LIST || list->count > CARDS_MAX)
		return complain(r, list, "a list of cards is expected",
		    list->kind == YAML_LIST ? "this one is too long" : "");
	for (size_t i = 0; e == ERR_OK && i < list->count; i++)
		e = read_type(r, &list->items[i], &cards->types[i]);
	cards->count = list->count;
	return e;
}

static enum err
read_doc(struct yaml_doc *doc, struct cards **cards, char *error, size_t size)
{
	struct reader r = { yaml_name(doc), error, size };
	struct cards *new = calloc(1, sizeof(*new));
	enum err e = ERR_NO_MEMORY;

	if (new != NULL)
		e = read_list(&r, yaml_root(doc), new);
	else
		snprintf(error, size, "%s: no memory", r.name);
	if (e == ERR_OK) {
		*cards = new;
		new = NULL;
	}
	cards_free(&new);
	return e;
}

enum err
cards_read_file(const char *path, struct cards **cards, char *error,
    size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_file(path, &doc, error, size);

	*cards = NULL;
	if (e == ERR_OK)
		e = read_doc(doc, cards, error, size);
	yaml_free(&doc);
	return e;
}

enum err
cards_read_text(const char *name, const char *text, size_t len,
    struct cards **cards, char *error, size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_text(name, text, len, &doc, error, size);

	*cards = NULL;
	if (e == ERR_OK)
		e = read_doc(doc, cards, error, size);
	yaml_free(&doc);
	return e;
}

void
cards_free(struct cards **cards)
{
	free(*cards);
	*cards = NULL;
}

static bool
matches(const struct card_type *t, const uint8_t *bytes, size_t count)
{
	if (t->pattern_len == 0)
		return true;
	if (count != t->pattern_len)
		return false;
	for (size_t i = 0; i < count; i++) {
		if ((bytes[i] & t->mask[i]) != t->pattern[i])
			return false;
	}
	return true;
}

const struct card_type *
cards_next(const struct cards *cards, const struct card_type *after,
    const uint8_t *atr, size_t len)
{
	const uint8_t *bytes;
	size_t count, i = 0;

	if (atr_historical(atr, len, &bytes, &count) != ERR_OK)
		return NULL;
	if (after != NULL)
		i = (size_t)(after - cards->types) + 1;
	for (; i < cards->count; i++) {
		if (matches(&cards->types[i], bytes, count))
			return &cards->types[i];
	}
	return NULL;
}

const struct card_type *
cards_find(const struct cards *cards, const uint8_t *atr, size_t len)
{
	return cards_next(cards, NULL, atr, len);
}
