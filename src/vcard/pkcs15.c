#include "vcard/pkcs15.h"

#include "vcard/der.h"
#include "vcard/files.h"
#include "vcard/state.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define FID_DIR 0x2f00
#define FID_APPLICATION 0x3d00
#define FID_ODF 0x5031
#define FID_TOKEN_INFO 0x5032
#define FID_AODF 0x4401
#define FID_PRKDF 0x4402
#define FID_CDF 0x4403
#define FID_CERTIFICATE 0x4501

#define PIN_ID 0x01		/* authId: what guards the key */
#define PUK_ID 0x02
#define KEY_ID 0x45		/* iD: key and certificate belong together */

/* Named bits of ISO/IEC 7816-15. */
#define OBJECT_PRIVATE (1u << 0)
#define OBJECT_MODIFIABLE (1u << 1)
#define TOKEN_LOGIN_REQUIRED (1u << 1)
#define TOKEN_PRN (1u << 2)
#define PIN_LOCAL (1u << 1)
#define PIN_INITIALIZED (1u << 4)
#define PIN_NEEDS_PADDING (1u << 5)
#define PIN_UNBLOCKING (1u << 6)
#define PIN_ASCII_NUMERIC 1
#define USAGE_SIGN (1u << 2)
#define USAGE_NON_REPUDIATION (1u << 9)
#define ACCESS_SENSITIVE (1u << 0)
#define ACCESS_ALWAYS_SENSITIVE (1u << 2)
#define ACCESS_NEVER_EXTRACTABLE (1u << 3)

static const uint8_t aid[] = { 0xa0, 0x00, 0x00, 0x00, 0x63,
    'P', 'K', 'C', 'S', '-', '1', '5' };

static void
add_path(struct der *d, uint8_t tag, uint16_t fid)
{
	uint8_t path[] = { 0x3f, 0x00, 0x3d, 0x00, (uint8_t)(fid >> 8),
	    (uint8_t)fid };

	der_add(d, tag, path, fid == FID_APPLICATION ? 4 : 6);
}

static void
add_path_object(struct der *d, uint16_t fid)
{
	der_open(d, DER_SEQUENCE);
	add_path(d, DER_OCTET_STRING, fid);
	der_close(d);
}

static void
add_id(struct der *d, uint8_t id)
{
	der_add(d, DER_OCTET_STRING, &id, 1);
}

static void
write_dir(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	(void)state;
	der_open(d, 0x61);
	der_add(d, 0x4f, aid, sizeof(aid));
	der_add_text(d, 0x50, p->label);
	add_path(d, 0x51, FID_APPLICATION);
	der_close(d);
}

static void
write_odf(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	static const struct { uint8_t tag; uint16_t fid; } lists[] = {
		{ DER_CONTEXT_OF(8), FID_AODF },
		{ DER_CONTEXT_OF(0), FID_PRKDF },
		{ DER_CONTEXT_OF(4), FID_CDF },
	};
	size_t i;

	(void)state;
	(void)p;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		der_open(d, lists[i].tag);
		add_path_object(d, lists[i].fid);
		der_close(d);
	}
}

static void
write_token_info(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	der_open(d, DER_SEQUENCE);
	der_add_number(d, DER_INTEGER, 0);
	der_add(d, DER_OCTET_STRING, state->serial, state->type->serial_len);
	der_add_text(d, DER_UTF8_STRING, "Cilingir");
	der_add_text(d, DER_CONTEXT(0), p->label);
	der_add_bits(d, DER_BIT_STRING, TOKEN_LOGIN_REQUIRED | TOKEN_PRN);
	der_close(d);
}

/* CommonObjectAttributes; auth_id 0: needs no PIN. */
static void
add_common(struct der *d, const char *label, unsigned flags, uint8_t auth_id)
{
	der_open(d, DER_SEQUENCE);
	der_add_text(d, DER_UTF8_STRING, label);
	der_add_bits(d, DER_BIT_STRING, flags);
	if (auth_id != 0)
		add_id(d, auth_id);
	der_close(d);
}

/* One password of the AODF. */
struct password {
	const char *label;
	uint8_t id, guard;		/* guard: of the one that unblocks it */
	unsigned flags, min, stored, max, reference;
};

static void
add_password(struct der *d, const struct password *w,
    const struct pkcs15_profile *p)
{
	der_open(d, DER_SEQUENCE);
	add_common(d, w->label, OBJECT_PRIVATE | OBJECT_MODIFIABLE, w->guard);
	der_open(d, DER_SEQUENCE);
	add_id(d, w->id);
	der_close(d);
	der_open(d, DER_CONTEXT_OF(1));
	der_open(d, DER_SEQUENCE);
	der_add_bits(d, DER_BIT_STRING, w->flags);
	der_add_number(d, DER_ENUMERATED, PIN_ASCII_NUMERIC);
	der_add_number(d, DER_INTEGER, w->min);
	der_add_number(d, DER_INTEGER, w->stored);
	der_add_number(d, DER_INTEGER, w->max);
	der_add_number(d, DER_CONTEXT(0), w->reference);
	if (w->flags & PIN_NEEDS_PADDING)
		der_add(d, DER_OCTET_STRING, &p->pad, 1);
	add_path_object(d, FID_APPLICATION);
	der_close(d);
	der_close(d);
	der_close(d);
}

