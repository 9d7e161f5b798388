/* The keys of a configuration: one table for reading and showing. */
#ifndef APP_CONFIG_KEYS_H
#define APP_CONFIG_KEYS_H

#include <stddef.h>

enum config_kind {
	KEY_TEXT,
	KEY_PATH,
	KEY_NUMBER,
	KEY_BOOL,
	KEY_CHOICE,	/* an int: which of the choices */
	KEY_SET		/* an unsigned: a bit for each choice */
};

/* One key.  `section` NULL: at the top. */
struct config_key {
	const char *section, *name;
	enum config_kind kind;
	size_t at, size;		/* in struct config */
	int min, max;			/* KEY_NUMBER */
	const char *const *choices;	/* KEY_CHOICE, KEY_SET: ends with
					 * NULL */
};

extern const struct config_key config_keys[];
extern const size_t config_key_count;

/* What `offer:` may name, bit for bit: facts.h without "offer-". */
extern const char *const config_offers[];

unsigned config_set_all(const char *const *choices);

#endif
