/* PIV: certificates, signature, change of PIN, PUK. */
#include "card/drv_piv.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/tlv.h"

#define ALGORITHM_RSA_2048 0x07
#define ALGORITHM_P256 0x11
#define RSA_LEN 256

#define TAG_OBJECT 0x53
#define TAG_CERTIFICATE 0x70
#define TAG_INFO 0x71		/* of it: 00, or a bit for compressed */

#define OBJECT_MAX (CARD_CERT_MAX + 64)
#define PART 255		/* of a command that goes in parts */
#define CLA_MORE 0x10

/* The keys that may sign stand first. */
static const struct slot {
	uint8_t reference;
	uint8_t object;			/* 5FC1xx */
	bool signs;
} slots[] = {
	{ 0x9c, 0x0a, true },
	{ 0x9a, 0x05, true },
	{ 0x9d, 0x0b, false },
	{ 0x9e, 0x01, false },
};

#define SLOT_COUNT (sizeof(slots) / sizeof(slots[0]))

/* -------------------------------------------------------- certificates --- */

/* What its key is, for GENERAL AUTHENTICATE; 0: none that we use. */
static uint8_t
algorithm_of(const uint8_t *der, size_t len)
{
	const unsigned char *at = der;
	X509 *x = d2i_X509(NULL, &at, (long)len);
	EVP_PKEY *key = x == NULL ? NULL : X509_get0_pubkey(x);
	uint8_t algorithm = 0;

	if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
	    EVP_PKEY_get_bits(key) == RSA_LEN * 8)
		algorithm = ALGORITHM_RSA_2048;
	else if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
	    EVP_PKEY_get_bits(key) == 256)
		algorithm = ALGORITHM_P256;
	X509_free(x);
	return algorithm;
}

static enum err
take_certificate(const struct slot *slot, const uint8_t *object, size_t len,
    struct driver_cert *cert)
{
	struct tlv whole, der, info;
	uint8_t algorithm;

	memset(cert, 0, sizeof(*cert));
	if (tlv_find(object, len, TAG_OBJECT, &whole) != ERR_OK ||
	    tlv_find(whole.value, whole.len, TAG_CERTIFICATE, &der) !=
	    ERR_OK || der.len == 0 || der.len > sizeof(cert->der))
		return ERR_CARD_ANSWER;
	if (tlv_find(whole.value, whole.len, TAG_INFO, &info) == ERR_OK &&
	    (info.len != 1 || info.value[0] != 0))
		return ERR_CARD_ANSWER;		/* compressed */
	memcpy(cert->der, der.value, der.len);
	cert->len = der.len;
	algorithm = algorithm_of(cert->der, cert->len);
	if (!slot->signs || algorithm == 0)
		return ERR_OK;
	cert->key.id[0] = slot->reference;
	cert->key.id[1] = algorithm;
	cert->key.id_len = 2;
	cert->key.reference = slot->reference;
	return ERR_OK;
}

static enum err
piv_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	(void)type;
	certs->count = 0;
	certs->more = false;
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		uint8_t list[] = { 0x5c, 0x03, 0x5f, 0xc1, slots[i].object };
		struct apdu c = { .ins = APDU_INS_GET_DATA_BY_TAG, .p1 = 0x3f,
		    .p2 = 0xff, .data = list, .nc = sizeof(list),
		    .ne = APDU_NE_SHORT };
		uint8_t object[OBJECT_MAX];
		size_t len;
		enum err e = exchange_object(x, &c, object,
		    sizeof(object), &len);

		if (e == ERR_OK)
			e = take_certificate(&slots[i], object, len,
			    &certs->list[certs->count]);
		if (e == ERR_OK)
			certs->count++;
		else
			e = driver_no_certificate(x, e, certs);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* ------------------------------------------------------------ PIN, PUK --- */

static enum err
send_values(struct exchange *x, uint8_t ins, const struct card_type *type,
    const struct secret *value, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = ins, .p2 = type->pin_reference };

	return drv_iso_try(x, &c, &x->guard.pin.form, value, new_pin, result);
}

