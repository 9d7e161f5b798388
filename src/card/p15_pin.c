#include "card/p15_impl.h"

#include <string.h>

#define FID_TOKEN_INFO 0x5032
#define TOKEN_MAX 512

#define TAG_REFERENCE 0x80

/* PasswordFlags, counted from the first bit of the first byte. */
enum {
	FLAG_CHANGE_DISABLED = 2, FLAG_UNBLOCK_DISABLED = 3,
	FLAG_INITIALIZED = 4, FLAG_NEEDS_PADDING = 5, FLAG_UNBLOCKING = 6,
	FLAG_ISSUER = 7, FLAG_INTEGRITY = 9, FLAG_CONFIDENTIALITY = 10
};

/* PasswordType */
enum { TYPE_BCD, TYPE_ASCII, TYPE_UTF8, TYPE_HALF_BYTES, TYPE_ISO9564 };

#define PINS_MAX 8

struct pin {
	struct driver_key id;		/* authId; as a key's */
	struct guard_pin pin;
	bool puk;
};

/* What take_pin() and take_guarded_key() gather. */
struct pins {
	struct p15 p;			/* must be first: see of() */
	struct pin list[PINS_MAX];
	size_t count;
	struct driver_key guard;	/* authId of the first key */
};

static struct pins *
of(struct p15 *p)
{
	return (struct pins *)p;
}

static bool
has_flag(const struct tlv *bits, unsigned n)
{
	size_t byte = 1 + n / 8;	/* behind the count of unused bits */

	return byte < bits->len && (bits->value[byte] & 0x80 >> n % 8) != 0;
}

static enum err
read_encoding(const struct tlv *t, enum pin_encoding *encoding)
{
	static const enum pin_encoding known[] = {
		[TYPE_BCD] = PIN_BCD, [TYPE_ASCII] = PIN_DIGITS,
		[TYPE_UTF8] = PIN_DIGITS, [TYPE_HALF_BYTES] = PIN_HALF_BYTES,
		[TYPE_ISO9564] = PIN_ISO9564,
	};
	size_t type;

	if (p15_number(t, &type) != ERR_OK ||
	    type >= sizeof(known) / sizeof(known[0]))
		return ERR_SYNTAX;
	*encoding = known[type];
	return ERR_OK;
}

/* minLength, storedLength, maxLength: the INTEGERs, in that order. */
static enum err
read_lengths(const struct tlv *attributes, size_t lengths[static 3])
{
	struct tlv_walk w;
	struct tlv t;
	size_t n = 0;

	lengths[2] = 0;
	tlv_walk_init(&w, attributes->value, attributes->len);
	while (n < 3 && tlv_next(&w, &t) == ERR_OK) {
		if (t.tag == P15_TAG_INTEGER &&
		    p15_number(&t, &lengths[n++]) != ERR_OK)
			return ERR_SYNTAX;
	}
	return n >= 2 ? ERR_OK : ERR_SYNTAX;
}

/* The most digits that a value of `stored` bytes has room for. */
static size_t
room(enum pin_encoding encoding, size_t stored)
{
	if (encoding == PIN_BCD)
		return 2 * stored;
	return encoding == PIN_ISO9564 ? 14 : stored;
}

static enum err
read_form(const struct tlv *attributes, bool padded, struct guard_pin *pin)
{
	size_t lengths[3];
	struct tlv t;
	enum err e = tlv_find(attributes->value, attributes->len,
	    P15_TAG_ENUMERATED, &t);

	if (e == ERR_OK)
		e = read_encoding(&t, &pin->form.encoding);
	if (e == ERR_OK)
		e = read_lengths(attributes, lengths);
	if (e != ERR_OK)
		return ERR_SYNTAX;
	pin->min = lengths[0];
	pin->max = lengths[2] > 0 ? lengths[2] :
	    room(pin->form.encoding, lengths[1]);
	if (tlv_find(attributes->value, attributes->len, P15_TAG_OCTETS,
	    &t) == ERR_OK && t.len == 1)
		pin->form.pad = t.value[0];
	if (padded && pin->form.encoding != PIN_ISO9564)
		pin->form.stored = lengths[1];
	return pin->form.stored <= PIN_FORM_MAX && pin->min <= pin->max &&
	    pin->max > 0 ? ERR_OK : ERR_SYNTAX;
}

/* pwdReference is one byte; without it the reference is 0. */
static enum err
read_reference(const struct tlv *attributes, uint8_t *reference)
{
	struct tlv t;

	*reference = 0;
	if (tlv_find(attributes->value, attributes->len, TAG_REFERENCE,
	    &t) != ERR_OK)
		return ERR_OK;
	if (t.len == 0 || t.len > 2 || (t.len == 2 && t.value[0] != 0))
		return ERR_SYNTAX;
	*reference = t.value[t.len - 1];
	return ERR_OK;
}

/* The application is selected by its name: no need to select it again. */
static void
set_home(const struct p15 *p, const struct p15_path *home,
    struct guard_pin *pin)
{
	if (home->len > sizeof(pin->home) ||
	    (home->len == p->application.len &&
	    memcmp(home->path, p->application.path, home->len) == 0))
		return;
	memcpy(pin->home, home->path, home->len);
	pin->home_len = home->len;
}

