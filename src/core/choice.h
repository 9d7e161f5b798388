/* Lists that an action found at the portal or on the card, and of which a
 * person chooses one row.  A screen shows one by its name (`list:`); an
 * action fills it, the visit owns it, and what was chosen can be asked for by
 * the next actions. */
#ifndef CORE_CHOICE_H
#define CORE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#define CHOICE_ROWS 32
#define CHOICE_CELLS 5
#define CHOICE_KEY 128		/* bytes with the terminator */
#define CHOICE_TEXT 96

enum choice_id {
	CHOICE_CERTIFICATES,	/* all, and those that can be … */
	CHOICE_ACTIVATABLE,
	CHOICE_SUSPENDABLE,
	CHOICE_RESUMABLE,
	CHOICE_REVOCABLE,
	CHOICE_REASONS,		/* to revoke one */
	CHOICE_STICKS,		/* USB sticks that can be written on */
	CHOICE_READERS,		/* those that hold a card */
	CHOICE_COUNT
};

/* By choice_id, as the screens name them; ends with NULL. */
extern const char *const choice_names[];

/* A text from outside, cleaned, or a word (words.yaml), which is
 * said in whatever language the view is in. */
struct choice_cell {
	const char *word;	/* NULL: `text` */
	char text[CHOICE_TEXT];
};

struct choice_row {
	char key[CHOICE_KEY];	/* what it is called by portal or card */
	struct choice_cell cells[CHOICE_CELLS];
	size_t cell_count;
};

struct choice_list {
	size_t count;
	size_t chosen;		/* CHOICE_ROWS: none yet */
	struct choice_row rows[CHOICE_ROWS];
};

/* All zero: none was filled yet. */
struct choices {
	struct choice_list *lists[CHOICE_COUNT];
};

/* The list of that name, empty and ready for rows; NULL: no memory. */
struct choice_list *choice_fill(struct choices *c, enum choice_id id);

/* As if it had never been filled: what it had is old. */
void choice_drop(struct choices *c, enum choice_id id);

/* A row without cells.  NULL: there is no room for one more, or the key is
 * too long. */
struct choice_row *choice_add(struct choice_list *list, const char *key);

/* The next cell of a row; more than CHOICE_CELLS are left out. */
void choice_text(struct choice_row *row, const char *text);
void choice_word(struct choice_row *row, const char *word);

/* NULL: no such list, or nobody has filled it yet. */
struct choice_list *choice_find(const struct choices *c, const char *name);

/* The key of the chosen row, or NULL. */
const char *choice_key(const struct choices *c, enum choice_id id);

/* Wipe and free all. */
void choices_wipe(struct choices *c);

/* What the focus calls row `i`; and the row of such a name, -1: it is none.
 * No field or button can be called so. */
const char *choice_row_id(size_t i);
int choice_row_at(const char *id);

#endif