static enum err
piv_verify(struct exchange *x, const struct card_type *type,
    const struct secret *pin, struct card_try_result *result)
{
	return send_values(x, APDU_INS_VERIFY, type, pin, NULL, result);
}

static enum err
piv_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	return send_values(x, APDU_INS_CHANGE, type, old, new_pin, result);
}

static enum err
piv_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *puk, const struct secret *new_pin,
    struct card_try_result *result)
{
	return send_values(x, APDU_INS_RESET_RETRY, type, puk, new_pin,
	    result);
}

/* ------------------------------------------------------------ signature --- */

/* 7C { 82: "the answer, please", 81: the block }; its length, 0: none. */
static size_t
put_request(uint8_t out[static RSA_LEN + 10], uint8_t algorithm,
    const uint8_t *input, size_t len)
{
	static const uint8_t head[] = { 0x7c, 0x82, 0x01, 0x06, 0x82, 0x00,
	    0x81, 0x82, 0x01, 0x00 };

	if (algorithm == ALGORITHM_P256 && len == 32) {
		memcpy(out, "\x7c\x24\x82\x00\x81\x20", 6);
		memcpy(out + 6, input, len);
		return 6 + len;
	}
	if (algorithm != ALGORITHM_RSA_2048 || len > RSA_LEN - 11)
		return 0;
	/* RSASSA-PKCS1-v1_5 (RFC 8017 9.2): the card does not pad. */
	memcpy(out, head, sizeof(head));
	out += sizeof(head);
	memset(out, 0xff, RSA_LEN);
	out[0] = 0x00;
	out[1] = 0x01;
	out[RSA_LEN - len - 1] = 0x00;
	memcpy(out + RSA_LEN - len, input, len);
	return sizeof(head) + RSA_LEN;
}

/* The parts of a command but the last; c->data and c->nc are the last then. */
static enum err
send_parts(struct exchange *x, struct apdu *c)
{
	enum err e = ERR_OK;

	while (e == ERR_OK && c->nc > PART) {
		struct apdu part = *c;
		struct answer a;

		part.cla = CLA_MORE;
		part.nc = PART;
		part.ne = 0;
		e = exchange_send(x, &part, &a);
		if (e == ERR_OK)
			e = exchange_sw(a.sw);
		c->data += PART;
		c->nc -= PART;
	}
	return e;
}

static enum err
piv_sign(struct exchange *x, const struct card_type *type,
    const struct driver_key *key, const uint8_t *input, size_t len,
    uint8_t *out, size_t *out_len)
{
	uint8_t request[RSA_LEN + 10], reply[RSA_LEN + 16];
	struct apdu c = { .ins = APDU_INS_GENERAL_AUTH, .p1 = key->id[1],
	    .p2 = key->reference, .data = request, .ne = APDU_NE_SHORT };
	struct tlv whole, signature;
	size_t reply_len = 0;
	enum err e;

	(void)type;
	*out_len = 0;
	c.nc = put_request(request, key->id[1], input, len);
	if (c.nc == 0)
		return ERR_CARD_UNABLE;
	e = send_parts(x, &c);
	if (e == ERR_OK)
		e = exchange_object(x, &c, reply, sizeof(reply), &reply_len);
	if (e != ERR_OK)
		return e;
	if (tlv_find(reply, reply_len, 0x7c, &whole) != ERR_OK ||
	    tlv_find(whole.value, whole.len, 0x82, &signature) != ERR_OK ||
	    signature.len == 0 || signature.len > CARD_SIGNATURE_MAX)
		return ERR_CARD_ANSWER;
	memcpy(out, signature.value, signature.len);
	*out_len = signature.len;
	return ERR_OK;
}

/* Nothing tells the tries of the PUK without spending one. */
const struct card_tool_driver drv_piv_tools = {
	.certificates = piv_certificates,
	.verify = piv_verify,
	.sign = piv_sign,
	.change = piv_change,
	.unblock = piv_unblock,
};