static enum err
read_pin(const struct p15 *p, const struct tlv *attributes, struct pin *pin)
{
	struct p15_path home;
	struct tlv flags, path;
	enum err e = tlv_find(attributes->value, attributes->len,
	    P15_TAG_BITS, &flags);

	if (e != ERR_OK || has_flag(&flags, FLAG_ISSUER))
		return ERR_SYNTAX;
	pin->puk = has_flag(&flags, FLAG_UNBLOCKING);
	if (!pin->puk && !has_flag(&flags, FLAG_INITIALIZED))
		return ERR_SYNTAX;
	pin->pin.fixed = has_flag(&flags, FLAG_CHANGE_DISABLED);
	pin->pin.no_puk = has_flag(&flags, FLAG_UNBLOCK_DISABLED);
	e = read_form(attributes, has_flag(&flags, FLAG_NEEDS_PADDING),
	    &pin->pin);
	if (e == ERR_OK)
		e = read_reference(attributes, &pin->pin.reference);
	/* Only under secure messaging, which nobody here has the keys for. */
	if (has_flag(&flags, FLAG_INTEGRITY) ||
	    has_flag(&flags, FLAG_CONFIDENTIALITY))
		pin->pin.max = 0;
	if (e == ERR_OK && tlv_find(attributes->value, attributes->len,
	    P15_TAG_SEQUENCE, &path) == ERR_OK &&
	    p15_path_read(p, &path, &home) == ERR_OK)
		set_home(p, &home, &pin->pin);
	return e;
}

static void
read_id(const struct tlv *in, struct driver_key *id)
{
	struct tlv t;

	if (tlv_find(in->value, in->len, P15_TAG_OCTETS, &t) != ERR_OK ||
	    t.len == 0 || t.len > sizeof(id->id))
		return;
	memcpy(id->id, t.value, t.len);
	id->id_len = t.len;
}

/* One that is of a form that we do not know is left out. */
static enum err
take_pin(struct p15 *p, const struct p15_object *o)
{
	struct pins *all = of(p);
	struct pin pin = { .puk = false };
	struct tlv attributes;

	if (all->count < PINS_MAX && tlv_find(o->type.value, o->type.len,
	    P15_TAG_SEQUENCE, &attributes) == ERR_OK &&
	    read_pin(p, &attributes, &pin) == ERR_OK) {
		read_id(&o->class, &pin.id);
		all->list[all->count++] = pin;
	}
	return ERR_OK;
}

static enum err
take_guard(struct p15 *p, const struct p15_object *o)
{
	struct pins *all = of(p);

	if (all->guard.id_len == 0)
		read_id(&o->common, &all->guard);
	return ERR_OK;
}

static bool
is_same_id(const struct driver_key *a, const struct driver_key *b)
{
	return a->id_len > 0 && a->id_len == b->id_len &&
	    memcmp(a->id, b->id, a->id_len) == 0;
}

/* The PIN of the first key; where no key names one, the first PIN. */
static const struct pin *
holders_pin(const struct pins *all)
{
	const struct pin *first = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct pin *pin = &all->list[i];

		if (pin->puk)
			continue;
		if (is_same_id(&pin->id, &all->guard))
			return pin;
		if (first == NULL)
			first = pin;
	}
	return first;
}

/* A reference that is a PUK's as well is no PIN's. */
static void
choose(const struct pins *all, struct guard_pin *chosen)
{
	const struct pin *pin = holders_pin(all);
	bool puk = false;

	if (pin == NULL)
		return;
	*chosen = pin->pin;
	chosen->puk_form = chosen->form;
	for (size_t i = 0; i < all->count; i++) {
		if (!all->list[i].puk)
			continue;
		puk = true;
		chosen->puk_form = all->list[i].pin.form;
		if (all->list[i].pin.reference == chosen->reference)
			chosen->max = 0;
	}
	chosen->no_puk |= !puk;
}

/* serialNumber: the first OCTET STRING of TokenInfo. */
static enum err
read_token(struct p15 *p, struct p15_facts *facts)
{
	static const uint8_t fid[] = { FID_TOKEN_INFO >> 8,
	    FID_TOKEN_INFO & 0xff };
	struct p15_path at = { .len = 0 };
	uint8_t bytes[TOKEN_MAX];
	size_t len = 0;
	enum err e = p15_path_set(p, &at, fid, sizeof(fid));

	if (e == ERR_OK)
		e = p15_read_file(p, &at, bytes, sizeof(bytes), &len);
	return e == ERR_OK ? p15_token_serial(bytes, len, facts->serial,
	    &facts->serial_len) : e;
}

enum err
p15_token_serial(const uint8_t *bytes, size_t len,
    uint8_t serial[static CARD_SERIAL_MAX], size_t *serial_len)
{
	struct tlv token, t;

	if (tlv_find(bytes, len, P15_TAG_SEQUENCE, &token) != ERR_OK ||
	    tlv_find(token.value, token.len, P15_TAG_OCTETS, &t) != ERR_OK ||
	    t.len < 4 || t.len > CARD_SERIAL_MAX)
		return ERR_CARD_ANSWER;
	memcpy(serial, t.value, t.len);
	*serial_len = t.len;
	return ERR_OK;
}

enum err
p15_read_facts(struct exchange *x, uint16_t fallback, struct p15_facts *facts)
{
	struct pins all = { .p = { .x = x } };
	enum err e;

	memset(facts, 0, sizeof(*facts));
	e = p15_open(&all.p, fallback);
	if (e == ERR_OK)
		e = p15_each(&all.p, P15_PINS, take_pin);
	if (e == ERR_OK && all.count > 1)
		e = p15_each(&all.p, P15_KEYS, take_guard);
	if (e != ERR_OK)
		return e;
	choose(&all, &facts->pin);
	return read_token(&all.p, facts);
}
