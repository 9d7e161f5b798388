/* A driver against the virtual card in memory, step by step, as the helper
 * takes them; the test is the portal.  The card (vcard_fixture.h) is new for
 * each test, and the helper's own source reads it. */
#ifndef UNIT_HELPER_FIXTURE_H
#define UNIT_HELPER_FIXTURE_H

#include "tool_fixture.h"

#include "card/driver.h"
#include "card/read.h"
#include "card/unlock.h"
#include "helper/source_mem.h"

static struct cards *cards;
static struct source *source;
static struct card_unlock un;
static struct card_known known;
static struct card_msg_challenge challenge;

/* A card with these tries; `text`: what cards.yaml says of it. */
static void
helper_setup(const char *text, int pin_tries)
{
	struct vstate s;
	char error[200] = "";

	assert_int_equal(directory_make(NULL), 0);
	fixture_state(&s, NULL);
	s.pin_tries = pin_tries;
	assert_int_equal(vstate_create(in_directory("card"), &s), ERR_OK);
	vstate_free(&s);
	assert_int_equal(source_mem_new(in_directory("card"), &source),
	    ERR_OK);
	if (cards_read_text("cards", text, strlen(text), &cards, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	card_unlock_init(&un);
	tool_setup(source, cards);
}

static int
helper_teardown(void **state)
{
	(void)state;
	tool_teardown();
	card_unlock_end(&un);
	source->ops->close(&source);
	cards_free(&cards);
	return directory_remove(NULL);
}

__attribute__((unused)) static void
read_card(struct card_info *info)
{
	struct source_state at;

	source->ops->look(source, &at);
	card_read(source, &at, cards, info, &known);
}

/* Tries of the PIN, as the card tells. */
__attribute__((unused)) static int
tries(void)
{
	struct card_info info;

	read_card(&info);
	assert_int_equal(info.trouble, ERR_OK);
	return info.pin_tries;
}

/* Nothing is known of the card, or what was read of it just before. */
__attribute__((unused)) static enum err
begin_known(const struct card_known *of)
{
	struct card_msg_begin card = this_card();

	return card_unlock_begin(&un, source, cards, &card, of, &challenge);
}

__attribute__((unused)) static enum err
begin(void)
{
	return begin_known(NULL);
}

__attribute__((unused)) static enum err
begin_another(const struct card_known *of)
{
	struct card_msg_begin card = another_card();

	return card_unlock_begin(&un, source, cards, &card, of, &challenge);
}

#endif
