/* Inside of struct screens: what was read, and where it was written so that
 * the checker can point at it.  Private to this folder. */
#ifndef SCREEN_SET_H
#define SCREEN_SET_H

#include "base/arena.h"
#include "screen/screen.h"

/* A screen that flow.yaml lists; `screen` is NULL until its file was read. */
struct listed {
	const char *id;
	struct screen *screen;
	int line;
};

/* A place that is not the same screen for everybody (`places:`). */
struct place {
	const char *id;
	struct target to;
	int line;
};

struct named_text {
	const char *id;
	struct text text;
};

struct named_texts {
	const struct named_text *list;
	size_t count;
};

/* The edges of a group belong to no action.  Those that flow.yaml names come
 * first, then the ones that its `common` stands for. */
struct group {
	const char *id;
	const struct edge *edges;
	size_t named, count;
	int line;
};

struct role {
	const char *name;
	const char *screen;
	int line;
};

enum use_kind {
	USE_VARIABLE,		/* {name} in a text */
	USE_WORD_VARIABLE,	/* the same in a word of the frame: {n} too */
	USE_FACT		/* when: */
};

/* A name that only the code can say yes or no to. */
struct use {
	const struct use *next;
	enum use_kind kind;
	const char *name;
	const char *file;
	int line;
};

struct screens {
	struct arena arena;
	const char *dir;
	const char *flow;	/* path of flow.yaml */
	struct listed *list;
	size_t count;
	struct named_texts trails;
	struct named_texts frame_words;	/* of flow.yaml */
	struct named_texts words;	/* of words.yaml */
	const struct place *places;
	size_t place_count;
	const struct group *groups;
	size_t group_count;
	const struct role *roles;
	size_t role_count;
	const struct keyboard_layer *keyboard;
	size_t keyboard_count;
	const struct message *messages[ERR_COUNT];
	const struct use *uses;
	bool has_shared;	/* messages.yaml and words.yaml were read */
};

/* One way off a screen (or back to it). */
enum way_kind {
	WAY_BUTTON,
	WAY_LIST,
	WAY_OUTCOME,
	WAY_COUNTDOWN,
	WAY_EVENT,
	WAY_AFTER
};

struct way {
	enum way_kind kind;
	const struct target *to;
	const char *name;	/* of the button, list, action, countdown or
				 * event */
	enum err outcome;	/* of an action or a countdown */
	int seconds;		/* WAY_AFTER */
	int line;
};

/* Each way that the screen itself names, not those of its group. */
void screen_ways(const struct screen *screen,
    void (*visit)(void *arg, const struct way *way), void *arg);

/* "countdown." in front of a countdown's name makes it an action's name. */
#define COUNTDOWN_PREFIX	"countdown."

#define MAX_SCREENS	96

struct screens *screens_new(const char *dir);

/* NULL: not in flow.yaml. */
struct listed *screens_listed(const struct screens *screens, const char *id);

/* "dir/name.yaml" in the arena; NULL: no memory. */
const char *screens_path(struct screens *screens, const char *name);

/* NULL: flow.yaml has no such place. */
const struct place *screens_place(const struct screens *screens,
    const char *id);

/* NULL: there is no such text. */
const struct text *named_text(const struct named_texts *texts,
    const char *id);

const struct group *screens_group(const struct screens *screens,
    const char *id);

const struct button *screen_button(const struct screen *screen,
    const char *id);

#endif
