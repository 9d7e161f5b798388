#include "card/read.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/link.h"
#include "card/probe.h"

static void
describe(const struct source *source, const struct source_state *at,
    struct card_info *info)
{
	memset(info, 0, sizeof(*info));
	info->presence = at->presence;
	info->simulated = source->simulated;
	info->trouble = at->trouble;
	info->others = at->others;
	info->pin_tries = CARD_TRIES_UNKNOWN;
	utf8_sanitise(at->reader, strnlen(at->reader, sizeof(at->reader)),
	    info->reader, sizeof(info->reader));
	memcpy(info->atr, at->atr, at->atr_len);
	info->atr_len = at->atr_len;
}

/* What is left to say: the card was there a moment ago, or it is dead. */
static void
describe_failure(struct card_info *info, enum err e)
{
	info->trouble = e;
	if (e != ERR_CARD_DEAD)
		info->serial_len = 0;
	info->operational = false;
	info->pin_tries = CARD_TRIES_UNKNOWN;
	if (e == ERR_NO_PCSCD || e == ERR_PCSCD_VERSION)
		info->presence = CARD_NO_SERVICE;
	else if (e == ERR_NO_READER)
		info->presence = CARD_NO_READER;
	else if (e == ERR_NO_CARD || e == ERR_CARD_GONE)
		info->presence = CARD_ABSENT;
	else if (e == ERR_CARD_MUTE)
		info->presence = CARD_MUTE;
}

/* The serial and the rest must be of the card that `at` tells of. */
static enum err
identify(struct link *link, const struct source_state *at,
    const struct card_type *type, struct card_info *info,
    struct card_known *known)
{
	struct exchange x;
	enum err e;

	exchange_init(&x, link, &type->driver->rules, type->pin_reference);
	guard_limits(&x.guard, type->pin_min, type->pin_max);
	e = type->driver->identify(&x, type, info);
	if (e == ERR_OK)
		info->pads = exchange_pads(&x);
	if (e == ERR_OK && link->ops->insertion(link) != at->insertion)
		e = ERR_CARD_GONE;
	if (e == ERR_OK && !info->operational)
		info->trouble = ERR_CARD_PHASE;
	if (e == ERR_OK && info->operational && known != NULL)
		*known = (struct card_known){ .insertion = at->insertion,
		    .type = type, .tries = info->pin_tries,
		    .pin = x.guard.pin };
	return e;
}

/* Before the link to the card is there, as far as that goes. */
static void
describe_type(struct card_info *info, const struct card_type *type)
{
	if (type != NULL)
		snprintf(info->label, sizeof(info->label), "%s", type->label);
	if (type == NULL || type->driver == NULL) {
		info->presence = CARD_UNKNOWN;
		info->trouble = ERR_CARD_UNKNOWN;
		return;
	}
	snprintf(info->type, sizeof(info->type), "%s", type->driver->name);
	info->pin_min = type->pin_min;
	info->pin_max = type->pin_max;
}

static enum err
probe_and_identify(const struct cards *cards, struct link *link,
    const struct source_state *at, struct card_info *info,
    struct card_known *known)
{
	const struct card_type *type;
	enum err e = card_probe(cards, link, at->atr, at->atr_len, &type);

	if (e != ERR_OK)
		return e;
	describe_type(info, type);
	return info->presence == CARD_UNKNOWN ? ERR_OK :
	    identify(link, at, type, info, known);
}

void
card_read(struct source *source, const struct source_state *at,
    const struct cards *cards, struct card_info *info,
    struct card_known *known)
{
	const struct card_type *type = NULL;
	struct link *link = NULL;
	enum err e;

	if (known != NULL)
		known->insertion = 0;
	describe(source, at, info);
	if (at->presence != CARD_PRESENT)
		return;
	if (card_probe_is_known(cards, at->atr, at->atr_len, &type)) {
		describe_type(info, type);
		if (info->presence == CARD_UNKNOWN)
			return;
	}
	e = source->ops->open(source, at->reader, &link);
	if (e == ERR_OK) {
		e = probe_and_identify(cards, link, at, info, known);
		link->ops->close(&link);
	}
	if (e != ERR_OK)
		describe_failure(info, e);
}

enum err
card_read_all(struct source *source, const struct cards *cards,
    struct card_info list[static CARD_READERS_MAX], size_t *count)
{
	struct source_state at[CARD_READERS_MAX];
	enum err e = source->ops->list(source, at, CARD_READERS_MAX, count);

	if (e != ERR_OK)
		*count = 0;
	for (size_t i = 0; i < *count; i++)
		card_read(source, &at[i], cards, &list[i], NULL);
	return e;
}
