/* Every refusal of the portal has its message: openapi.yaml says which codes
 * an operation may answer with; wherever a screen uses the operation (found
 * out by trying), each of them must come up as a message of its own, and be
 * read whole in both languages on a large and on a small terminal. */
#include "refusal_codes.h"
#include "refusal_world.h"

#include "tui/draw.h"

#define TEXT		(64 * 1024)

/* Where an action begins. */
enum cause { BY_BUTTON, BY_ROW, BY_ENTER, BY_CLOCK };

struct site {
	const struct screen *screen;
	const char *action;
	enum cause cause;
	const char *button;	/* BY_BUTTON */
};

static struct stage t;
static const char *acting;	/* the action whose operations are noted */
static bool asked[WIRE_OP_COUNT], said[WIRE_OP_COUNT][ERR_COUNT];
static unsigned pairs, sites, wrong;

/* What is said instead of the code, because there is more to say: it came by
 * mail and not by SMS.  ERR_OK: nothing, because nothing is amiss: the code
 * that was sent before still holds, what was to be erased is. */
static const struct {
	enum wire_op op;
	enum err code, shown;
	unsigned unless;	/* in these worlds it is the code */
} others[] = {
	{ WIRE_WORD_REQUEST, ERR_CODE_WAIT, ERR_MAIL_WAIT, 0 },
	{ WIRE_WORD_SET, ERR_CODE_WRONG, ERR_MAIL_CODE_WRONG, 0 },
	{ WIRE_WORD_SET, ERR_CODE_EXPIRED, ERR_MAIL_CODE_EXPIRED, 0 },
	{ WIRE_WORD_SET, ERR_CODE_USED_UP, ERR_CHANGE_USED_UP, 0 },
	{ WIRE_PHONE_CONFIRM, ERR_CODE_USED_UP, ERR_CHANGE_USED_UP, 0 },
	{ WIRE_EMAIL_CHANGE, ERR_CODE_WAIT, ERR_MAIL_WAIT, 0 },
	{ WIRE_EMAIL_CONFIRM, ERR_CODE_WRONG, ERR_MAIL_CODE_WRONG, 0 },
	{ WIRE_EMAIL_CONFIRM, ERR_CODE_EXPIRED, ERR_MAIL_CODE_EXPIRED, 0 },
	{ WIRE_EMAIL_CONFIRM, ERR_CODE_USED_UP, ERR_CHANGE_USED_UP, 0 },
	{ WIRE_SMS_SEND, ERR_CODE_WAIT, ERR_OK, WORLD_OVER },
	{ WIRE_CONFIRM_SEND, ERR_CODE_WAIT, ERR_OK, WORLD_OVER },
	{ WIRE_LETTER_ERASE, ERR_LETTER_NONE, ERR_OK, 0 },
};
#define OTHERS (sizeof(others) / sizeof(others[0]))

/* An operator is told one thing, whatever is wrong with the card. */
static const enum err not_this_card[] = { ERR_SIGNED_OFF, ERR_SIGNER_FOREIGN,
	ERR_SIGNER_USAGE, ERR_SIGNER_WAITING, ERR_SIGNER_SUSPENDED,
	ERR_SIGNER_REVOKED, ERR_ISSUER_REVOKED, ERR_CERT_EARLY, ERR_CERT_OVER };

static enum err
expected(const char *action, enum wire_op op, unsigned world, enum err code)
{
	bool staff = strcmp(action, "operator.signed") == 0;

	for (size_t i = 0; staff && i < sizeof(not_this_card) /
	    sizeof(not_this_card[0]); i++)
		if (not_this_card[i] == code)
			return ERR_OPERATOR_UNKNOWN;
	/* Of an identity card no date is read out. */
	if (strcmp(action, "edevlet.card") == 0 &&
	    (code == ERR_CERT_EARLY || code == ERR_CERT_OVER))
		return ERR_ID_CARD_REVOKED;
	for (size_t i = 0; i < OTHERS; i++)
		if (others[i].op == op && others[i].code == code &&
		    !(others[i].unless & world))
			return others[i].shown;
	return code;
}

/* ---- One action on one screen ---- */

