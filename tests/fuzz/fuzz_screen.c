/* links: screen base */
/* Screen files: the first byte says which of the four kinds the rest is; the
 * other three are small good ones.  Whatever is taken must be fit for checking
 * and drawing; whatever is refused must say where and why. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "screen/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char flow[] =
    "screens: [home, other]\n"
    "roles: {start: home, idle: home, recovery: home, trouble: home,\n"
    "  goodbye: home}\n"
    "trails: {t: {tr: t, en: t}}\n"
    "groups: {g: {common: stay, io: other}}\n"
    "words: {step: {tr: '{n}', en: '{n}'}}\n";
static const char messages[] =
    "card_phrases: {p: {tr: p, en: p}}\n"
    "messages:\n"
    "  timeout: {code: S403, what: {tr: w, en: w}, card: p,\n"
    "    next: {tr: n, en: n}}\n";
static const char words[] =
    "words: {seconds: {tr: s, en: s}}\n"
    "keyboard: [{name: abc, rows: [abc]}]\n";
static const char screen[] =
    "screen: home\n"
    "title: {tr: t, en: t}\n"
    "body: [{text: {tr: '{v}', en: '{v}'}, when: fact}]\n"
    "buttons: [{id: b, label: {tr: b, en: b}, go: other, back: true}]\n"
    "help: {tr: h, en: h}\n";

static const enum err outcomes[] = { ERR_OK, ERR_TIMEOUT, ERR_CODE_WRONG,
    ERR_COUNT };
static const char *const names[] = { "a", "v", "sms_code", "sms", "step",
    "key", "fact", NULL };
static const struct screen_action actions[] = {
	{ "sms.verify", outcomes, names, names },
	{ "a.b", outcomes, NULL, NULL },
	{ NULL, NULL, NULL, NULL },
};
static const struct screen_vocabulary known = { actions, names, names, names,
    names, names };

static void
count(void *arg, const char *line)
{
	*(size_t *)arg += strlen(line);
}

static void
read_part(struct load *ld, const char *name, const uint8_t *text, size_t len,
    void (*load)(struct load *ld, const struct yaml_node *root))
{
	struct yaml_doc *doc = NULL;

	if (ld->e != ERR_OK)
		return;
	ld->file = name;
	ld->e = yaml_read_text(name, (const char *)text, len, &doc, ld->error,
	    ld->size);
	if (ld->e == ERR_OK)
		load(ld, yaml_root(doc));
	yaml_free(&doc);
}

static void
load_first(struct load *ld, const struct yaml_node *root)
{
	if (ld->screens->count > 0)
		load_screen(ld, root, &ld->screens->list[0]);
}

/* With every screen of the list there, as after screens_load_all(). */
static void
look_at_all(struct screens *screens)
{
	struct screen *only = screens->list[0].screen;
	size_t i, seen = 0;

	for (i = 0; i < screens->count; i++)
		screens->list[i].screen = only;
	if (screens_check(screens, &known, count, &seen) == ERR_SYNTAX &&
	    seen == 0)
		abort();
	screens_graph(screens, count, &seen);
	if (screens_word(screens, "step", LANG_EN) == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[400] = "";
	struct load ld = { .error = error, .size = sizeof(error) };
	const uint8_t *part[4] = { (const uint8_t *)flow,
	    (const uint8_t *)messages, (const uint8_t *)screen,
	    (const uint8_t *)words };
	size_t len[4] = { sizeof(flow) - 1, sizeof(messages) - 1,
	    sizeof(screen) - 1, sizeof(words) - 1 };

	if (size == 0 || data[0] < '0' || data[0] > '3')
		return 0;
	part[data[0] - '0'] = data + 1;
	len[data[0] - '0'] = size - 1;
	ld.screens = screens_new("fuzz");
	if (ld.screens == NULL)
		return 0;
	read_part(&ld, "flow.yaml", part[0], len[0], load_flow);
	read_part(&ld, "messages.yaml", part[1], len[1], load_messages);
	read_part(&ld, "words.yaml", part[3], len[3], load_words);
	read_part(&ld, "home.yaml", part[2], len[2], load_first);
	if (ld.e == ERR_OK && ld.screens->count > 0)
		look_at_all(ld.screens);
	else if (ld.e == ERR_SYNTAX && strchr(error, ':') == NULL)
		abort();
	screens_free(&ld.screens);
	return 0;
}
