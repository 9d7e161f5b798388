/* What the reader gives, and the place and words of each refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/yaml.h"

static char error[256];

static struct yaml_doc *
good(const char *text)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_text("t.yaml", text, strlen(text), &doc, error,
	    sizeof(error));

	if (e != ERR_OK)
		fail_msg("%s", error);
	return doc;
}

static void
test_reads_a_screen(void **state)
{
	struct yaml_doc *doc = good(
	    "# a comment\n"
	    "screen: sms-code\n"
	    "title:  {tr: \"\\u015eifre\", en: 'Pass''word'}\n"
	    "body:\n"
	    "  - text: |\n"
	    "      one\n"
	    "      two\n"
	    "  - field: x\n"
	    "    secret: true\n"
	    "empty: []\n"
	    "no: off\n"
	    "nothing:\n");
	const struct yaml_node *root = yaml_root(doc), *body = NULL;

	(void)state;
	assert_string_equal(yaml_name(doc), "t.yaml");
	assert_int_equal(root->kind, YAML_MAP);
	assert_int_equal(root->count, 6);
	assert_string_equal(root->keys[0], "screen");
	assert_string_equal(root->keys[5], "nothing");
	assert_string_equal(yaml_get(root, "screen")->text, "sms-code");
	assert_string_equal(yaml_get(yaml_get(root, "title"), "tr")->text,
	    "\xc5\x9e" "ifre");
	assert_string_equal(yaml_get(yaml_get(root, "title"), "en")->text,
	    "Pass'word");
	body = yaml_get(root, "body");
	assert_int_equal(body->kind, YAML_LIST);
	assert_int_equal(body->count, 2);
	assert_int_equal(body->line, 5);
	assert_int_equal(body->column, 3);
	assert_string_equal(yaml_get(&body->items[0], "text")->text,
	    "one\ntwo\n");
	assert_string_equal(yaml_get(&body->items[1], "secret")->text, "true");
	assert_int_equal(yaml_get(&body->items[1], "secret")->line, 9);
	assert_int_equal(yaml_get(&body->items[1], "secret")->column, 13);
	assert_int_equal(yaml_get(root, "empty")->kind, YAML_LIST);
	assert_int_equal(yaml_get(root, "empty")->count, 0);
	assert_string_equal(yaml_get(root, "no")->text, "off");
	assert_string_equal(yaml_get(root, "nothing")->text, "");
	assert_null(yaml_get(root, "missing"));
	assert_null(yaml_get(body, "field"));
	assert_null(yaml_get(NULL, "field"));
	yaml_free(&doc);
	assert_null(doc);
	yaml_free(&doc);
	yaml_free(NULL);
}

static void
test_other_roots(void **state)
{
	struct yaml_doc *doc = good("just text");

	(void)state;
	assert_int_equal(yaml_root(doc)->kind, YAML_SCALAR);
	assert_string_equal(yaml_root(doc)->text, "just text");
	yaml_free(&doc);
	doc = good("\xef\xbb\xbf- a\n- - b\n  - c\n");
	assert_int_equal(yaml_root(doc)->count, 2);
	assert_string_equal(yaml_root(doc)->items[1].items[1].text, "c");
	yaml_free(&doc);
	doc = good("--- {a: b}\n");
	assert_string_equal(yaml_get(yaml_root(doc), "a")->text, "b");
	yaml_free(&doc);
}

static const struct {
	const char *text, *message;
} refusals[] = {
	{ "", "1:1: the file is empty" },
	{ "# only a comment\n", "1:1: the file is empty" },
	{ "a: 1\nb: 2\na: 3\n",
	  "3:1: \"a\" stands here twice; the first is in line 1" },
	{ "a:\n  b: {x: 1, x: 2}\n",
	  "2:13: \"x\" stands here twice; the first is in line 2" },
	{ "a: &x 1\n", "1:4: anchors are not allowed; "
	  "quote texts that start with &" },
	{ "a: &x [1]\n", "1:4: anchors are not allowed; "
	  "quote texts that start with &" },
	{ "a: *x\n", "1:4: aliases are not allowed; "
	  "quote texts that start with *" },
	{ "a: *\n", "1:5: aliases are not allowed; "
	  "quote texts that start with *" },
	{ "a: !!int 1\n", "1:4: tags are not allowed; "
	  "quote texts that start with !" },
	{ "a: !x {}\n", "1:4: tags are not allowed; "
	  "quote texts that start with !" },
	{ "%TAG ! tag:x,2026:\n--- a\n", "1:1: %TAG lines are not allowed" },
	{ "a: 1\n---\nb: 2\n", "2:1: a file holds one document only; "
	  "take the --- out" },
	{ "a: 1\n\tb: 2\n", "2:1: a tab where spaces are needed" },
	{ "a:\n\tb: 2\n", "2:1: a tab at the start of a line; use spaces" },
	{ "\xc5\x9f\xc5\x9f: 1\na: \xc5\x9f\n\xc5\x9f:\n\tb: 2\n",
	  "4:1: a tab at the start of a line; use spaces" },
	{ "a: |x\n  b\n", "1:5: the text behind a | or > starts in the next "
	  "line" },
	{ "a: @x\n", "1:4: a text that starts with @ ` or % needs quotes" },
	{ "a: b: c\n", "1:5: a ':' with a space behind it is not allowed "
	  "here: put the text in quotes, or line the name up with those "
	  "above it" },
	{ "a: \"x\nb: 1\n", "1:4: the quote that was opened is never closed" },
	{ "a: 'x\n", "1:4: the quote that was opened is never closed" },
	{ "a: \"\\q\"\n", "1:5: a \\ in double quotes must be written \\\\" },
	{ "a: \"\\0\"\n", "1:4: a text must not contain \\0" },
	{ "a: 1\nb\nc: 2\n", "2:1: a ':' is missing behind a name (or the "
	  "text goes on in the next line without being indented)" },
	{ "a: {b: 1\nc: 2}\n", "2:2: a ',' or a '}' is missing; texts with "
	  ", : { } need quotes" },
	{ "a: [b\n", "1:4: a ',' or a ']' is missing; texts with , : [ ] "
	  "need quotes" },
	{ "a:\n  - b\n  c: d\n", "3:3: this line is not part of the list "
	  "above it: start it with '- ' or line it up" },
	{ "a: 1\n  b: 2\n", "2:4: a ':' with a space behind it is not allowed "
	  "here: put the text in quotes, or line the name up with those "
	  "above it" },
	{ "a: 'x' y\n", "1:8: this line does not fit those above it: look at "
	  "the spaces at its start and at the quotes around texts" },
	{ "  a: 1\n b: 2\n", "2:2: this line does not belong to what is "
	  "above it" },
	{ "[a]: 1\n", "1:1: a name before ':' must be plain text; quote "
	  "texts that start with [ or {" },
	{ "{a: 1}: 1\n", "1:1: a name before ':' must be plain text; quote "
	  "texts that start with [ or {" },
	{ ": 1\n", "1:1: a name is missing before the ':'" },
	{ "\"\": 1\n", "1:1: a name is missing before the ':'" },
	{ "a: - b\n", "1:4: a '- ' is not allowed here: start the list in a "
	  "line of its own" },
	{ "a: 1\nb: \xff\n", "2:4: this is not UTF-8; save the file as "
	  "UTF-8" },
	{ "a: \xc5\x9f\n\xc5\x9f: \xc5\x9f\xc5\n", "2:5: this is not UTF-8; "
	  "save the file as UTF-8" },
	{ "a: b\033c\n", "1:5: a control character is not allowed" },
	{ "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "1:17: nested too deep (16 "
	  "levels at most)" },
};

static void
refused(const char *text, const char *message)
{
	struct yaml_doc *doc = (void *)1;
	char want[256];
	enum err e = yaml_read_text("t.yaml", text, strlen(text), &doc, error,
	    sizeof(error));

	snprintf(want, sizeof(want), "t.yaml:%s", message);
	assert_string_equal(error, want);
	assert_int_equal(e, ERR_SYNTAX);
	assert_null(doc);
}

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		refused(refusals[i].text, refusals[i].message);
}

static void
test_bounds(void **state)
{
	struct yaml_doc *doc = NULL;
	size_t big = 256 * 1024, at = 0;
	char *text = malloc(big + 2);

	(void)state;
	doc = good("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]");
	yaml_free(&doc);
	memset(text, ' ', big + 2);
	memcpy(text, "a: b\n#", 6);
	assert_int_equal(yaml_read_text("t", text, big, &doc, error,
	    sizeof(error)), ERR_OK);
	yaml_free(&doc);
	assert_int_equal(yaml_read_text("t", text, big + 1, &doc, error,
	    sizeof(error)), ERR_TOO_BIG);
	assert_string_equal(error, "t:1:1: the file is larger than 256 KiB");
	assert_null(doc);
	for (int i = 0; i < 1025; i++)
		at += (size_t)snprintf(text + at, big - at, "k%d: v\n", i);
	assert_int_equal(yaml_read_text("t", text, at, &doc, error,
	    sizeof(error)), ERR_SYNTAX);
	assert_string_equal(error,
	    "t:1025:1: too many names in one place (1024 at most)");
	free(text);
}

/* A short message buffer is not overrun. */
static void
test_error_is_cut(void **state)
{
	struct yaml_doc *doc = NULL;
	char small[8];

	(void)state;
	assert_int_equal(yaml_read_text("name", "", 0, &doc, small,
	    sizeof(small)), ERR_SYNTAX);
	assert_string_equal(small, "name:1:");
}

