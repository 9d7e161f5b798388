/* A terminal without a terminal: a session on the real screens, with a fake
 * card, a fake portal and a clock that a test moves. */
#ifndef FAKE_STAGE_H
#define FAKE_STAGE_H

#include "core/session.h"
#include "fake/fake_card.h"
#include "fake/fake_clock.h"
#include "fake/fake_log.h"
#include "fake/fake_remote.h"
#include "fake/fake_save.h"

#define STAGE_IDENTITY "10000000146"
#define STAGE_PIN "739105"

struct loop;
struct session;

struct stage {
	struct loop *loop;
	struct screens *screens;
	struct session *session;
	struct session_config config;
	struct fake_log log;
	struct fake_card card;
	struct fake_remote remote;
	struct fake_save save;
	char folder[64], journal[96];
	unsigned changed;	/* calls of on_change */
	bool ended;		/* the shutdown is over */
	bool free_at_end;	/* … and the session is to be freed there */
};

/* Not begun yet: scripts can still be set. */
void stage_open(struct stage *t);
void stage_begin(struct stage *t);

/* Free all, remove the journal; fails the test if a secret is left in the
 * secure heap. */
void stage_close(struct stage *t);

/* A new session on the same journal, card and portal, as after a restart. */
void stage_restart(struct stage *t);

/* Answer and run whatever is due until nothing moves. */
void stage_settle(struct stage *t);

/* The same for one answer of card or portal; false: nothing waits. */
bool stage_step(struct stage *t);

/* Seconds go by, one by one, with everything that they bring. */
void stage_wait(struct stage *t, int seconds);

/* Keys: each settles afterwards, except stage_key_only. */
void stage_key(struct stage *t, enum request_kind kind);
void stage_key_only(struct stage *t, enum request_kind kind);
void stage_number(struct stage *t, unsigned number);
void stage_type(struct stage *t, const char *text);

/* Go to the field or press the button of that id. */
void stage_focus(struct stage *t, const char *id);
void stage_press(struct stage *t, const char *id);
void stage_press_only(struct stage *t, const char *id);

/* Type into the field of that id; refill: instead of what is there. */
void stage_fill(struct stage *t, const char *id, const char *text);
void stage_refill(struct stage *t, const char *id, const char *text);

/* From the welcome screen on, the way that people go. */
void stage_to_start(struct stage *t);
void stage_to_login(struct stage *t);
void stage_fill_login(struct stage *t);
void stage_to_sms(struct stage *t);	/* sms-code */
void stage_to_menu(struct stage *t);
void stage_to_pin(struct stage *t);	/* unlock-pin */
void stage_fill_pin(struct stage *t, const char *pin);

/* What the view says. */
const struct view *stage_view(struct stage *t);
const struct view_item *stage_item(struct stage *t, const char *id);
const char *stage_focused(struct stage *t);	/* its id; "": nothing */
const char *stage_message_at(struct stage *t);	/* the same */
bool stage_says(struct stage *t, const char *text);	/* anywhere */

/* The value beside a label, or NULL. */
const char *stage_row(struct stage *t, const char *label);

/* The length of what was typed into a field. */
size_t stage_typed(struct stage *t, const char *id);

#define assert_screen(t, id) assert_string_equal(stage_view(t)->screen, id)
#define assert_about(t, e) assert_string_equal( \
	err_name(stage_view(t)->message.about), err_name(e))

/* The message stands at this item, and the next key goes there. */
#define assert_message_at(t, id) do { \
	assert_string_equal(stage_message_at(t), id); \
	assert_string_equal(stage_focused(t), id); \
} while (0)

/* On this screen, with this message, and the next key goes there. */
#define assert_at(t, screen, e, id) do { \
	assert_screen(t, screen); \
	assert_about(t, e); \
	assert_string_equal(stage_focused(t), id); \
} while (0)

#endif
