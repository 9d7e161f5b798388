/* Texts: both languages there, clean, and with the same variables. */
#include "screen/load.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define VARIABLE_LETTERS	"abcdefghijklmnopqrstuvwxyz_"

static const char *const languages[LANG_COUNT] = {
	[LANG_TR] = "tr", [LANG_EN] = "en",
};
static const char *const language_keys[] = { "tr", "en", NULL };
static const char *const language_names[LANG_COUNT] = {
	[LANG_TR] = "Turkish", [LANG_EN] = "English",
};

/* Everything but the ends of paragraphs must be fit for showing. */
static bool
text_is_clean(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t cp = 0;

	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &cp);
		if (n == 0 || (cp != '\n' && utf8_cp_cells(cp) < 0))
			return false;
	}
	return true;
}

static size_t
characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* The name in the next "{name}" of *text, and *text moved behind it.  NULL: no
 * more.  *len 0: a brace that is no variable. */
static const char *
next_variable(const char **text, size_t *len)
{
	const char *brace = strpbrk(*text, "{}");

	if (brace == NULL)
		return NULL;
	*len = *brace == '{' ? strspn(brace + 1, VARIABLE_LETTERS) : 0;
	if (brace[*len + 1] != '}' || *len > MAX_ID)
		*len = 0;
	*text = brace + (*len == 0 ? 1 : *len + 2);
	return brace + 1;
}

static bool
has_variable(const char *text, const char *name, size_t len)
{
	const char *other;
	size_t n = 0;

	for (;;) {
		other = next_variable(&text, &n);
		if (other == NULL)
			return false;
		if (n == len && memcmp(other, name, n) == 0)
			return true;
	}
}

static void
check_braces(struct load *ld, const struct yaml_node *at, const char *text)
{
	size_t len = 0;

	while (ld->e == ERR_OK && next_variable(&text, &len) != NULL)
		if (len == 0)
			load_fail(ld, at, "'{' and '}' only around the name of "
			    "a variable, like {phone}");
}

static void
check_variables(struct load *ld, const struct yaml_node *at, const char *text,
    const char *other, enum lang other_lang)
{
	const char *name;
	size_t len = 0;

	while (ld->e == ERR_OK) {
		name = next_variable(&text, &len);
		if (name == NULL)
			return;
		if (!has_variable(other, name, len))
			load_fail(ld, at, "{%.*s} is missing in the %s text",
			    (int)len, name, language_names[other_lang]);
	}
}

static void
note_variables(struct load *ld, const char *text, int line)
{
	const char *name, *copy;
	size_t len = 0;

	while (ld->e == ERR_OK) {
		name = next_variable(&text, &len);
		if (name == NULL)
			return;
		copy = load_copy(ld, name, len);
		if (copy != NULL)
			load_note_use(ld, ld->variables, copy, line);
	}
}

static const char *
one_language(struct load *ld, const struct yaml_node *n, size_t max)
{
	size_t len;

	if (n->kind != YAML_SCALAR) {
		load_fail(ld, n, "a text is expected here");
		return NULL;
	}
	len = strlen(n->text);
	if (len == 0 || strchr(" \n\t", n->text[0]) != NULL ||
	    strchr(" \n\t", n->text[len - 1]) != NULL)
		load_fail(ld, n, "the text is empty, or begins or ends with a "
		    "space or an empty line");
	else if (!text_is_clean(n->text))
		load_fail(ld, n, "the text has a character that cannot be "
		    "shown");
	else if (characters(n->text) > max)
		load_fail(ld, n, "the text has %zu characters, at most %zu",
		    characters(n->text), max);
	check_braces(ld, n, n->text);
	return load_copy(ld, n->text, len);
}

void
load_text(struct load *ld, const struct yaml_node *n, const char *what,
    size_t max, struct text *text)
{
	const struct yaml_node *at[LANG_COUNT];
	int i;

	if (n != NULL && n->kind != YAML_MAP)
		load_fail(ld, n, "%s needs a text in both languages: "
		    "{tr: \"…\", en: \"…\"}", what);
	if (!load_is_map(ld, n, what, language_keys))
		return;
	for (i = 0; i < LANG_COUNT; i++) {
		at[i] = yaml_get(n, languages[i]);
		if (at[i] == NULL) {
			load_fail(ld, n, "%s: the %s text (%s:) is missing",
			    what, language_names[i], languages[i]);
			return;
		}
		text->in[i] = one_language(ld, at[i], max);
	}
	if (ld->e != ERR_OK)
		return;
	check_variables(ld, at[LANG_TR], text->in[LANG_TR],
	    text->in[LANG_EN], LANG_EN);
	check_variables(ld, at[LANG_EN], text->in[LANG_EN],
	    text->in[LANG_TR], LANG_TR);
	note_variables(ld, text->in[LANG_TR], at[LANG_TR]->line);
}

void
load_text_key(struct load *ld, const struct yaml_node *map, const char *key,
    size_t max, struct text *text)
{
	load_text(ld, load_need(ld, map, key), key, max, text);
}
