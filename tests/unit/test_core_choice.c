/* Lists to choose from: rows, cells, what was chosen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/choice.h"

static void
test_rows(void **state)
{
	struct choices c = { 0 };
	struct choice_list *list;
	struct choice_row *row;
	char key[CHOICE_KEY + 1];

	(void)state;
	assert_null(choice_find(&c, "certificates"));
	assert_null(choice_find(&c, "nothing"));
	assert_null(choice_key(&c, CHOICE_CERTIFICATES));
	list = choice_fill(&c, CHOICE_CERTIFICATES);
	assert_non_null(list);
	assert_ptr_equal(choice_find(&c, "certificates"), list);
	row = choice_add(list, "k1");
	assert_non_null(row);
	choice_text(row, "a\x1b[2J\nb");
	choice_word(row, "step-done");
	choice_text(row, "3");
	choice_text(row, "4");
	choice_text(row, "5");
	choice_word(row, "6");
	assert_int_equal(row->cell_count, CHOICE_CELLS);
	assert_string_equal(row->cells[0].text, "a[2Jb");
	assert_null(row->cells[0].word);
	assert_string_equal(row->cells[1].word, "step-done");
	memset(key, 'k', CHOICE_KEY);
	key[CHOICE_KEY] = '\0';
	assert_null(choice_add(list, key));
	for (size_t i = 1; i < CHOICE_ROWS; i++)
		assert_non_null(choice_add(list, "k2"));
	assert_null(choice_add(list, "one more"));
	assert_null(choice_key(&c, CHOICE_CERTIFICATES));
	list->chosen = 0;
	assert_string_equal(choice_key(&c, CHOICE_CERTIFICATES), "k1");
	/* Filled anew: nothing is chosen any more. */
	list = choice_fill(&c, CHOICE_CERTIFICATES);
	assert_int_equal(list->count, 0);
	assert_null(choice_key(&c, CHOICE_CERTIFICATES));
	choices_wipe(&c);
	assert_null(choice_find(&c, "certificates"));
}

static void
test_row_ids(void **state)
{
	(void)state;
	for (int i = 0; i < CHOICE_ROWS; i++)
		assert_int_equal(choice_row_at(choice_row_id((size_t)i)), i);
	assert_int_equal(choice_row_at("row.33"), -1);
	assert_int_equal(choice_row_at("row"), -1);
	assert_int_equal(choice_row_at(NULL), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_row_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
