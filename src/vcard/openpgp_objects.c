#include "vcard/openpgp_objects.h"

#include <string.h>

#include "base/secret.h"
#include "vcard/type.h"

#define DO_KDF 0x00f9
#define FINGERPRINT 20
#define KDF_S2K 0x03
#define KDF_COUNT 0x00020000		/* little: tests wait for it */
#define EXTENDED_KDF 0x01		/* capabilities: DO F9 */

const uint8_t vcard_openpgp_aid[OPENPGP_AID] = { 0xd2, 0x76, 0x00, 0x01, 0x24,
    0x01 };

/* Chaining and extended lengths. */
static const uint8_t historical[] = { 0x00, 0x31, 0xc5, 0x73, 0xc0, 0x01,
    0xc0, 0x05, 0x90, 0x00 };

/* The longest command, the longest answer. */
static const uint8_t lengths[] = { 0x02, 0x02, 0x08, 0x00,
    0x02, 0x02, VCARD_ANSWER_MAX >> 8, VCARD_ANSWER_MAX & 0xff };

static void
aid_write(struct vcard *card)
{
	static const uint8_t version[] = { 0x03, 0x04 }, rest[2];
	struct vcard_now *now = &card->now;

	vcard_rest_add(now, vcard_openpgp_aid, OPENPGP_AID);
	vcard_rest_add(now, version, sizeof(version));
	vcard_rest_add(now, card->state.serial,
	    card->state.type->serial_len);
	vcard_rest_add(now, rest, sizeof(rest));
}

static void
status_write(struct vcard *card)
{
	const struct vstate *s = &card->state;
	uint8_t status[] = { 0x00, OPENPGP_PIN_MAX, OPENPGP_PIN_MAX,
	    OPENPGP_PIN_MAX, (uint8_t)s->pin_tries, (uint8_t)s->puk_tries,
	    (uint8_t)s->auth_tries };

	vcard_rest_add(&card->now, status, sizeof(status));
}

static void
holder_write(struct vcard *card)
{
	struct vcard_now *now = &card->now;

	vcard_rest_object(now, 0x5b, "Sahibi<<Demo<Kart", 17);
	vcard_rest_object(now, 0x5f2d, "tr", 2);
	vcard_rest_object(now, 0x5f35, "9", 1);
}

/* One key for signing; made up fingerprints for a key that has a date. */
static void
keys_write(struct vcard *card)
{
	static const uint8_t rsa[] = { 0x01, 0x08, 0x00, 0x00, 0x20, 0x00 };
	static const uint8_t none[60];
	uint8_t prints[60] = { 0 }, times[12] = { 0x5e, 0x0b, 0xe1, 0x00 };
	struct vcard_now *now = &card->now;

	memset(prints, 0x11, FINGERPRINT);
	vcard_rest_object(now, 0xc1, rsa, sizeof(rsa));
	vcard_rest_object(now, 0xc2, rsa, sizeof(rsa));
	vcard_rest_object(now, 0xc3, rsa, sizeof(rsa));
	{
		size_t from = now->rest_len;

		status_write(card);
		vcard_rest_wrap(now, from, 0xc4);
	}
	vcard_rest_object(now, 0xc5, prints, sizeof(prints));
	vcard_rest_object(now, 0xc6, none, sizeof(none));
	vcard_rest_object(now, 0xcd, times, sizeof(times));
}

static void
application_write(struct vcard *card)
{
	/* Key import and change of attributes are not offered. */
	uint8_t extended[] = { 0x00, 0x00, 0x00, 0x20, 0x10, 0x00, 0x00, 0xff,
	    0x00, 0x00 };
	struct vcard_now *now = &card->now;
	size_t from;

	if (vcard_openpgp_derives(card))
		extended[0] |= EXTENDED_KDF;
	aid_write(card);
	vcard_rest_wrap(now, 0, 0x4f);
	vcard_rest_object(now, 0x5f52, historical, sizeof(historical));
	vcard_rest_object(now, 0x7f66, lengths, sizeof(lengths));
	from = now->rest_len;
	vcard_rest_object(now, 0xc0, extended, sizeof(extended));
	keys_write(card);
	vcard_rest_wrap(now, from, 0x73);
	vcard_rest_wrap(now, 0, 0x6e);
}

static void
counter_write(struct vcard *card)
{
	static const uint8_t counter[3];

	vcard_rest_object(&card->now, 0x93, counter, sizeof(counter));
	vcard_rest_wrap(&card->now, 0, 0x7a);
}

static void
certificate_write(struct vcard *card)
{
	if (card->now.occurrence == 0)
		vcard_rest_add(&card->now, card->state.pair[0].certificate,
		    card->state.pair[0].certificate_len);
}

