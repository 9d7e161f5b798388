#include "helper/source_mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "card/link.h"
#include "card/source.h"
#include "vcard/link_mem.h"

#define READER "memory"

struct source_mem {
	struct source source;
	char *state;
};

static enum err
mem_watch(struct source *source, struct loop *loop, loop_call changed,
    void *arg)
{
	(void)source;
	(void)loop;
	(void)changed;
	(void)arg;
	return ERR_OK;		/* nothing ever changes */
}

static enum err
mem_open(struct source *source, const char *reader, struct link **link)
{
	const struct source_mem *m = (const struct source_mem *)source;
	char error[256] = "";
	enum err e;

	(void)reader;
	e = link_mem_open(m->state, NULL, link, error, sizeof(error));
	if (e != ERR_OK)
		log_event(LOG_ERROR, "card.memory", "%s", error);
	return e == ERR_OK ? ERR_OK : ERR_NO_CARD;
}

static void
mem_look(struct source *source, struct source_state *now)
{
	struct link *link = NULL;
	const uint8_t *atr;

	memset(now, 0, sizeof(*now));
	snprintf(now->reader, sizeof(now->reader), "%s", READER);
	now->presence = CARD_ABSENT;
	now->trouble = mem_open(source, READER, &link);
	if (now->trouble != ERR_OK)
		return;
	now->presence = CARD_PRESENT;
	now->insertion = link->ops->insertion(link);
	atr = link->ops->atr(link, &now->atr_len);
	if (now->atr_len > sizeof(now->atr))
		now->atr_len = sizeof(now->atr);
	memcpy(now->atr, atr, now->atr_len);
	link->ops->close(&link);
}

static enum err
mem_list(struct source *source, struct source_state *list, size_t max,
    size_t *count)
{
	*count = max > 0 ? 1 : 0;
	if (max > 0)
		mem_look(source, list);
	return ERR_OK;
}

static void
mem_choose(struct source *source, const char *reader)
{
	(void)source;
	(void)reader;
}

static void
mem_close(struct source **source)
{
	struct source_mem *m = (struct source_mem *)*source;

	*source = NULL;
	if (m == NULL)
		return;
	free(m->state);
	free(m);
}

static const struct source_ops mem_ops = {
	.watch = mem_watch,
	.look = mem_look,
	.list = mem_list,
	.choose = mem_choose,
	.open = mem_open,
	.close = mem_close,
};

enum err
source_mem_new(const char *state, struct source **source)
{
	struct source_mem *m = calloc(1, sizeof(*m));

	*source = NULL;
	if (m == NULL)
		return ERR_NO_MEMORY;
	m->source.ops = &mem_ops;
	m->source.simulated = true;
	m->state = strdup(state);
	*source = &m->source;
	if (m->state == NULL) {
		mem_close(source);
		return ERR_NO_MEMORY;
	}
	return ERR_OK;
}
