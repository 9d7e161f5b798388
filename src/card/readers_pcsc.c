#include "card/readers_pcsc.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "card/link_pcsc.h"
#include "card/source.h"

enum err
readers_list(const char *filter, SCARDCONTEXT context, struct readers *r)
{
	DWORD size = sizeof(r->names);
	enum err e;

	memset(r, 0, sizeof(*r));
	e = pcsc_err(SCardListReaders(context, NULL, r->names, &size));
	if (e == ERR_NO_READER)
		return ERR_OK;
	for (const char *name = r->names; e == ERR_OK && *name != '\0' &&
	    r->count < READERS_MAX; name += strlen(name) + 1) {
		if (strstr(name, filter) != NULL)
			r->states[r->count++].szReader = name;
	}
	return e;
}

enum err
readers_ask(SCARDCONTEXT context, struct readers *r)
{
	enum err e = ERR_OK;

	if (r->count > 0)
		e = pcsc_err(SCardGetStatusChange(context, 0, r->states,
		    r->count));
	if (e == ERR_NO_READER)
		r->count = 0;
	return e == ERR_NO_READER || e == ERR_TIMEOUT ? ERR_OK : e;
}

uint32_t
readers_insertion(const SCARD_READERSTATE *s)
{
	return (uint32_t)(s->dwEventState >> 16 & 0xffff) + 1;
}

static bool
has_card(const SCARD_READERSTATE *s)
{
	return (s->dwEventState & SCARD_STATE_PRESENT) != 0;
}

bool
readers_usable(const SCARD_READERSTATE *s)
{
	return has_card(s) && (s->dwEventState & SCARD_STATE_MUTE) == 0 &&
	    s->cbAtr > 0;
}

void
readers_describe(const SCARD_READERSTATE *s, struct source_state *now)
{
	size_t len = s->cbAtr < CARD_ATR_MAX ? s->cbAtr : CARD_ATR_MAX;

	memset(now, 0, sizeof(*now));
	snprintf(now->reader, sizeof(now->reader), "%s", s->szReader);
	now->trouble = ERR_NO_CARD;
	now->presence = CARD_ABSENT;
	if (!has_card(s))
		return;
	now->insertion = readers_insertion(s);
	now->in_use = (s->dwEventState & (SCARD_STATE_INUSE |
	    SCARD_STATE_EXCLUSIVE)) != 0;
	memcpy(now->atr, s->rgbAtr, len);
	now->atr_len = len;
	now->presence = readers_usable(s) ? CARD_PRESENT : CARD_MUTE;
	now->trouble = readers_usable(s) ? ERR_OK : ERR_CARD_MUTE;
}

/* A choice is made by the name as it is shown. */
static bool
is_chosen(const SCARD_READERSTATE *s, const struct readers_wish *wish)
{
	char shown[MAX_READERNAME];

	utf8_sanitise(s->szReader, strlen(s->szReader), shown, sizeof(shown));
	return strcmp(shown, wish->chosen) == 0;
}

/* 0: no card is in it. */
static int
rank(const SCARD_READERSTATE *s, const struct readers_wish *wish)
{
	if (!has_card(s))
		return 0;
	if (is_chosen(s, wish))
		return 3;
	return strcmp(s->szReader, wish->seen) == 0 &&
	    readers_insertion(s) == wish->seen_insertion ? 2 : 1;
}

void
readers_look(const struct readers *r, const struct readers_wish *wish,
    struct source_state *now)
{
	DWORD best = 0;
	size_t cards = 0;

	memset(now, 0, sizeof(*now));
	now->presence = CARD_NO_READER;
	now->trouble = ERR_NO_READER;
	for (DWORD i = 0; i < r->count; i++) {
		cards += has_card(&r->states[i]);
		if (rank(&r->states[i], wish) > rank(&r->states[best], wish))
			best = i;
	}
	if (r->count > 0)
		readers_describe(&r->states[best], now);
	now->others = cards > 0 ? cards - 1 : 0;
}