static void
note_op(void *arg, enum wire_op op)
{
	(void)arg;
	if (t.session->run.action != NULL &&
	    strcmp(t.session->run.action->name, acting) == 0)
		asked[op] = true;
}

static bool
press_row(void)
{
	if (stage_item(&t, "row.1") == NULL)
		return false;
	stage_focus(&t, "row.1");
	stage_key_only(&t, REQ_PRESS);
	return true;
}

/* Begin the action of a site; `code` ERR_OK: the portal says yes to all.
 * False: nothing begins it in that world. */
static bool
begin(const struct site *site, unsigned world, enum wire_op op, enum err code)
{
	bool arrives = site->cause == BY_ENTER, done = true;

	world_begin(&t, world);
	if (arrives && code != ERR_OK)
		fake_remote_fail(&t.remote, op, code, 400);
	acting = site->action;
	memset(asked, 0, sizeof(asked));
	t.remote.at = note_op;
	world_go(&t, site->screen, world);
	world_settle(&t);
	if (arrives)
		return true;
	if (t.session->screen != site->screen)
		return false;
	world_furnish(&t, world);
	session_mark(t.session);
	stage_settle(&t);
	world_fill(&t);
	memset(asked, 0, sizeof(asked));
	if (code != ERR_OK)
		fake_remote_fail(&t.remote, op, code, 400);
	if (site->cause == BY_BUTTON) {
		done = stage_item(&t, site->button) != NULL;
		if (done)
			stage_press_only(&t, site->button);
	} else if (site->cause == BY_ROW) {
		done = press_row();
	} else {
		stage_wait(&t, site->screen->every.seconds + 1);
	}
	world_settle(&t);
	return done;
}

/* ---- What is read ---- */

/* The grid as one line, its white space folded. */
static void
flatten(const struct grid *g, char out[static TEXT])
{
	char row[2048];
	size_t n = 0;

	for (int i = 0; i < g->h; i++) {
		grid_row_text(g, i, row, sizeof(row));
		for (const char *p = row; *p != '\0'; p++)
			if (*p != ' ' || (n > 0 && out[n - 1] != ' '))
				out[n++] = *p;
		if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	out[n] = '\0';
}

static void
complain(const struct site *site, enum wire_op op, enum err code,
    const char *what)
{
	wrong++;
	print_error("%s: %s: %s %s: %s\n", site->screen->id, site->action,
	    wire_op_info(op)->name, err_name(code), what);
}

/* Paragraphs of a text are apart on the screen. */
static bool
is_read(const char *text, const char *screen)
{
	char part[1024];

	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, "\n");

		snprintf(part, sizeof(part), "%.*s", (int)n, text);
		if (strstr(screen, part) == NULL)
			return false;
		text += n + (text[n] == '\n');
	}
	return true;
}

static bool
is_whole(int w, int h)
{
	static char text[TEXT];
	const struct view *v = stage_view(&t);
	const struct view_message *m = &v->message;
	struct draw_options options = { 0 };
	struct draw_info info;
	struct grid g;
	bool whole;

	assert_int_equal(grid_init(&g, w, h), ERR_OK);
	assert_int_equal(draw_view(v, &options, &g, &info), ERR_OK);
	flatten(&g, text);
	grid_free(&g);
	whole = is_read(m->what, text) && is_read(m->card, text) &&
	    is_read(m->next, text) && (m->good || is_read(m->code, text));
	if (!whole)
		print_error("%dx%d: %s\n", w, h, text);
	return whole;
}

/* The card has its new PIN, and the portal does not take the report: the
 * person has what they came for, and hears at most that it comes later. */
static bool
report_is_told(void)
{
	const struct view *v = stage_view(&t);
	enum err about = v->message.about;

	return (about == ERR_OK || about == ERR_DONE_UNREPORTED) &&
	    (strcmp(v->screen, "unlock-done") == 0 ||
	    strcmp(v->screen, "esign-done") == 0);
}

/* The doctor's screens have findings, and a message in each. */
static bool
is_found(enum err code)
{
	return t.session->doctor.of[DOCTOR_PORTAL].about == code;
}

