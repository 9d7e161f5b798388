/* messages.yaml: what a person reads when something did not work. */
#include "screen/load.h"

#include <string.h>

#include "base/utf8.h"
#include "screen/near.h"

/* What a message means for the card is often the same: it has a name. */
struct phrases {
	const struct named_text *texts;
	size_t count;
};

static struct phrases
load_phrases(struct load *ld, const struct yaml_node *n)
{
	struct phrases phrases = { NULL, 0 };
	struct named_text *texts;
	size_t i;

	if (!load_is_map(ld, n, "card_phrases", NULL))
		return phrases;
	texts = load_take(ld, n->count, sizeof(*texts));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		texts[i].id = load_id_text(ld, &n->items[i], n->keys[i]);
		load_text(ld, &n->items[i], n->keys[i], MAX_MESSAGE,
		    &texts[i].text);
	}
	phrases.texts = texts;
	phrases.count = ld->e == ERR_OK ? n->count : 0;
	return phrases;
}

/* Either a text of its own or the name of a phrase. */
static void
load_card(struct load *ld, const struct yaml_node *n,
    const struct phrases *phrases, struct text *card)
{
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (ld->e != ERR_OK)
		return;
	if (n->kind != YAML_SCALAR) {
		load_text(ld, n, "card", MAX_MESSAGE, card);
		return;
	}
	near = near_begin(n->text);
	for (i = 0; i < phrases->count; i++) {
		if (strcmp(phrases->texts[i].id, n->text) == 0) {
			*card = phrases->texts[i].text;
			return;
		}
		near_try(&near, phrases->texts[i].id);
	}
	load_fail(ld, n, "card_phrases has no '%.40s'%s", n->text,
	    near_hint(&near, hint));
}

/* A letter says where the trouble is, and so does the first digit. */
static bool
code_is_valid(const char *code)
{
	static const char *const kinds[] = { "K1", "P2", "G3", "S4" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(code, kinds[i], 2) == 0)
			return ascii_is_digit(code[2]) &&
			    ascii_is_digit(code[3]) && code[4] == '\0';
	return false;
}

static const char *
load_code(struct load *ld, const struct yaml_node *n)
{
	int i;

	if (ld->e != ERR_OK)
		return NULL;
	if (n->kind != YAML_SCALAR || !code_is_valid(n->text)) {
		load_fail(ld, n, "a code is K1.. (card), P2.. (portal), G3.. "
		    "(typed) or S4.. (terminal) with two more digits");
		return NULL;
	}
	for (i = 0; i < ERR_COUNT; i++) {
		const struct message *m = ld->screens->messages[i];

		if (m != NULL && strcmp(m->code, n->text) == 0)
			load_fail(ld, n, "the code %s is that of '%s' already",
			    n->text, err_name(m->about));
	}
	return load_copy(ld, n->text, strlen(n->text));
}

static void
load_message(struct load *ld, const char *name, const struct yaml_node *n,
    const struct phrases *phrases)
{
	static const char *const keys[] = { "code", "what", "card", "next",
	    NULL };
	enum err about = load_outcome(ld, n, name);
	struct message *message;

	if (!load_is_map(ld, n, name, keys))
		return;
	if (about == ERR_OK)
		load_fail(ld, n, "'ok' needs no message");
	message = load_take(ld, 1, sizeof(*message));
	if (message == NULL)
		return;
	message->about = about;
	message->code = load_code(ld, load_need(ld, n, "code"));
	load_text_key(ld, n, "what", MAX_MESSAGE, &message->what);
	load_card(ld, load_need(ld, n, "card"), phrases, &message->card);
	load_text_key(ld, n, "next", MAX_MESSAGE, &message->next);
	if (ld->e == ERR_OK)
		ld->screens->messages[about] = message;
}

void
load_messages(struct load *ld, const struct yaml_node *root)
{
	static const char *const keys[] = { "card_phrases", "messages", NULL };
	const struct yaml_node *messages;
	struct phrases phrases;
	size_t i;

	if (!load_is_map(ld, root, "messages.yaml", keys))
		return;
	phrases = load_phrases(ld, load_need(ld, root, "card_phrases"));
	messages = load_need(ld, root, "messages");
	if (!load_is_map(ld, messages, "messages", NULL))
		return;
	for (i = 0; i < messages->count && ld->e == ERR_OK; i++)
		load_message(ld, messages->keys[i], &messages->items[i],
		    &phrases);
}
