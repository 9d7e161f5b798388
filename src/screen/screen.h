/* What a screen is: read-only data, loaded strictly from screens/.  No
 * behaviour.  The format is described in screens/README.md. */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum lang { LANG_TR, LANG_EN, LANG_COUNT };

/* A text in every language; both are always there.  '\n' ends a paragraph;
 * there are no other control characters. */
struct text {
	const char *in[LANG_COUNT];
};

/* A condition is the name of a fact, "!" before it negates; NULL is true.
 * The facts that exist are a table of the core. */
typedef const char *condition;

/* Where an outcome, an event or a button leads. */
enum target_kind {
	TO_SCREEN,
	TO_STAY,	/* same screen; `name` is the field or button to focus,
			 * or NULL */
	TO_RETURN	/* the screen that session-warning interrupted */
};

struct target {
	enum target_kind kind;
	const char *name;	/* TO_SCREEN: a screen's id */
	condition when;		/* of a place of flow.yaml: if it holds */
	const char *other;	/* TO_SCREEN: else this screen; NULL: `name`
				 * in any case */
};

enum block_kind {
	BLOCK_TEXT,
	BLOCK_NOTE,		/* quieter: what to do if … */
	BLOCK_WARNING,		/* must be read; shown with the word for it */
	BLOCK_BIG,		/* one value alone on its line */
	BLOCK_FIELD,
	BLOCK_COUNTDOWN,
	BLOCK_PICTURE,		/* the captcha */
	BLOCK_QR,		/* an address for a phone's camera */
	BLOCK_STEPS,		/* states of a running action */
	BLOCK_VALUE,		/* a label and what stands beside it */
	BLOCK_LIST,		/* rows that an action found; one is chosen */
	BLOCK_FINDINGS,		/* what the doctor found, with advice */
	BLOCK_SECRET		/* a label and a secret that is shown for a
				 * time, or dots */
};

enum field_kind {
	FIELD_DIGITS,		/* spaces and dashes of a paste are dropped */
	FIELD_IDENTITY,		/* T.C. kimlik no or passport number */
	FIELD_CAPTCHA,		/* letters and digits, as they are */
	FIELD_WORD,		/* anything printable, as it is */
	FIELD_PIN,		/* digits; 15 of them are refused as a code */
	FIELD_TEXT,		/* anything printable, to be read by anybody */
	FIELD_EMAIL,
	FIELD_PHONE,		/* Turkish mobile number, however written */
	FIELD_CONFIRM		/* a word that must be typed: EVET */
};

struct step {
	const char *id;		/* a step of the action, e.g. "portal" */
	condition done;		/* NULL; else it is ticked while that holds,
				 * and no action has to report it */
	struct text text;
};

/* Where a row of a list leads: as a button. */
struct effect {
	const char *action;	/* NULL: goes to `go` */
	struct target go;
};

struct block {
	enum block_kind kind;
	condition when;
	struct text text;	/* or label of a field, countdown, picture,
				 * value; list: said where it is empty */
	struct text hint;	/* field: rule shown beside it; may be NULLs */
	struct text value;	/* value: what stands beside the label;
				 * FIELD_CONFIRM: the word */
	const char *id;		/* field, countdown, picture, list, secret:
				 * its name */
	enum field_kind field;
	int min, max;		/* field: characters */
	bool secret;
	enum err at_end;	/* countdown: the outcome at 0 */
	const struct step *steps;
	size_t step_count;
	const struct text *heads;	/* list: above its columns, or NULL */
	size_t head_count;
	struct effect effect;	/* list: what choosing a row does */
	int line;		/* in the YAML file */
};

struct button {
	const char *id;
	struct text label;
	condition when;
	struct effect effect;
	bool is_default;
	bool is_back;		/* what Esc presses */
	int line;
};

/* (action, outcome) → target.  action "countdown.<id>" is a countdown's end. */
struct edge {
	const char *action;
	enum err outcome;
	struct target to;
	int line;
};

/* on: {card-in: start, key: start} */
struct event_edge {
	const char *event;
	struct target to;
	int line;
};

/* after: {seconds: 10, when: "!card-present", go: welcome} */
struct after {
	int seconds;		/* 0: there is none */
	condition when;
	struct target go;
	int line;
};

/* every: {seconds: 10, do: portal.check} */
struct every {
	int seconds;		/* 0: there is none */
	const char *action;
	int line;
};

struct screen {
	const char *id;
	const char *file;		/* for messages */
	struct text title;
	bool holds_letter;		/* the PIN letter is kept here */
	bool holds_pin;			/* … the new PIN */
	bool holder_types;		/* whoever has the keyboard keeps it */
	const struct text *trail;	/* of flow.yaml; NULL: none */
	int step, steps;		/* "Adım 3 / 6"; 0: not said */
	const char *enter;		/* action run on arrival, or NULL */
	int enter_line;
	const char *group;		/* otherwise: group of flow.yaml */
	bool idle;			/* an idle person is warned here */
	bool from_top;			/* read first, then the button */
	bool sensitive;			/* it has a secret field: what was typed
					 * there is wiped when it is left */
	const struct block *blocks;
	size_t block_count;
	const struct button *buttons;
	size_t button_count;
	const struct edge *edges;
	size_t edge_count;
	const struct event_edge *events;
	size_t event_count;
	struct after after;
	struct every every;
	struct text help;
};