static void
test_files(void **state)
{
	char path[] = "/tmp/test-yaml-XXXXXX";
	int fd = mkstemp(path);
	struct yaml_doc *doc = NULL;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a: 1\n", 5), 5);
	assert_int_equal(yaml_read_file(path, &doc, error, sizeof(error)),
	    ERR_OK);
	assert_string_equal(yaml_name(doc), path);
	yaml_free(&doc);
	assert_int_equal(write(fd, "a: 1\n", 5), 5);
	assert_int_equal(yaml_read_file(path, &doc, error, sizeof(error)),
	    ERR_SYNTAX);
	assert_non_null(strstr(error, ":2:1: \"a\" stands here twice"));
	assert_int_equal(ftruncate(fd, 300000), 0);
	assert_int_equal(yaml_read_file(path, &doc, error, sizeof(error)),
	    ERR_TOO_BIG);
	close(fd);
	unlink(path);
	assert_int_equal(yaml_read_file(path, &doc, error, sizeof(error)),
	    ERR_NOT_FOUND);
	assert_non_null(strstr(error, ":1:1: cannot be read: No such file"));
	assert_int_equal(yaml_read_file("/tmp", &doc, error, sizeof(error)),
	    ERR_IO);
	assert_string_equal(error, "/tmp:1:1: cannot be read: Is a directory");
	assert_int_equal(yaml_read_file("/dev/null", &doc, error,
	    sizeof(error)), ERR_IO);
	assert_null(doc);
}

