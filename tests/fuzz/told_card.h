/* A card that answers what it likes.  What it says is blocks, each with a
 * 16-bit little-endian length before it, one after the other (the form of
 * OpenSC's corpus). */
#ifndef FUZZ_TOLD_CARD_H
#define FUZZ_TOLD_CARD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/link.h"
#include "card/read.h"
#include "card/source.h"
#include "card/unlock.h"

#define MUST(x) do { if (!(x)) abort(); } while (0)

static struct {
	struct link link;
	struct source source;
	const uint8_t *at;
	size_t left;
	uint8_t atr[CARD_ATR_MAX];
	size_t atr_len;
} card;

static struct cards *cards;

/* The fuzzer's own: what has left for the card, before it answers. */
static void count(const uint8_t *command, size_t len);

/* The next block; none is an answer of no bytes. */
static const uint8_t *
block(size_t *len)
{
	const uint8_t *bytes;

	*len = 0;
	if (card.left < 2)
		return NULL;
	*len = (size_t)card.at[0] | (size_t)card.at[1] << 8;
	card.at += 2;
	card.left -= 2;
	if (*len > card.left)
		*len = card.left;
	bytes = card.at;
	card.at += *len;
	card.left -= *len;
	return bytes;
}

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	size_t n;
	const uint8_t *bytes = block(&n);

	(void)link;
	count(command, len);
	*answer_len = 0;
	if (n > size)
		return ERR_TOO_BIG;
	if (n < 2)
		return ERR_CARD_GONE;
	memcpy(answer, bytes, n);
	*answer_len = n;
	return ERR_OK;
}

static enum err
begin(struct link *link)
{
	(void)link;
	return ERR_OK;
}

static void
end(struct link *link, bool reset)
{
	(void)link;
	(void)reset;
}

static uint32_t
insertion(struct link *link)
{
	(void)link;
	return 1;
}

static const uint8_t *
atr(struct link *link, size_t *len)
{
	(void)link;
	*len = card.atr_len;
	return card.atr;
}

static void
close_link(struct link **link)
{
	*link = NULL;
}

static void
look(struct source *source, struct source_state *now)
{
	(void)source;
	memset(now, 0, sizeof(*now));
	now->presence = CARD_PRESENT;
	now->insertion = 1;
	memcpy(now->atr, card.atr, card.atr_len);
	now->atr_len = card.atr_len;
}

static enum err
open_link(struct source *source, const char *reader, struct link **link)
{
	(void)source;
	(void)reader;
	*link = &card.link;
	return ERR_OK;
}

static size_t
reach(struct link *link)
{
	(void)link;
	return APDU_NE_MAX;
}

static const struct link_ops link_ops = { .transmit = transmit,
    .begin = begin, .end = end, .insertion = insertion, .atr = atr,
    .close = close_link, .reach = reach };
static const struct source_ops source_ops = { .look = look,
    .open = open_link };

/* A card that will say `bytes`; its ATR is still to come. */
static void
card_insert(const uint8_t *bytes, size_t len)
{
	memset(&card, 0, sizeof(card));
	card.link.ops = &link_ops;
	card.source.ops = &source_ops;
	card.at = bytes;
	card.left = len;
}

static void
card_has_atr(const uint8_t *bytes, size_t len)
{
	card.atr_len = len < sizeof(card.atr) ? len : sizeof(card.atr);
	if (card.atr_len > 0)
		memcpy(card.atr, bytes, card.atr_len);
}

/* What cards.yaml says, once. */
static void
cards_know(const char *text)
{
	char error[200];

	MUST(secret_heap_init() != SECRET_HEAP_NONE);
	MUST(cards_read_text("cards", text, strlen(text), &cards, error,
	    sizeof(error)) == ERR_OK);
}

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(16);

	MUST(s != NULL && secret_set(s, text, strlen(text)) == ERR_OK);
	return s;
}

static void
card_tell(struct card_info *info)
{
	struct source_state at;

	look(&card.source, &at);
	card_read(&card.source, &at, cards, info, NULL);
}

#endif
