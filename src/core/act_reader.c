/* reader.list, reader.choose: which of several readers is the one in use. */
#include <stdio.h>

#include "base/hex.h"
#include "card/readers.h"
#include "core/run.h"

#define TAIL_BYTES 2		/* of the serial: four digits are shown */

/* What is in a reader, in a word or by its name. */
static void
add_kind(struct choice_row *row, const struct card_info *i)
{
	if (i->label[0] != '\0')
		choice_text(row, i->label);
	else
		choice_word(row, i->presence == CARD_ABSENT ? "card-none" :
		    i->presence == CARD_MUTE ? "card-mute" : "card-unknown");
}

static void
add_reader(struct choice_list *list, const struct card_info *i)
{
	struct choice_row *row = choice_add(list, i->reader);
	char tail[2 * TAIL_BYTES + 4] = "";

	if (row == NULL)
		return;
	choice_text(row, i->reader);
	add_kind(row, i);
	if (i->serial_len >= TAIL_BYTES) {
		snprintf(tail, sizeof(tail), "\u2026");
		hex_encode(i->serial + i->serial_len - TAIL_BYTES, TAIL_BYTES,
		    tail + 3, sizeof(tail) - 3);
	}
	choice_text(row, tail);
}

/* Only those with a card: nobody chooses an empty one. */
static enum err
fill(struct session *s, const struct card_info *list, size_t count)
{
	struct choice_list *rows = choice_fill(&s->visit.choices,
	    CHOICE_READERS);

	if (rows == NULL)
		return ERR_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		if (list[i].presence == CARD_PRESENT ||
		    list[i].presence == CARD_UNKNOWN ||
		    list[i].presence == CARD_MUTE)
			add_reader(rows, &list[i]);
	}
	return ERR_OK;
}

static void
listed(void *arg, enum err e, const struct card_info *list, size_t count)
{
	struct session *s = arg;

	run_card_done(s);
	if (e == ERR_OK)
		e = fill(s, list, count);
	run_end(s, e);
}

static void
list_start(struct session *s)
{
	struct card *card = s->parts.card;
	enum err e = card->readers->list(card, run_card(s), listed, s);

	if (e != ERR_OK) {
		run_card_done(s);
		run_end(s, e);
	}
}

/* What is in it the watcher is told at once. */
static void
choose_start(struct session *s)
{
	const char *reader = choice_key(&s->visit.choices, CHOICE_READERS);
	struct card *card = s->parts.card;

	run_end(s, reader == NULL ? ERR_NO_READER :
	    card->readers->choose(card, reader));
}

const struct action act_reader_list = { .start = list_start, .quiet = true };
const struct action act_reader_choose = { .start = choose_start };
