/* Whole visits, line by line, as transcripts: tests/screen/plain/.
 * GENERATE=1 in the environment writes them anew; look at the difference. */
#include "plain_fixture.h"

#include "base/utf8.h"

static void
visit(enum lang lang, const char *columns)
{
	talk_open(lang, columns);
	talk_begin();
	talk_to_pin();
	type_secret(STAGE_PIN);
	type_secret(STAGE_PIN);
	type("");
	assert_screen(&talk.stage, "unlock-done");
	type("");
	type("2");
	assert_screen(&talk.stage, "goodbye");
	fake_card_remove(&talk.stage.card);
	talk_settle();
	assert_screen(&talk.stage, "welcome");
	type(":q");
	assert_int_equal(talk.over, 1);
	assert_string_equal(talk.stage.card.pin, STAGE_PIN);
	talk_close();
}

/* A line is longer only if it is one word; nothing but text. */
static void
check_lines(int width)
{
	char *line = talk.text, *end;
	uint32_t cp;

	for (; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		assert_non_null(end);
		*end = '\0';
		/* What a person has typed behind a prompt. */
		if (strstr(line, ": ") == NULL && utf8_cells(line) > width &&
		    strchr(line, ' ') != NULL)
			fail_msg("too long: %s", line);
		for (size_t i = 0; line[i] != '\0'; ) {
			size_t n = utf8_decode(line + i, strlen(line + i),
			    &cp);

			assert_true(n > 0 && cp >= 0x20 && cp != 0x7f &&
			    !(cp >= 0x2500 && cp <= 0x259f));
			i += n;
		}
		*end = '\n';
	}
}

static void
check_golden(const char *path)
{
	static char kept[sizeof(talk.text)];
	size_t len = 0;
	FILE *f = fopen(path, getenv("GENERATE") != NULL ? "w+" : "r");

	assert_non_null(f);
	if (getenv("GENERATE") != NULL)
		fputs(talk.text, f);
	rewind(f);
	len = fread(kept, 1, sizeof(kept) - 1, f);
	kept[len] = '\0';
	fclose(f);
	if (strcmp(kept, talk.text) != 0)
		fail_msg("not as in %s:\n%s", path, talk.text);
}

static void
test_transcripts(void **state)
{
	static const char *const languages[] = { "tr", "en" };
	static const int widths[] = { 40, 80, 132 };
	char columns[8], path[64];

	(void)state;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		for (size_t i = 0; i < 3; i++) {
			snprintf(columns, sizeof(columns), "%d", widths[i]);
			snprintf(path, sizeof(path),
			    "tests/screen/plain/visit.%s.%d.txt",
			    languages[lang], widths[i]);
			visit((enum lang)lang, columns);
			assert_null(strstr(talk.text, STAGE_PIN));
			assert_null(strstr(talk.text, TALK_WORD));
			assert_null(strstr(talk.text, TALK_CODE));
			check_lines(widths[i]);
			check_golden(path);
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_transcripts),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
