/* A card that follows a script: each command must come as written, and gets
 * the answer written beside it.  For tests of drivers and of the helper. */
#ifndef CARD_SCRIPT_H
#define CARD_SCRIPT_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "card/link.h"
#include "card/source.h"

#define SCRIPT_MAX 32

/* `answer` in hexadecimal with its status word.  NULL: the card is pulled and
 * no answer comes; "mute": ERR_CARD_MUTE; "": success with no bytes. */
struct script_line {
	const char *command, *answer;
};

struct script {
	struct link link;
	struct source source;
	struct script_line lines[SCRIPT_MAX];
	size_t count, next;
	unsigned opened, closed, begun, ended, resets;
	uint32_t insertion;
	size_t reach;			/* of the reader: 0 is short */
	size_t swap_at;			/* insertion changes before line n */
	enum err open_error, begin_error;
	struct source_state state;
	char chosen[CARD_READER_NAME];
	loop_call changed;
	void *changed_arg;
	char wrong[640];		/* the first command off the script */
};

static inline struct script *
script_of_link(struct link *link)
{
	return (struct script *)(void *)((char *)link -
	    offsetof(struct script, link));
}

static inline struct script *
script_of_source(struct source *source)
{
	return (struct script *)(void *)((char *)source -
	    offsetof(struct script, source));
}

static inline enum err
script_transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	struct script *s = script_of_link(link);
	const struct script_line *line = &s->lines[s->next];
	char hex[600];

	*answer_len = 0;
	hex_encode(command, len, hex, sizeof(hex));
	if (s->next == s->count || strcmp(line->command, hex) != 0) {
		if (s->wrong[0] == '\0')
			snprintf(s->wrong, sizeof(s->wrong), "%zu: %s",
			    s->next, hex);
		return ERR_CARD_GONE;
	}
	s->next++;
	if (line->answer == NULL) {
		s->insertion = 0;
		return ERR_CARD_GONE;
	}
	if (strcmp(line->answer, "mute") == 0)
		return ERR_CARD_MUTE;
	return hex_decode(line->answer, answer, size, answer_len);
}

static inline enum err
script_begin(struct link *link)
{
	script_of_link(link)->begun++;
	return script_of_link(link)->begin_error;
}

static inline void
script_end(struct link *link, bool reset)
{
	script_of_link(link)->ended++;
	script_of_link(link)->resets += reset;
}

static inline uint32_t
script_insertion(struct link *link)
{
	struct script *s = script_of_link(link);

	if (s->swap_at != 0 && s->next >= s->swap_at)
		return s->insertion + 2;
	return s->insertion;
}

static inline const uint8_t *
script_atr(struct link *link, size_t *len)
{
	*len = script_of_link(link)->state.atr_len;
	return script_of_link(link)->state.atr;
}

static inline size_t
script_reach(struct link *link)
{
	return script_of_link(link)->reach;
}

static inline void
script_close(struct link **link)
{
	script_of_link(*link)->closed++;
	*link = NULL;
}

static inline enum err
script_watch(struct source *source, struct loop *loop, loop_call changed,
    void *arg)
{
	(void)loop;
	script_of_source(source)->changed = changed;
	script_of_source(source)->changed_arg = arg;
	return ERR_OK;
}

static inline void
script_look(struct source *source, struct source_state *now)
{
	*now = script_of_source(source)->state;
	now->insertion = script_of_source(source)->insertion;
}

static inline enum err
script_list(struct source *source, struct source_state *list, size_t max,
    size_t *count)
{
	*count = max > 0;
	script_look(source, list);
	return ERR_OK;
}

static inline void
script_choose(struct source *source, const char *reader)
{
	snprintf(script_of_source(source)->chosen, CARD_READER_NAME, "%s",
	    reader);
}

static inline enum err
script_open(struct source *source, const char *reader, struct link **link)
{
	struct script *s = script_of_source(source);

	(void)reader;
	if (s->open_error != ERR_OK)
		return s->open_error;
	s->opened++;
	*link = &s->link;
	return ERR_OK;
}

static inline void
script_source_close(struct source **source)
{
	*source = NULL;
}

static const struct link_ops script_link_ops = {
	.transmit = script_transmit, .begin = script_begin,
	.end = script_end, .insertion = script_insertion,
	.atr = script_atr, .close = script_close, .reach = script_reach
};
static const struct source_ops script_source_ops = {
	.watch = script_watch, .look = script_look, .list = script_list,
	.choose = script_choose, .open = script_open,
	.close = script_source_close
};

static inline void
script_init(struct script *s)
{
	static const uint8_t atr[] = { 0x3b, 0x9f, 0x96, 0x81, 0x31, 0xfe,
	    0x45, 0x80, 0x67, 0x55, 0x45, 0x4b, 0x41, 0x45, 0x12, 0x52, 0x31,
	    0x80, 0x73, 0xb3, 0xa1, 0x80, 0xaa };

	memset(s, 0, sizeof(*s));
	s->link.ops = &script_link_ops;
	s->source.ops = &script_source_ops;
	s->insertion = 7;
	s->state.presence = CARD_PRESENT;
	snprintf(s->state.reader, sizeof(s->state.reader), "script");
	memcpy(s->state.atr, atr, sizeof(atr));
	s->state.atr_len = sizeof(atr);
}

static inline void
script_add(struct script *s, const char *command, const char *answer)
{
	s->lines[s->count++] = (struct script_line){ command, answer };
}

#endif
