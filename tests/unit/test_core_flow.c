/* The pure step: every cause and every kind of target. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/flow.h"
#include "screen/screen.h"

static struct screens *screens;

static int
open_screens(void **state)
{
	char error[256] = "";

	(void)state;
	if (screens_open("screens", &screens, error, sizeof(error)) !=
	    ERR_OK || screens_load_all(screens, error, sizeof(error)) !=
	    ERR_OK) {
		fprintf(stderr, "%s\n", error);
		return -1;
	}
	return 0;
}

static int
close_screens(void **state)
{
	(void)state;
	screens_free(&screens);
	return 0;
}

#define NONE { { false } }
#define EXPIRED { .holds[FACT_EXPIRED] = true }
#define CARD { .holds[FACT_CARD_PRESENT] = true }

static void
test_steps(void **state)
{
	static const struct {
		const char *here, *interrupted;
		struct fact_set facts;
		enum flow_cause cause;
		const char *name;
		enum err outcome;
		enum flow_step_kind kind;
		const char *to;		/* a screen, or the name */
	} cases[] = {
		/* outcomes: own edge, group, stay with and without a name */
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "sms.verify", ERR_OK,
		    FLOW_GO, "operations-menu" },
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "sms.verify",
		    ERR_CODE_WRONG, FLOW_STAY, "sms_code" },
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "countdown.sms",
		    ERR_CODE_EXPIRED, FLOW_STAY, "resend" },
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "sms.verify",
		    ERR_SESSION_ENDED, FLOW_GO, "start" },
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "sms.verify",
		    ERR_PORTAL_AWAY, FLOW_STAY, NULL },
		{ "sms-code", NULL, NONE, FLOW_OUTCOME, "sms.verify",
		    ERR_CARD_GONE, FLOW_LOST, NULL },
		{ "session-warning", "sms-code", NONE, FLOW_OUTCOME,
		    "session.keep", ERR_OK, FLOW_BACK, "sms-code" },
		{ "session-warning", NULL, NONE, FLOW_OUTCOME, "session.keep",
		    ERR_OK, FLOW_GO, "welcome" },
		/* events */
		{ "welcome", NULL, NONE, FLOW_EVENT, "key", ERR_OK, FLOW_GO,
		    "start" },
		{ "start", NULL, NONE, FLOW_EVENT, "key", ERR_OK, FLOW_NOTHING,
		    NULL },
		/* buttons: go, do, hidden, none */
		{ "sms-code", NULL, NONE, FLOW_BUTTON, "back", ERR_OK, FLOW_GO,
		    "password-login" },
		{ "sms-code", NULL, NONE, FLOW_BUTTON, "send", ERR_OK, FLOW_RUN,
		    "sms.verify" },
		{ "sms-code", NULL, NONE, FLOW_BUTTON, "resend", ERR_OK,
		    FLOW_NOTHING, NULL },
		{ "sms-code", NULL, EXPIRED, FLOW_BUTTON, "resend", ERR_OK,
		    FLOW_RUN, "sms.send" },
		{ "sms-code", NULL, NONE, FLOW_BUTTON, "none", ERR_OK,
		    FLOW_NOTHING, NULL },
		/* after */
		{ "goodbye", NULL, NONE, FLOW_AFTER, NULL, ERR_OK, FLOW_GO,
		    "welcome" },
		{ "goodbye", NULL, CARD, FLOW_AFTER, NULL, ERR_OK,
		    FLOW_NOTHING, NULL },
		{ "start", NULL, NONE, FLOW_AFTER, NULL, ERR_OK, FLOW_NOTHING,
		    NULL },
		/* roles */
		{ "start", NULL, NONE, FLOW_ROLE, "recovery", ERR_OK, FLOW_GO,
		    "recovery" },
		{ "start", NULL, NONE, FLOW_ROLE, "none", ERR_OK, FLOW_LOST,
		    NULL },
		{ "start", NULL, NONE, (enum flow_cause)99, "x", ERR_OK,
		    FLOW_NOTHING, NULL },
	};
	struct flow_place place = { .screens = screens };
	struct flow_event event;
	struct flow_step step;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		place.here = screens_find(screens, cases[i].here);
		place.interrupted = NULL;
		if (cases[i].interrupted != NULL)
			place.interrupted = screens_find(screens,
			    cases[i].interrupted);
		place.facts = cases[i].facts;
		event = (struct flow_event){ cases[i].cause, cases[i].name,
		    cases[i].outcome };
		step = flow_step(&place, &event);
		if (step.kind != cases[i].kind)
			fail_msg("case %zu: %d", i, (int)step.kind);
		if (cases[i].to == NULL)
			continue;
		assert_string_equal(step.to != NULL ? step.to->id :
		    step.name, cases[i].to);
	}
}

static void
test_a_place_is_chosen_by_its_fact(void **state)
{
	static const struct event_edge events[] = {
		{ .event = "key", .to = { TO_SCREEN, "sms-code", "expired",
		    "welcome" } },
	};
	static const struct screen here = { .id = "h", .events = events,
	    .event_count = 1 };
	struct flow_place place = { .screens = screens, .here = &here };
	struct flow_event event = { .cause = FLOW_EVENT, .name = "key" };

	(void)state;
	assert_string_equal(flow_step(&place, &event).to->id, "welcome");
	place.facts = (struct fact_set)EXPIRED;
	assert_string_equal(flow_step(&place, &event).to->id, "sms-code");
}

/* Targets that a checked screen cannot have. */
static void
test_broken_screens(void **state)
{
	static const struct event_edge events[] = {
		{ .event = "card-out",
		    .to = { .kind = (enum target_kind)99 } },
		{ .event = "key",
		    .to = { .kind = TO_SCREEN, .name = "nowhere" } },
		{ .event = "card-in", .to = { .kind = TO_SCREEN } },
	};
	static const struct screen broken = { .id = "b", .events = events,
	    .event_count = 3 };
	struct flow_place place = { .screens = screens, .here = &broken };
	struct flow_event event = { .cause = FLOW_EVENT, .name = "key" };

	(void)state;
	assert_int_equal(flow_step(&place, &event).kind, FLOW_LOST);
	event.name = "card-in";
	assert_int_equal(flow_step(&place, &event).kind, FLOW_LOST);
	event.name = "card-out";
	assert_int_equal(flow_step(&place, &event).kind, FLOW_STAY);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_steps),
	cmocka_unit_test(test_a_place_is_chosen_by_its_fact),
	cmocka_unit_test(test_broken_screens),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, open_screens, close_screens);
}
