#include "portal/id_token.h"

#include <string.h>

#include <cjose/cjose.h>
#include <openssl/evp.h>

#define LEEWAY 60		/* seconds that two clocks may differ */
#define RSA_LEAST 2048		/* bits */
#define ED25519_BYTES 32

/* What may be signed with: never `none`, and never an algorithm of shared
 * keys, which would take a public key for a secret. */
static const struct algorithm {
	const char *name, *kty, *crv;
} algorithms[] = {
	{ "RS256", "RSA", NULL },
	{ "PS256", "RSA", NULL },
	{ "ES256", "EC", "P-256" },
	{ "EdDSA", "OKP", "Ed25519" },
};

struct parts {
	const char *token;
	size_t header, payload, signature;	/* where each begins */
	size_t len;
};

static bool
split(const char *token, struct parts *p)
{
	const char *first = strchr(token, '.');
	const char *second = first == NULL ? NULL : strchr(first + 1, '.');

	if (second == NULL || strchr(second + 1, '.') != NULL)
		return false;
	p->token = token;
	p->header = 0;
	p->payload = (size_t)(first + 1 - token);
	p->signature = (size_t)(second + 1 - token);
	p->len = strlen(token);
	return true;
}

static json_t *
decode_object(const char *text, size_t len)
{
	cjose_err error;
	uint8_t *bytes = NULL;
	size_t count = 0;
	json_t *object = NULL;

	if (cjose_base64url_decode(text, len, &bytes, &count, &error))
		object = json_loadb((const char *)bytes, count,
		    JSON_REJECT_DUPLICATES, NULL);
	cjose_get_dealloc()(bytes);
	if (!json_is_object(object)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL ? "" : text;
}

static bool
says(const json_t *object, const char *name, const char *value)
{
	return strcmp(text_of(object, name), value) == 0;
}

/* ---- Signature ---- */

/* A key that may have signed it: of that kind, and of that name if there is
 * one.  Keys for something else are passed over. */
static bool
key_fits(const json_t *key, const struct algorithm *a, const char *kid)
{
	const char *use = text_of(key, "use"), *alg = text_of(key, "alg");

	return says(key, "kty", a->kty) &&
	    (a->crv == NULL || says(key, "crv", a->crv)) &&
	    (use[0] == '\0' || strcmp(use, "sig") == 0) &&
	    (alg[0] == '\0' || strcmp(alg, a->name) == 0) &&
	    (kid[0] == '\0' || says(key, "kid", kid));
}

static bool
verify_ed25519(const struct parts *p, const json_t *key)
{
	const char *x = text_of(key, "x");
	uint8_t *public = NULL, *signature = NULL;
	size_t public_len = 0, signature_len = 0;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *pkey = NULL;
	cjose_err error;
	bool good = false;

	if (ctx != NULL && cjose_base64url_decode(x, strlen(x), &public,
	    &public_len, &error) && public_len == ED25519_BYTES)
		pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
		    public, public_len);
	if (pkey != NULL && cjose_base64url_decode(p->token + p->signature,
	    p->len - p->signature, &signature, &signature_len, &error))
		good = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
		    EVP_DigestVerify(ctx, signature, signature_len,
		    (const uint8_t *)p->token, p->signature - 1) == 1;
	cjose_get_dealloc()(public);
	cjose_get_dealloc()(signature);
	EVP_PKEY_free(pkey);
	EVP_MD_CTX_free(ctx);
	return good;
}

static bool
verify_jose(const struct parts *p, const json_t *key)
{
	char *text = json_dumps(key, JSON_COMPACT);
	cjose_jws_t *jws = NULL;
	cjose_jwk_t *jwk = NULL;
	cjose_err error;
	bool good = false;

	if (text != NULL)
		jwk = cjose_jwk_import(text, strlen(text), &error);
	if (jwk != NULL && (cjose_jwk_get_kty(jwk, &error) !=
	    CJOSE_JWK_KTY_RSA || cjose_jwk_get_keysize(jwk, &error) >=
	    RSA_LEAST))
		jws = cjose_jws_import(p->token, p->len, &error);
	if (jws != NULL)
		good = cjose_jws_verify(jws, jwk, &error);
	cjose_jws_release(jws);
	cjose_jwk_release(jwk);
	cjose_get_dealloc()(text);
	return good;
}

