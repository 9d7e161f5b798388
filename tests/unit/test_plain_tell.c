/* What is said of a view, and how lines are broken; no session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "plain/ask.h"
#include "plain/lines.h"
#include "plain/tell.h"

static struct view view;
static struct told told;
static struct tell_options options;
static struct lines out;
static struct screens *screens;

static int
setup(void **state)
{
	char error[256] = "";

	(void)state;
	if (screens_open("screens", &screens, error, sizeof(error)) !=
	    ERR_OK || screens_load_all(screens, error, sizeof(error)) !=
	    ERR_OK)
		fail_msg("%s", error);
	view = (struct view){ .screen = "start", .lang = LANG_EN,
	    .title = "T", .trail = "", .focus = -1, .screens = screens,
	    .message = { .at = -1 } };
	memset(&told, 0, sizeof(told));
	options = (struct tell_options){ 0 };
	lines_init(&out, 80);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	lines_free(&out);
	screens_free(&screens);
	return 0;
}

static struct view_item *
add(enum view_kind kind, const char *id, const char *text)
{
	struct view_item *item = &view.items[view.count++];

	*item = (struct view_item){ .kind = kind, .id = id, .text = text,
	    .value = "" };
	return item;
}

/* What is new, and nothing else. */
static void
assert_news(const char *text)
{
	bool news = tell_news(&told, &view, &options, &out);

	assert_string_equal(out.text.data == NULL ? "" :
	    (const char *)out.text.data, text);
	assert_true(news == (text[0] != '\0'));
	buf_clear(&out.text);
}

static void
test_steps(void **state)
{
	struct view_item *step = add(VIEW_STEP, "card", "Card");

	(void)state;
	view.busy = "Wait";		/* an action takes the steps */
	assert_news("\nT\n");
	assert_news("");
	step->state = STEP_RUNNING;
	assert_news("Card: under way\n");
	assert_news("");
	step->state = STEP_DONE;
	step->hint = "AKIS";
	assert_news("Card: done (AKIS)\n");
	assert_news("");
	step->state = STEP_FAILED;
	step->hint = NULL;
	assert_news("Card: failed\n");
}

/* Steps that are ticked by what is the case: what is not is told too. */
static void
test_ticks(void **state)
{
	struct view_item *step = add(VIEW_STEP, "reader", "Reader");

	(void)state;
	assert_news("\nT\nReader: waiting\n");
	assert_news("");
	step->state = STEP_DONE;
	assert_news("Reader: done\n");
	step->state = STEP_WAITING;
	assert_news("Reader: waiting\n");
}

static void
test_message(void **state)
{
	struct view_message *m = &view.message;

	(void)state;
	add(VIEW_FIELD, "a", "Field");
	assert_news("\nT\n");
	*m = (struct view_message){ .about = ERR_CODE_WRONG, .at = 0,
	    .code = "P1", .what = "What.", .card = "Card.", .next = "Next.",
	    .tries = "Tries left: 2", .case_no = "7K2M-9XRP",
	    .request_id = "7f" };
	assert_news("ERROR, Field: What. Tries left: 2\nCard.\nNext.\n"
	    "Error code: P1. Case no: 7K2M-9XRP. Request no: 7f\n");
	assert_news("");
	m->tries = "Tries left: 1";
	assert_news("ERROR, Field: What. Tries left: 1\nCard.\nNext.\n"
	    "Error code: P1. Case no: 7K2M-9XRP. Request no: 7f\n");
	tell_message_over(&told);
	m->request_id = m->case_no = m->tries = m->card = NULL;
	m->at = -1;
	assert_news("ERROR: What.\nNext.\nError code: P1\n");
	m->good = true;
	tell_message_over(&told);
	assert_news("NOTE: What.\nNext.\n");
	m->about = ERR_OK;
	assert_news("");
}

/* A paragraph that appears is said once; a warning with its word. */
static void
test_texts(void **state)
{
	(void)state;
	add(VIEW_TEXT, NULL, "One.");
	add(VIEW_WARNING, NULL, "Two.");
	assert_news("\nT\nOne.\nWARNING: Two.\n");
	add(VIEW_NOTE, NULL, "Three.");
	assert_news("Three.\n");
	view.count--;
	assert_news("");
	view.count++;
	assert_news("");
	tell_again(&told);
	assert_news("\nT\nOne.\nWARNING: Two.\nThree.\n");
	view.lang = LANG_TR;
	assert_news("\nT\nOne.\nUYARI: Two.\nThree.\n");
}

