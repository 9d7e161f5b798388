#include "portal/letter_words.h"

#include "base/log.h"
#include "base/yaml.h"

/* The assembler reads the file; paths are from where make runs. */
__asm__(
    "	.section .rodata\n"
    "letter_text:\n"
    "	.incbin \"src/portal/letter.yaml\"\n"
    "letter_end:\n"
    "	.byte 0\n"
    "	.balign 8\n"
    "letter_size:\n"
    "	.quad letter_end - letter_text\n"
    "	.previous\n");
extern const char letter_text[] __attribute__((visibility("hidden")));
extern const size_t letter_size __attribute__((visibility("hidden")));

static const char *const names[LETTER_WORDS + 1] = {
	[LETTER_TITLE] = "title", [LETTER_ISSUER] = "issuer",
	[LETTER_SERIAL] = "serial", [LETTER_YEAR] = "year",
	[LETTER_PIN] = "pin", [LETTER_PUK] = "puk",
	[LETTER_PRINTED] = "printed", [LETTER_OUT_OF_DATE] = "out_of_date",
	[LETTER_UNTIL_2010] = "until_2010", [LETTER_FROM_2011] = "from_2011",
	[LETTER_CHANGED] = "changed", [LETTER_ADVICE] = "advice",
};

enum err
letter_words_read(const char *language, struct letter_words *words)
{
	const struct yaml_node *root, *text, *at = NULL;
	char error[160];
	enum err e;

	*words = (struct letter_words){ .doc = NULL };
	e = yaml_read_text("letter.yaml", letter_text, letter_size,
	    &words->doc, error, sizeof(error));
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "letter.texts", "%s", error);
		return e;
	}
	root = yaml_root(words->doc);
	if (yaml_unknown_key(root, names, &at) != NULL)
		e = ERR_SYNTAX;
	for (size_t i = 0; e == ERR_OK && i < LETTER_WORDS; i++) {
		text = yaml_get(yaml_get(root, names[i]), language);
		if (text == NULL || text->kind != YAML_SCALAR)
			e = ERR_SYNTAX;
		else
			words->in[i] = text->text;
	}
	if (e != ERR_OK)
		letter_words_free(words);
	return e;
}

void
letter_words_free(struct letter_words *words)
{
	yaml_free(&words->doc);
}
