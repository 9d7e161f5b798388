/* The readers of pcscd as it lists them, what is in each, and which of several
 * is the one in use. */
#ifndef CARD_READERS_PCSC_H
#define CARD_READERS_PCSC_H

#include <stdbool.h>
#include <stdint.h>

#include <winscard.h>

#include "base/err.h"

struct source_state;

#define READERS_MAX PCSCLITE_MAX_READERS_CONTEXTS

struct readers {
	char names[READERS_MAX * MAX_READERNAME];	/* ends with "" */
	SCARD_READERSTATE states[READERS_MAX + 1];
	DWORD count;
};

/* Which one is wanted: the chosen one, as far as it holds a card; the one
 * whose card was seen last, as long as that card stays; else the first with
 * a card. */
struct readers_wish {
	char chosen[MAX_READERNAME];	/* sanitised; "": none */
	char seen[MAX_READERNAME];	/* reader of the last card, "": none */
	uint32_t seen_insertion;	/* ... of that card */
};

/* Those whose name contains `filter`.  None is no error: an empty list. */
MUST_CHECK enum err readers_list(const char *filter, SCARDCONTEXT context,
    struct readers *r);

/* What is in them now. */
MUST_CHECK enum err readers_ask(SCARDCONTEXT context, struct readers *r);

/* A number that changes with every card; is there one that answers? */
uint32_t readers_insertion(const SCARD_READERSTATE *s);
bool readers_usable(const SCARD_READERSTATE *s);

/* One reader in the words of source.h. */
void readers_describe(const SCARD_READERSTATE *s, struct source_state *now);

/* The one in use; now->others counts those with a card besides. */
void readers_look(const struct readers *r, const struct readers_wish *wish,
    struct source_state *now);

#endif