static void
write_aodf(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	const struct vtype *t = state->type;
	unsigned padding = p->stored > 0 ? PIN_NEEDS_PADDING : 0;
	struct password pin = { "PIN", PIN_ID, 0,
	    PIN_INITIALIZED | padding | (p->local ? PIN_LOCAL : 0),
	    (unsigned)t->pin_min, (unsigned)t->pin_max, (unsigned)t->pin_max,
	    p->pin_reference };
	struct password puk = { "PUK", PUK_ID, 0,
	    PIN_INITIALIZED | padding | PIN_UNBLOCKING, (unsigned)t->puk_min,
	    p->stored, p->stored, p->puk_reference };

	if (p->stored > 0)
		pin.stored = p->stored;
	/* The PUK first: a reader that takes the first one is wrong. */
	if (p->puk_reference != 0) {
		pin.guard = PUK_ID;
		add_password(d, &puk, p);
	}
	add_password(d, &pin, p);
}

static void
write_prkdf(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	(void)state;
	(void)p;
	der_open(d, DER_SEQUENCE);
	add_common(d, "Imza", OBJECT_PRIVATE, PIN_ID);
	der_open(d, DER_SEQUENCE);
	add_id(d, KEY_ID);
	der_add_bits(d, DER_BIT_STRING, USAGE_SIGN | USAGE_NON_REPUDIATION);
	der_add_bits(d, DER_BIT_STRING, ACCESS_SENSITIVE |
	    ACCESS_ALWAYS_SENSITIVE | ACCESS_NEVER_EXTRACTABLE);
	der_add_number(d, DER_INTEGER, VCARD_KEY_REF);
	der_close(d);
	der_open(d, DER_CONTEXT_OF(1));
	der_open(d, DER_SEQUENCE);
	add_path_object(d, FID_APPLICATION);
	der_add_number(d, DER_INTEGER, 2048);
	der_close(d);
	der_close(d);
	der_close(d);
}

static void
write_cdf(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p)
{
	(void)state;
	(void)p;
	der_open(d, DER_SEQUENCE);
	add_common(d, "Imza", 0, 0);
	der_open(d, DER_SEQUENCE);
	add_id(d, KEY_ID);
	der_close(d);
	der_open(d, DER_CONTEXT_OF(1));
	der_open(d, DER_SEQUENCE);
	add_path_object(d, FID_CERTIFICATE);
	der_close(d);
	der_close(d);
	der_close(d);
}

/* Small files, each written by its function. */
static const struct {
	uint16_t fid;
	void (*write)(struct der *d, const struct vstate *state,
	    const struct pkcs15_profile *p);
} in_application[] = {
	{ FID_ODF, write_odf },
	{ FID_TOKEN_INFO, write_token_info },
	{ FID_AODF, write_aodf },
	{ FID_PRKDF, write_prkdf },
	{ FID_CDF, write_cdf },
};

static enum err
add_written(struct vfiles *files, size_t parent, uint16_t fid,
    void (*write)(struct der *d, const struct vstate *state,
    const struct pkcs15_profile *p), const struct vstate *state,
    const struct pkcs15_profile *p)
{
	struct der d;
	enum err e;

	der_init(&d);
	write(&d, state, p);
	e = der_done(&d);
	return e != ERR_OK ? e : vfiles_add(files, parent, fid, d.bytes, d.len);
}

enum err
pkcs15_build(const struct vstate *state, const struct pkcs15_profile *p,
    struct vfiles *files)
{
	size_t mf, application = VFILE_NONE, i;
	enum err e;

	e = vfiles_add_directory(files, VFILE_NONE, FID_MF, NULL, 0, &mf);
	if (e == ERR_OK)
		e = add_written(files, mf, FID_DIR, write_dir, state, p);
	if (e == ERR_OK)
		e = vfiles_add_directory(files, mf, FID_APPLICATION, aid,
		    sizeof(aid), &application);
	for (i = 0; e == ERR_OK &&
	    i < sizeof(in_application) / sizeof(in_application[0]); i++)
		e = add_written(files, application, in_application[i].fid,
		    in_application[i].write, state, p);
	if (e == ERR_OK)
		e = vfiles_add(files, application, FID_CERTIFICATE,
		    state->pair[0].certificate, state->pair[0].certificate_len);
	return e;
}
