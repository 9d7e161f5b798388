#include "vcard/link_mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "card/apdu.h"
#include "card/link.h"
#include "vcard/slot.h"
#include "vcard/state.h"
#include "vcard/vcard.h"

struct link_mem {
	struct link link;
	struct slot own;		/* used when slot points here */
	struct slot *slot;
	bool inserted;
	bool broken;			/* until the next insertion */
	bool transaction;
	uint32_t insertions;
};

static struct link_mem *
mem_of(struct link *link)
{
	return (struct link_mem *)link;
}

static enum err
mem_transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	struct link_mem *m = mem_of(link);
	uint8_t whole[VCARD_ANSWER_MAX];
	enum slot_then then;
	size_t n;

	*answer_len = 0;
	if (!m->inserted || m->broken)
		return ERR_CARD_GONE;
	then = slot_command(m->slot, command, len, whole, &n);
	if (then == SLOT_ANSWER && n >= 2 && n <= size) {
		memcpy(answer, whole, n);
		*answer_len = n;
		return ERR_OK;
	}
	m->broken = true;
	if (then == SLOT_PULLED)
		link_mem_remove(link);
	if (then == SLOT_BLINKED)
		m->insertions++;
	if (then == SLOT_SILENT || (then == SLOT_ANSWER && n == 0))
		return ERR_CARD_MUTE;
	return (then == SLOT_ANSWER && n > size) || then == SLOT_FLOOD ?
	    ERR_TOO_BIG : ERR_CARD_GONE;
}

static enum err
mem_begin(struct link *link)
{
	struct link_mem *m = mem_of(link);

	if (!m->inserted || m->broken)
		return ERR_CARD_GONE;
	m->transaction = true;
	return ERR_OK;
}

static void
mem_end(struct link *link, bool reset)
{
	struct link_mem *m = mem_of(link);

	if (m->transaction && reset)
		slot_power(m->slot, SLOT_RESET);
	m->transaction = false;
}

static uint32_t
mem_insertion(struct link *link)
{
	const struct link_mem *m = mem_of(link);

	return m->inserted ? m->insertions : 0;
}

static const uint8_t *
mem_atr(struct link *link, size_t *len)
{
	const struct vstate *s = vcard_state(mem_of(link)->slot->card);

	*len = s->atr_len;
	return s->atr;
}

static void
mem_close(struct link **link)
{
	struct link_mem *m;

	if (*link == NULL)
		return;
	m = mem_of(*link);
	mem_end(*link, true);
	if (m->slot == &m->own)
		slot_close(&m->own);
	free(m);
	*link = NULL;
}

static size_t
mem_reach(struct link *link)
{
	(void)link;
	return APDU_NE_MAX;
}

static const struct link_ops mem_ops = {
	.transmit = mem_transmit,
	.begin = mem_begin,
	.end = mem_end,
	.insertion = mem_insertion,
	.atr = mem_atr,
	.close = mem_close,
	.reach = mem_reach,
};

static struct link_mem *
mem_new(void)
{
	struct link_mem *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->link.ops = &mem_ops;
	m->slot = &m->own;
	m->inserted = true;
	m->insertions = 1;
	return m;
}

enum err
link_mem_open(const char *state, const char *log, struct link **link,
    char *error, size_t size)
{
	struct link_mem *m = mem_new();
	enum err e;

	*link = NULL;
	if (m == NULL)
		return ERR_NO_MEMORY;
	e = slot_open(&m->own, state, log, error, size);
	if (e != ERR_OK) {
		free(m);
		return e;
	}
	slot_power(m->slot, SLOT_POWER_ON);
	*link = &m->link;
	return ERR_OK;
}

enum err
link_mem_new(struct slot *slot, struct link **link)
{
	struct link_mem *m = mem_new();

	*link = NULL;
	if (m == NULL)
		return ERR_NO_MEMORY;
	m->slot = slot;
	slot_power(slot, SLOT_POWER_ON);
	*link = &m->link;
	return ERR_OK;
}

void
link_mem_remove(struct link *link)
{
	struct link_mem *m = mem_of(link);

	if (!m->inserted)
		return;
	m->inserted = false;
	m->transaction = false;
	slot_power(m->slot, SLOT_POWER_OFF);
	vlog_event(&m->slot->log, "remove");
}

void
link_mem_insert(struct link *link)
{
	struct link_mem *m = mem_of(link);

	m->broken = false;
	if (m->inserted)
		return;
	m->inserted = true;
	m->insertions++;
	vlog_event(&m->slot->log, "insert");
	slot_power(m->slot, SLOT_POWER_ON);
}

struct slot *
link_mem_slot(struct link *link)
{
	return mem_of(link)->slot;
}