static void
test_status(void **state)
{
	(void)state;
	view.card = "Card: checking";
	view.portal = "Portal: checking";
	view.simulated = true;
	assert_news("\nSIMULATION: not a real card\nT\n");
	view.card = "No card in the reader";
	assert_news("");
	view.portal = "Portal: connected";
	assert_news("Portal: connected\n");
	options.hold = true;
	view.card = "Card: X";
	assert_news("");
	options.hold = false;
	assert_news("Card: X\n");
	view.card = "No card in the reader";
	assert_news("No card in the reader\n");
}

static void
test_busy(void **state)
{
	(void)state;
	view.busy = "Wait.";
	assert_news("\nT\n");		/* nobody waits */
	options.busy = true;
	assert_news("Wait.\n");
	assert_news("");
	view.busy = NULL;
	assert_news("");
	view.busy = "Wait.";
	assert_news("Wait.\n");
}

static void
test_picture(void **state)
{
	static uint8_t grey[40 * 16];
	struct view_item *item = add(VIEW_PICTURE, "captcha", "Picture");

	(void)state;
	memset(grey, 0xff, sizeof(grey));
	for (size_t i = 0; i < 16; i++)
		memset(grey + i * 40 + 10, 0, 6);
	item->hint = "Call.";
	assert_news("\nT\n");		/* it has not come yet */
	item->grey = grey;
	item->width = 40;
	item->height = 16;
	assert_news("Picture: Call.\n");
	assert_news("");
	grey[0] = 0;			/* another one */
	options.blocks = true;
	assert_true(tell_news(&told, &view, &options, &out));
	assert_non_null(strstr((char *)out.text.data, "\u2588\u2588"));
	buf_clear(&out.text);
	grey[0] = 1;
	out.width = 40;			/* too narrow */
	assert_news("Picture: Call.\n");
}

static void
test_prompts(void **state)
{
	struct view_item *field = add(VIEW_FIELD, "a", "Code");
	struct view_item *button = add(VIEW_BUTTON, "b", "Send");
	uint64_t mark;

	(void)state;
	view.focus = 0;
	field->focusable = button->focusable = true;
	field->secret = true;
	field->hint = "6 digits";
	assert_int_equal(ask_of(&view), ASK_FIELD);
	mark = ask_mark(&view);
	assert_true(ask_mark(&view) == mark);
	ask_prompt(&view, &out);
	assert_string_equal((char *)out.text.data,
	    "Code (6 digits; what you type is not shown): ");
	buf_clear(&out.text);
	view.focus = 1;
	button->is_default = true;
	assert_int_equal(ask_of(&view), ASK_MENU);
	assert_true(ask_mark(&view) != mark);
	mark = ask_mark(&view);
	ask_prompt(&view, &out);		/* ends the one before */
	assert_string_equal((char *)out.text.data,
	    "\n1) Send (on Enter)\nNumber of your choice: ");
	button->text = "New code";
	assert_true(ask_mark(&view) != mark);
	view.count = 0;
	view.focus = -1;
	assert_int_equal(ask_of(&view), ASK_NOTHING);
	view.screen = "welcome";
	assert_int_equal(ask_of(&view), ASK_KEY);
}

static void
test_wrapping(void **state)
{
	(void)state;
	out.width = 20;
	lines_say(&out, "An extraordinarylongwordwithoutend is kept.\n\nCall "
	    "444 5 576 or 444 5 577 now");
	assert_string_equal((char *)out.text.data, "An\n"
	    "extraordinarylongwordwithoutend\nis kept.\n\n"
	    "Call 444 5 576 or\n444 5 577 now\n");
	/* One that is masked stays whole too; a masked name may break. */
	buf_clear(&out.text);
	lines_say(&out, "It was sent to (54* *** ** **) for Ş**** Y*** "
	    "Z******");
	assert_string_equal((char *)out.text.data, "It was sent to\n"
	    "(54* *** ** **) for\nŞ**** Y*** Z******\n");
}

/* Nothing that a terminal would obey. */
static void
test_only_text(void **state)
{
	(void)state;
	lines_say(&out, "a\033[2Jb\tc\x7f\r" "d\xc2\x9b" "1me");
	assert_string_equal((char *)out.text.data, "a[2Jbcd1me\n");
	buf_clear(&out.text);
	lines_row(&out, "x\033y");
	assert_string_equal((char *)out.text.data, "xy\n");
}

static void
test_nobody_reads(void **state)
{
	(void)state;
	for (int i = 0; i < LINES_PENDING_MAX; i++)
		lines_say(&out, "ab");
	assert_true(out.lost);
	assert_true(out.text.len <= LINES_PENDING_MAX);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_steps),
	TEST(test_ticks),
	TEST(test_message),
	TEST(test_texts),
	TEST(test_status),
	TEST(test_busy),
	TEST(test_picture),
	TEST(test_prompts),
	TEST(test_wrapping),
	TEST(test_only_text),
	TEST(test_nobody_reads),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