static void
test_unknown_key(void **state)
{
	static const char *const known[] = { "a", "b", NULL };
	struct yaml_doc *doc = good("b: 1\nc: 2\nd: 3\n");
	const struct yaml_node *at = NULL;

	(void)state;
	assert_string_equal(yaml_unknown_key(yaml_root(doc), known, &at), "c");
	assert_int_equal(at->line, 2);
	yaml_free(&doc);
	doc = good("b: 1\na: 2\n");
	assert_null(yaml_unknown_key(yaml_root(doc), known, &at));
	assert_null(at);
	yaml_free(&doc);
}

static enum err
as_int(const char *text, int min, int max, int *value)
{
	struct yaml_node n = { .kind = YAML_SCALAR, .text = text };

	return yaml_int(&n, min, max, value);
}

static void
test_int(void **state)
{
	static const char *const bad[] = { "", "-", "+1", "01", "00", "-0",
	    "1 ", " 1", "0x1", "1.0", "1e3", "on", "--1", "-01" };
	struct yaml_node list = { .kind = YAML_LIST };
	int v = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(as_int(bad[i], INT32_MIN, INT32_MAX, &v),
		    ERR_SYNTAX);
	assert_int_equal(as_int("10", 0, 9, &v), ERR_TOO_BIG);
	assert_int_equal(as_int("-1", 0, 9, &v), ERR_TOO_BIG);
	assert_int_equal(as_int("2147483648", 0, INT32_MAX, &v), ERR_TOO_BIG);
	assert_int_equal(as_int("99999999999999999999999", 0, INT32_MAX, &v),
	    ERR_TOO_BIG);
	assert_int_equal(yaml_int(&list, 0, 1, &v), ERR_SYNTAX);
	assert_int_equal(yaml_int(NULL, 0, 1, &v), ERR_NOT_FOUND);
	assert_int_equal(v, 7);
	assert_int_equal(as_int("0", 0, 9, &v), ERR_OK);
	assert_int_equal(v, 0);
	assert_int_equal(as_int("-2147483648", INT32_MIN, 0, &v), ERR_OK);
	assert_int_equal(v, INT32_MIN);
	assert_int_equal(as_int("2147483647", 0, INT32_MAX, &v), ERR_OK);
	assert_int_equal(v, INT32_MAX);
}

static void
test_bool(void **state)
{
	struct yaml_node n = { .kind = YAML_SCALAR, .text = "true" };
	bool v = false;

	(void)state;
	assert_int_equal(yaml_bool(&n, &v), ERR_OK);
	assert_true(v);
	n.text = "yes";
	assert_int_equal(yaml_bool(&n, &v), ERR_SYNTAX);
	n.text = "True";
	assert_int_equal(yaml_bool(&n, &v), ERR_SYNTAX);
	assert_true(v);
	n.text = "false";
	assert_int_equal(yaml_bool(&n, &v), ERR_OK);
	assert_false(v);
	assert_int_equal(yaml_bool(NULL, &v), ERR_NOT_FOUND);
	n.kind = YAML_MAP;
	assert_int_equal(yaml_bool(&n, &v), ERR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_a_screen),
		cmocka_unit_test(test_other_roots),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_error_is_cut),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_unknown_key),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_bool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
