/* For the tests of card/tool.h: a reader over a virtual AKİS card, which counts
 * the commands that can cost a try. */
#ifndef UNIT_COUNTING_READER_H
#define UNIT_COUNTING_READER_H

#include "tool_fixture.h"

#include "card/link.h"
#include "vcard/link_mem.h"
#include "vcard/slot.h"

#define CARDS_TEXT \
	"cards:\n" \
	"  - name: old\n" \
	"    label: AKİS v1.0\n" \
	"    historical: 55454B41452056312E30\n" \
	"    driver: akis\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    puk: {allowed: true, min: 8, max: 8}\n" \
	"    key: {reference: 01, challenge: 16}\n" \
	"  - name: new\n" \
	"    label: AKİS v1.x\n" \
	"    historical: 806755454B4145....318073B3A180\n" \
	"    driver: akis\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    key: {reference: 01, challenge: 16}\n"

/* Of the first of the two, which has a PUK. */
#define ATR_OLD "3bba11008131fe4d55454b41452056312e30ae"

/* A reader over the slot of a virtual card, which counts. */
static struct {
	struct source source;
	struct link link;
	struct link *inner;
	struct slot slot;
	uint32_t insertion;
	bool gone;
	unsigned opened, closed, begun, resets;
	unsigned verifies, changes, puks, signatures, sent;
	unsigned swap_serial_at;	/* change the serial before command n */
} reader;

static struct cards *cards;

static inline enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	enum err e;

	(void)link;
	reader.sent++;
	reader.verifies += command[1] == 0x20;
	reader.changes += command[1] == 0x24;
	reader.puks += command[1] == 0x2c;
	reader.signatures += command[1] == 0x2a;
	e = reader.inner->ops->transmit(reader.inner, command, len, answer,
	    size, answer_len);
	if (reader.inner->ops->insertion(reader.inner) != 1)
		reader.gone = true;
	return e;
}

static inline enum err
begin(struct link *link)
{
	(void)link;
	reader.begun++;
	return reader.inner->ops->begin(reader.inner);
}

static inline void
end(struct link *link, bool reset)
{
	(void)link;
	reader.resets += reset;
	reader.inner->ops->end(reader.inner, reset);
}

static inline uint32_t
insertion(struct link *link)
{
	(void)link;
	return reader.gone ? 0 : reader.insertion;
}

static inline const uint8_t *
atr(struct link *link, size_t *len)
{
	(void)link;
	return reader.inner->ops->atr(reader.inner, len);
}

static inline void
close_link(struct link **link)
{
	reader.closed++;
	reader.inner->ops->close(&reader.inner);
	*link = NULL;
}

static const struct link_ops link_ops = { .transmit = transmit,
	.begin = begin, .end = end, .insertion = insertion, .atr = atr,
	.close = close_link };

static inline void
look(struct source *source, struct source_state *now)
{
	const struct vstate *s = vcard_state(reader.slot.card);

	(void)source;
	memset(now, 0, sizeof(*now));
	now->presence = reader.gone ? CARD_ABSENT : CARD_PRESENT;
	now->trouble = reader.gone ? ERR_NO_CARD : ERR_OK;
	now->insertion = reader.gone ? 0 : reader.insertion;
	memcpy(now->atr, s->atr, s->atr_len);
	now->atr_len = s->atr_len;
}

static inline enum err
open_link(struct source *source, const char *name, struct link **link)
{
	(void)source;
	(void)name;
	reader.opened++;
	assert_int_equal(link_mem_new(&reader.slot, &reader.inner), ERR_OK);
	*link = &reader.link;
	return ERR_OK;
}

static const struct source_ops source_ops = { .look = look,
	.open = open_link };

static inline void
put(const char *atr_hex, int pin_tries, int puk_tries)
{
	struct vstate s;

	vcard_free(&reader.slot.card);
	fixture_state(&s, NULL);
	if (atr_hex != NULL)
		assert_int_equal(hex_decode(atr_hex, s.atr, sizeof(s.atr),
		    &s.atr_len), ERR_OK);
	s.pin_tries = pin_tries;
	s.puk_tries = puk_tries;
	assert_int_equal(vcard_new(&s, &reader.slot.card), ERR_OK);
	reader.gone = false;
	reader.insertion++;
	reader.slot.commands = 0;
	reader.slot.faults.count = 0;
	reader.verifies = reader.changes = reader.puks = 0;
	reader.signatures = reader.sent = 0;
}

static inline int
setup(void **state)
{
	char error[200];

	memset(&reader, 0, sizeof(reader));
	reader.source.ops = &source_ops;
	reader.link.ops = &link_ops;
	reader.slot.log.fd = -1;
	assert_int_equal(cards_read_text("c", CARDS_TEXT,
	    sizeof(CARDS_TEXT) - 1, &cards, error, sizeof(error)), ERR_OK);
	tool_setup(&reader.source, cards);
	put(NULL, 3, 3);
	return state == NULL;
}

static inline int
teardown(void **state)
{
	(void)state;
	assert_int_equal(reader.opened, reader.closed);
	assert_true(reader.begun <= reader.opened);
	assert_true(reader.resets >= reader.begun);
	vcard_free(&reader.slot.card);
	cards_free(&cards);
	tool_teardown();
	return 0;
}

static inline const struct vstate *
card(void)
{
	return vcard_state(reader.slot.card);
}

static inline bool
pin_is(const char *text)
{
	return secret_len(card()->pin) == strlen(text) &&
	    memcmp(secret_bytes(card()->pin), text, strlen(text)) == 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
