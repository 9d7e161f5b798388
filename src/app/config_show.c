/* Every key as it is, and where it has got its value: what an operator asks
 * when a terminal does not do what a file says. */
#include "app/config.h"

#include <stdio.h>
#include <string.h>

#include "app/config_keys.h"

#define KEYS_MAX 96
#define ORIGIN_MAX 256

struct showing {
	struct config before;
	bool begun;
	char origin[KEYS_MAX][ORIGIN_MAX];
};

static void
note_layer(void *arg, const char *name, const struct config *c)
{
	struct showing *s = arg;

	for (size_t i = 0; i < config_key_count && i < KEYS_MAX; i++) {
		const struct config_key *k = &config_keys[i];

		if (s->begun && memcmp((const char *)c + k->at, (const char *)
		    &s->before + k->at, k->size) == 0)
			continue;
		snprintf(s->origin[i], ORIGIN_MAX, "%s", name);
	}
	s->before = *c;
	s->begun = true;
}

static void
print_set(const struct config_key *k, unsigned set)
{
	const char *comma = "";

	printf("[");
	for (int i = 0; k->choices[i] != NULL; i++) {
		if ((set & 1u << i) == 0)
			continue;
		printf("%s%s", comma, k->choices[i]);
		comma = ", ";
	}
	printf("]");
}

/* As YAML takes it: in double quotes, with \ before \ and ". */
static void
print_text(const char *text)
{
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void
print_value(const struct config_key *k, const void *at)
{
	switch (k->kind) {
	case KEY_NUMBER:
		printf("%d", *(const int *)at);
		break;
	case KEY_BOOL:
		printf("%s", *(const bool *)at ? "true" : "false");
		break;
	case KEY_CHOICE:
		printf("%s", k->choices[*(const int *)at]);
		break;
	case KEY_SET:
		print_set(k, *(const unsigned *)at);
		break;
	default:
		print_text(at);
		break;
	}
}

enum err
config_show(const struct config_sources *from, char *error, size_t size)
{
	static struct config config;
	static struct showing showing;
	struct config_sources with = *from;
	enum err e;

	memset(&showing, 0, sizeof(showing));
	with.layer = note_layer;
	with.arg = &showing;
	e = config_load(&config, &with, error, size);
	for (size_t i = 0; e == ERR_OK && i < config_key_count; i++) {
		const struct config_key *k = &config_keys[i];

		printf("%s%s%s: ", k->section == NULL ? "" : k->section,
		    k->section == NULL ? "" : ".", k->name);
		print_value(k, (const char *)&config + k->at);
		printf("\t# %s\n", i < KEYS_MAX ? showing.origin[i] : "");
	}
	return e;
}