static bool
is_said(const struct site *site, enum wire_op op, unsigned world,
    enum err code)
{
	if (op == WIRE_UNLOCK_REPORT)
		return report_is_told();
	if (strcmp(site->action, "doctor.run") == 0)
		return is_found(code);
	return stage_view(&t)->message.about == expected(site->action, op, world,
	    code);
}

static void
judge(const struct site *site, enum wire_op op, unsigned world,
    enum err code)
{
	const struct view *v = stage_view(&t);
	char text[128];

	pairs++;
	if (!is_said(site, op, world, code)) {
		snprintf(text, sizeof(text), "said on %s: %s (world %x)",
		    v->screen, err_name(v->message.about), world);
		complain(site, op, code, text);
		return;
	}
	said[op][code] = true;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		t.session->lang = (enum lang)lang;
		session_mark(t.session);
		if (!is_whole(80, 24) || !is_whole(50, 18))
			complain(site, op, code, "cannot be read whole");
	}
}

/* For the answer to the end of a session or of a shift. */
static bool
nobody_waits(enum wire_op op)
{
	return op == WIRE_SESSION_CLOSE || op == WIRE_OPERATOR_END;
}

static void
refuse(const struct site *site, unsigned world, enum wire_op op)
{
	enum err codes[REFUSAL_CODES];
	size_t count = refusal_codes(op, codes);

	for (size_t i = 0; i < count; i++) {
		if (!refusal_can_be(site->action, codes[i]))
			continue;
		assert_true(begin(site, world, op, codes[i]));
		if (!asked[op])
			complain(site, op, codes[i], "is not asked again");
		else
			judge(site, op, world, codes[i]);
	}
}

/* Each operation in the first world that leads to it, and in those where the
 * way on is another one. */
static void
visit(const struct site *site)
{
	bool known[WIRE_OP_COUNT] = { false }, now[WIRE_OP_COUNT];
	bool any = false;

	for (size_t i = 0; i < sizeof(worlds) / sizeof(worlds[0]); i++) {
		bool other = (worlds[i] | WORLD_DOOR | WORLD_OVER) ==
		    (WORLD_DOOR | WORLD_OVER);

		if (!begin(site, worlds[i], 0, ERR_OK))
			continue;
		memcpy(now, asked, sizeof(now));
		for (int op = 0; op < WIRE_OP_COUNT; op++) {
			if (!now[op] || (known[op] && !other) ||
			    nobody_waits((enum wire_op)op))
				continue;
			known[op] = any = true;
			refuse(site, worlds[i], (enum wire_op)op);
		}
	}
	sites += any;
}

static void
visit_screen(const struct screen *s)
{
	const struct block *list = screen_list(s);

	if (s->enter != NULL)
		visit(&(struct site){ s, s->enter, BY_ENTER, NULL });
	if (s->every.action != NULL)
		visit(&(struct site){ s, s->every.action, BY_CLOCK, NULL });
	if (list != NULL && list->effect.action != NULL)
		visit(&(struct site){ s, list->effect.action, BY_ROW, NULL });
	for (size_t i = 0; i < s->button_count; i++)
		if (s->buttons[i].effect.action != NULL)
			visit(&(struct site){ s, s->buttons[i].effect.action,
			    BY_BUTTON, s->buttons[i].id });
}

static void
check_op(enum wire_op op)
{
	enum err codes[REFUSAL_CODES];
	size_t count = refusal_codes(op, codes);

	if (nobody_waits(op))
		return;
	for (size_t i = 0; i < count; i++) {
		if (said[op][codes[i]])
			continue;
		wrong++;
		print_error("%s: %s is said nowhere\n",
		    wire_op_info(op)->name, err_name(codes[i]));
	}
}

static void
test_every_refusal_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < screens_count(t.screens); i++)
		visit_screen(screens_at(t.screens, i));
	for (int op = 0; op < WIRE_OP_COUNT; op++)
		check_op((enum wire_op)op);
	print_message("%u refusals; %u buttons and arrivals ask the portal\n",
	    pairs, sites);
	assert_int_equal(wrong, 0);
}

static int
setup(void **state)
{
	(void)state;
	stage_open(&t);
	return refusal_codes_open() ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	refusal_codes_close();
	stage_close(&t);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_refusal_is_said),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