/* messages.yaml: what happened, what it means for the card, what to do next.
 * `code` is what a person reads to the help desk ("K104"). */
struct message {
	enum err about;
	const char *code;
	struct text what, card, next;
};

/* The keyboard on the screen (words.yaml, `keyboard:`), a layer at a time: rows
 * of characters, each of which is a key. */
#define KEYBOARD_LAYERS 4
#define KEYBOARD_ROWS 5
#define KEYBOARD_KEYS 14	/* of one row */

struct keyboard_layer {
	const char *name;		/* on the key that leads to it */
	const char *rows[KEYBOARD_ROWS];
	size_t row_count;
};

struct screens;

/* Reads flow.yaml and the start screen, no more: the first paint needs no
 * more.  error: "file:line:column: what", in words for whoever wrote the file;
 * 400 bytes are plenty. */
MUST_CHECK enum err screens_open(const char *dir, struct screens **screens,
    char *error, size_t size);

/* Reads messages.yaml, words.yaml and every screen that flow.yaml lists.
 * After a failure free the screens; what was loaded before stays readable
 * until then. */
MUST_CHECK enum err screens_load_all(struct screens *screens, char *error,
    size_t size);
void screens_free(struct screens **screens);

/* NULL: no such screen (or not loaded yet).  screens_at goes through the list
 * of flow.yaml, screens_count counts it. */
const struct screen *screens_find(const struct screens *screens,
    const char *id);
size_t screens_count(const struct screens *screens);
const struct screen *screens_at(const struct screens *screens, size_t i);
const struct screen *screens_start(const struct screens *screens);

/* The screen that warns an idle person, the one that recovers an unlock that
 * was cut off, the one for a portal that is away for long (flow.yaml). */
const char *screens_role(const struct screens *screens, const char *role);

/* Is it the screen of that role? */
bool screens_has_role(const struct screens *screens,
    const struct screen *screen, const char *role);

/* The message of an error.  Once everything is loaded and checked it is there
 * for every outcome that a screen can show; NULL before, and for ERR_OK. */
const struct message *screens_message(const struct screens *screens,
    enum err e);

/* A word by its id under `words`: of the frame (key bar, "Adım", "HATA",
 * presence of reader and card) in flow.yaml, of all else in words.yaml.  ""
 * in a language that lacks it cannot happen: the loader refuses. */
const char *screens_word(const struct screens *screens, const char *id,
    enum lang lang);

/* The layers of the keyboard on the screen; 0: there is none. */
const struct keyboard_layer *screens_keyboard(const struct screens *screens,
    size_t *count);

/* The target of an outcome on a screen: its own edge, else its group's; NULL
 * when nobody handles it (the checker refuses such a screen). */
const struct target *screen_outcome(const struct screens *screens,
    const struct screen *screen, const char *action, enum err outcome);
const struct target *screen_event(const struct screen *screen,
    const char *event);

/* Does a button, a list, the arrival or `every` of this screen run the
 * action? */
bool screen_runs(const struct screen *screen, const char *action);

/* The list of a screen (there is at most one), or NULL. */
const struct block *screen_list(const struct screen *screen);

/* The block of that kind and name, or NULL. */
const struct block *screen_block(const struct screen *screen,
    enum block_kind kind, const char *id);

/* How every action may end, besides ERR_OK: what `common` in a group of
 * flow.yaml stands for.  The only list of them; the core's table of actions is
 * made with it. */
#define SCREEN_COMMON_OUTCOMES \
	ERR_INTERNAL, ERR_NO_MEMORY, ERR_TIMEOUT, ERR_HELPER_GONE, \
	ERR_PORTAL_AWAY, ERR_PORTAL_TLS, ERR_PORTAL_BUSY, ERR_PORTAL_ANSWER, \
	ERR_PORTAL_VERSION, ERR_SESSION_ENDED, ERR_TOO_BIG, ERR_ARGUMENT, \
	ERR_IO, ERR_SYNTAX, ERR_NOT_FOUND, ERR_REFUSED

/* What the checker is told about the code: arrays end with NULL names. */
struct screen_action {
	const char *name;
	const enum err *outcomes;	/* ends with ERR_COUNT */
	const char *const *fields;	/* fields it reads; ends with NULL */
	const char *const *steps;	/* steps it reports; ends with NULL */
};

struct screen_vocabulary {
	const struct screen_action *actions;
	const char *const *facts;
	const char *const *variables;	/* {phone} … */
	const char *const *events;
	const char *const *words;	/* words that the code asks for */
	const char *const *countdowns;
	const char *const *lists;
	const char *const *secrets;
};

/* Check everything, which must be loaded; `report` gets each finding as one
 * line "file:line: what".  ERR_SYNTAX if there was any, ERR_ARGUMENT if a
 * screen is not loaded. */
MUST_CHECK enum err screens_check(const struct screens *screens,
    const struct screen_vocabulary *known,
    void (*report)(void *arg, const char *line), void *arg);

/* The graph of screens in DOT, through `write`, line by line (without the
 * newline).  What stays on a screen is left out. */
void screens_graph(const struct screens *screens,
    void (*write)(void *arg, const char *line), void *arg);

#endif