static const struct algorithm *
find_algorithm(const char *name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++) {
		if (strcmp(algorithms[i].name, name) == 0)
			return &algorithms[i];
	}
	return NULL;
}

static enum err
verify(const struct parts *p, const json_t *keys, const json_t *header,
    const char **why)
{
	const struct algorithm *a = find_algorithm(text_of(header, "alg"));
	const char *kid = text_of(header, "kid");
	enum err e = ERR_NOT_FOUND;
	const json_t *key;
	size_t i;

	*why = "it is signed in a way that is not allowed";
	if (a == NULL || json_object_get(header, "crit") != NULL)
		return ERR_REFUSED;
	*why = "the issuer has no such key";
	json_array_foreach(keys, i, key) {
		if (!key_fits(key, a, kid))
			continue;
		if (strcmp(a->kty, "OKP") == 0 ? verify_ed25519(p, key) :
		    verify_jose(p, key))
			return ERR_OK;
		*why = "the signature is wrong";
		e = ERR_REFUSED;
	}
	return e;
}

/* ---- What it says ---- */

static bool
is_for(const json_t *claims, const char *client)
{
	const json_t *aud = json_object_get(claims, "aud");
	const json_t *one;
	bool among = false;
	size_t i;

	if (json_is_string(aud))
		return strcmp(json_string_value(aud), client) == 0;
	json_array_foreach(aud, i, one)
		among |= json_is_string(one) &&
		    strcmp(json_string_value(one), client) == 0;
	return among && (json_array_size(aud) == 1 ||
	    says(claims, "azp", client));
}

static const char *
refusal(const json_t *claims, const struct id_token_rules *r)
{
	const json_t *exp = json_object_get(claims, "exp");
	const json_t *iat = json_object_get(claims, "iat");

	if (!says(claims, "iss", r->issuer))
		return "it is of another issuer";
	if (!is_for(claims, r->client))
		return "it is for another client";
	if (!json_is_integer(exp) ||
	    json_integer_value(exp) <= r->now - LEEWAY)
		return "its time is over";
	if (!json_is_integer(iat) ||
	    json_integer_value(iat) > r->now + LEEWAY)
		return "it is of the future";
	/* RFC 8628 has no nonce; an issuer that takes ours must say it. */
	if (json_object_get(claims, "nonce") != NULL &&
	    !says(claims, "nonce", r->nonce))
		return "it is of another request";
	return NULL;
}

static enum err
read_claim(const json_t *claims, const char *claim, char *out, size_t size,
    const char **why)
{
	const char *value = text_of(claims, claim);
	size_t len = strlen(value);

	*why = "the claim is missing or no short text";
	if (len == 0 || len >= size)
		return ERR_REFUSED;
	memcpy(out, value, len + 1);
	return ERR_OK;
}

enum err
id_token_read(const char *token, const json_t *keys,
    const struct id_token_rules *rules, char *out, size_t size,
    const char **why)
{
	json_t *header = NULL, *claims = NULL;
	enum err e = ERR_REFUSED;
	struct parts p;

	*why = "it is no token";
	if (!split(token, &p))
		goto out;
	header = decode_object(token, p.payload - 1);
	claims = decode_object(token + p.payload, p.signature - 1 - p.payload);
	if (header == NULL || claims == NULL)
		goto out;
	e = verify(&p, keys, header, why);
	if (e != ERR_OK)
		goto out;
	*why = refusal(claims, rules);
	e = *why != NULL ? ERR_REFUSED :
	    read_claim(claims, rules->claim, out, size, why);
out:
	json_decref(header);
	json_decref(claims);
	return e;
}