/* Of the three certificates that a card may have, the first is there. */
uint16_t
vcard_openpgp_select_data(struct vcard *card, const struct apdu *c,
    struct vanswer *a)
{
	static const uint8_t wanted[] = { 0x60, 0x04, 0x5c, 0x02, 0x7f, 0x21 };

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 > 2 || c->p2 != 0x04)
		return SW_P1_P2;
	if (c->nc != sizeof(wanted) ||
	    memcmp(c->data, wanted, sizeof(wanted)) != 0)
		return SW_REFERENCE;
	card->now.occurrence = c->p1;
	return APDU_SW_OK;
}

static void
holder_object_write(struct vcard *card)
{
	holder_write(card);
	vcard_rest_wrap(&card->now, 0, 0x65);
}

static void
historical_write(struct vcard *card)
{
	vcard_rest_add(&card->now, historical, sizeof(historical));
}

/* Salts that differ from card to card and from value to value. */
static void
s2k_of(const struct vcard *card, enum openpgp_value value, struct s2k *s2k)
{
	*s2k = (struct s2k){ .hash = S2K_SHA256, .count = KDF_COUNT };
	memcpy(s2k->salt, card->state.serial, OPENPGP_SERIAL);
	s2k->salt[OPENPGP_SERIAL] = 0x5a;
	s2k->salt[OPENPGP_SERIAL + 1] = (uint8_t)value;
}

enum err
vcard_openpgp_derive(const struct vcard *card, enum openpgp_value value,
    const uint8_t *text, size_t len, uint8_t out[static S2K_MAX])
{
	struct s2k s2k;

	s2k_of(card, value, &s2k);
	return s2k_derive(&s2k, text, len, out);
}

bool
vcard_openpgp_derives(const struct vcard *card)
{
	return card->state.type == &vtype_openpgp_kdf;
}

/* What PW1 and PW3 are after a reset to the factory's values: here nobody
 * can reset it. */
static void
initial_write(struct vcard *card, enum openpgp_value value, const char *text,
    uint32_t tag)
{
	uint8_t hash[S2K_MAX];

	if (vcard_openpgp_derive(card, value, (const uint8_t *)text,
	    strlen(text), hash) == ERR_OK)
		vcard_rest_object(&card->now, tag, hash, OPENPGP_DERIVED);
}

static void
kdf_write(struct vcard *card)
{
	static const uint8_t algorithm = KDF_S2K, hash = S2K_SHA256;
	static const uint8_t count[] = { KDF_COUNT >> 24 & 0xff,
	    KDF_COUNT >> 16 & 0xff, KDF_COUNT >> 8 & 0xff, KDF_COUNT & 0xff };
	struct vcard_now *now = &card->now;
	struct s2k s2k;

	vcard_rest_object(now, 0x81, &algorithm, 1);
	vcard_rest_object(now, 0x82, &hash, 1);
	vcard_rest_object(now, 0x83, count, sizeof(count));
	for (enum openpgp_value v = OPENPGP_PW1; v <= OPENPGP_PW3; v++) {
		s2k_of(card, v, &s2k);
		vcard_rest_object(now, 0x84 + (uint32_t)v, s2k.salt, S2K_SALT);
	}
	initial_write(card, OPENPGP_PW1, "123456", 0x87);
	initial_write(card, OPENPGP_PW3, "12345678", 0x88);
}

static void
lengths_write(struct vcard *card)
{
	vcard_rest_add(&card->now, lengths, sizeof(lengths));
}

static void
nothing_write(struct vcard *card)
{
	(void)card;
}

static const struct pgp_object {
	uint16_t tag;
	void (*write)(struct vcard *card);
} pgp_objects[] = {
	{ 0x004f, aid_write },
	{ 0x005e, nothing_write },
	{ 0x0065, holder_object_write },
	{ 0x006e, application_write },
	{ 0x007a, counter_write },
	{ 0x00c4, status_write },
	{ DO_KDF, kdf_write },
	{ 0x5f50, nothing_write },
	{ 0x5f52, historical_write },
	{ 0x7f21, certificate_write },
	{ 0x7f66, lengths_write },
};

#define OBJECT_COUNT (sizeof(pgp_objects) / sizeof(pgp_objects[0]))

uint16_t
vcard_openpgp_get_data(struct vcard *card, const struct apdu *c,
    struct vanswer *a)
{
	unsigned tag = (unsigned)(c->p1 << 8 | c->p2);
	size_t i = 0;

	if (!card->now.selected)
		return SW_INS;
	while (i < OBJECT_COUNT && pgp_objects[i].tag != tag)
		i++;
	if (i == OBJECT_COUNT ||
	    (tag == DO_KDF && !vcard_openpgp_derives(card)))
		return SW_REFERENCE;
	pgp_objects[i].write(card);
	return vcard_rest_give(card, c->ne, a);
}
