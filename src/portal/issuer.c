#include "portal/issuer.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
#include <jansson.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "portal/id_token.h"
#include "portal/issuer_http.h"
#include "portal/seal.h"

#define FRESH_MS (5 * 60 * 1000)	/* how long what it publishes is kept */
#define URL_MAX 512
#define NONCE_BYTES 16
#define CODE_MAX 1024		/* bytes of our name for a login there */
#define SECRET_MAX 256
#define INTERVAL 5		/* RFC 8628: if it does not say */
#define INTERVAL_MOST 60
#define LIFE_LEAST 30
#define LIFE_MOST 1800

struct issuer {
	const struct issuer_config *config;
	struct secret *password;	/* NULL: a client without one */
	pthread_mutex_t lock;		/* for what follows */
	char device_url[URL_MAX], token_url[URL_MAX], keys_url[URL_MAX];
	json_t *keys;
	int64_t read_at;		/* clock_now_ms(); 0: never */
};

static enum err
odd(const char *what)
{
	log_event(LOG_ERROR, "issuer.answer", "why=%s", what);
	return ERR_EDEVLET_AWAY;
}

/* ---- Open and close ---- */

/* The first line of its file. */
static enum err
read_password(struct issuer *i)
{
	char text[SECRET_MAX];
	enum err e = ERR_IO;
	ssize_t n;
	size_t len;
	int fd;

	if (i->config->client_secret[0] == '\0')
		return ERR_OK;
	fd = open(i->config->client_secret, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return ERR_IO;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	len = strcspn(text, "\r\n");
	if (len > 0) {
		i->password = secret_new(len);
		e = i->password == NULL ? ERR_NO_MEMORY :
		    secret_set(i->password, text, len);
	}
	secret_wipe_mem(text, sizeof(text));
	return e;
}

enum err
issuer_open(const struct issuer_config *config, struct issuer **issuer)
{
	struct issuer *i;
	enum err e = ERR_NO_MEMORY;

	*issuer = NULL;
	if (config->kind != ISSUER_OIDC)
		return ERR_OK;
	i = calloc(1, sizeof(*i));
	if (i == NULL)
		return ERR_NO_MEMORY;
	i->config = config;
	if (pthread_mutex_init(&i->lock, NULL) != 0) {
		free(i);
		return ERR_NO_MEMORY;
	}
	*issuer = i;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		e = read_password(i);
	if (e != ERR_OK)
		issuer_close(issuer);
	return e;
}

void
issuer_close(struct issuer **issuer)
{
	struct issuer *i = *issuer;

	if (i == NULL)
		return;
	json_decref(i->keys);
	secret_free(&i->password);
	pthread_mutex_destroy(&i->lock);
	free(i);
	curl_global_cleanup();
	*issuer = NULL;
}

/* ---- What it publishes ---- */

static json_t *
parse(const struct buf *body)
{
	json_t *object = json_loadb((const char *)body->data, body->len,
	    JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(object)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static enum err
get(const struct issuer *i, const char *url, json_t **object)
{
	struct buf body;
	long status = 0;
	enum err e;

	*object = NULL;
	buf_init(&body, ISSUER_BODY_MAX);
	e = issuer_http(i->config, url, NULL, NULL, &status, &body);
	if (e == ERR_OK && status == 200)
		*object = parse(&body);
	buf_free(&body);
	if (e == ERR_OK && *object == NULL)
		e = odd("what it publishes is not there or no JSON");
	return e;
}

static enum err
take_url(const json_t *from, const char *name, char *out)
{
	const char *text = json_string_value(json_object_get(from, name));

	if (text == NULL || strlen(text) >= URL_MAX ||
	    strncmp(text, "https://", 8) != 0)
		return odd("an address is missing or not https");
	memcpy(out, text, strlen(text) + 1);
	return ERR_OK;
}

static enum err
read_metadata(struct issuer *i)
{
	const char *url = i->config->url;
	size_t len = strlen(url);
	char where[URL_MAX];
	json_t *object;
	const char *name;
	enum err e;

	snprintf(where, sizeof(where), "%s%s.well-known/openid-configuration",
	    url, len > 0 && url[len - 1] == '/' ? "" : "/");
	e = get(i, where, &object);
	if (e != ERR_OK)
		return e;
	name = json_string_value(json_object_get(object, "issuer"));
	if (name == NULL || strcmp(name, url) != 0)
		e = odd("it calls itself by another name");
	if (e == ERR_OK)
		e = take_url(object, "device_authorization_endpoint",
		    i->device_url);
	if (e == ERR_OK)
		e = take_url(object, "token_endpoint", i->token_url);
	if (e == ERR_OK)
		e = take_url(object, "jwks_uri", i->keys_url);
	json_decref(object);
	return e;
}

static enum err
read_keys(struct issuer *i)
{
	json_t *object, *keys;
	enum err e;

	e = get(i, i->keys_url, &object);
	if (e != ERR_OK)
		return e;
	keys = json_object_get(object, "keys");
	if (json_is_array(keys)) {
		json_decref(i->keys);
		i->keys = json_incref(keys);
	} else {
		e = odd("its keys are no list");
	}
	json_decref(object);
	return e;
}

/* Behind the lock: one asks, the others wait for the same answer. */
static enum err
refresh(struct issuer *i, bool anyway)
{
	enum err e = ERR_OK;

	if (!anyway && i->read_at != 0 &&
	    clock_now_ms() < i->read_at + FRESH_MS)
		return ERR_OK;
	e = read_metadata(i);
	if (e == ERR_OK)
		e = read_keys(i);
	if (e == ERR_OK)
		i->read_at = clock_now_ms();
	return e;
}

static enum err
url_of(struct issuer *i, const char *from, char *out)
{
	enum err e;

	pthread_mutex_lock(&i->lock);
	e = refresh(i, false);
	if (e == ERR_OK)
		memcpy(out, from, URL_MAX);
	pthread_mutex_unlock(&i->lock);
	return e;
}

/* ---- Requests ---- */

static enum err
add(struct buf *form, const char *name, const char *value)
{
	return issuer_form_add(form, name, value, strlen(value));
}

static enum err
post(struct issuer *i, const char *url, struct buf *form, long *status,
    json_t **object)
{
	struct buf body;
	enum err e;

	*object = NULL;
	buf_init(&body, ISSUER_BODY_MAX);
	e = add(form, "client_id", i->config->client_id);
	if (e == ERR_OK)
		e = issuer_http(i->config, url, form, i->password, status,
		    &body);
	if (e == ERR_OK)
		*object = parse(&body);
	buf_free(&body);
	if (e == ERR_OK && *object == NULL)
		e = odd("its answer is no JSON");
	return e;
}

/* ---- Begin ---- */

static bool
take_text(const json_t *from, const char *name, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(from, name));

	if (text == NULL || text[0] == '\0' || strlen(text) >= size)
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p <= ' ' || *p > '~')
			return false;	/* it goes into a QR code */
	}
	memcpy(out, text, strlen(text) + 1);
	return true;
}

static int
take_seconds(const json_t *from, const char *name, int least, int most,
    int preset)
{
	const json_t *value = json_object_get(from, name);
	json_int_t n = json_is_integer(value) ? json_integer_value(value) :
	    preset;

	return n < least ? least : n > most ? most : (int)n;
}

/* Our name for it: the nonce of the request, and the device code. */
static enum err
take_code(const json_t *from, const char *nonce, struct secret **code)
{
	const char *text = json_string_value(json_object_get(from,
	    "device_code"));
	enum err e;

	if (text == NULL || text[0] == '\0' ||
	    strlen(text) + strlen(nonce) + 1 > CODE_MAX)
		return odd("there is no device code");
	*code = secret_new(CODE_MAX);
	if (*code == NULL)
		return ERR_NO_MEMORY;
	e = secret_set(*code, nonce, strlen(nonce));
	if (e == ERR_OK)
		e = secret_append(*code, " ", 1);
	if (e == ERR_OK)
		e = secret_append(*code, text, strlen(text));
	return e;
}

static enum err
take_device(const json_t *from, const char *nonce, struct issuer_device *d)
{
	if (!take_text(from, "user_code", d->user_code,
	    sizeof(d->user_code)) ||
	    !take_text(from, "verification_uri", d->address,
	    sizeof(d->address)))
		return odd("code or address of its page are missing");
	/* Without it the person types the code. */
	if (!take_text(from, "verification_uri_complete", d->link,
	    sizeof(d->link)))
		d->link[0] = '\0';
	d->expires_in = take_seconds(from, "expires_in", LIFE_LEAST, LIFE_MOST,
	    LIFE_LEAST);
	d->interval = take_seconds(from, "interval", 1, INTERVAL_MOST,
	    INTERVAL);
	return take_code(from, nonce, &d->code);
}

enum err
issuer_begin(struct issuer *i, struct issuer_device *d)
{
	char url[URL_MAX], nonce[2 * NONCE_BYTES + 1];
	json_t *object = NULL;
	struct buf form;
	long status = 0;
	enum err e;

	memset(d, 0, sizeof(*d));
	buf_init(&form, ISSUER_BODY_MAX);
	e = seal_random_id(NONCE_BYTES, nonce, sizeof(nonce));
	if (e == ERR_OK)
		e = url_of(i, i->device_url, url);
	if (e == ERR_OK)
		e = add(&form, "scope", i->config->scope);
	if (e == ERR_OK)
		e = add(&form, "nonce", nonce);
	if (e == ERR_OK)
		e = post(i, url, &form, &status, &object);
	if (e == ERR_OK)
		e = status == 200 ? take_device(object, nonce, d) :
		    odd("it begins no login");
	json_decref(object);
	buf_free(&form);
	return e;
}

/* ---- Poll ---- */

static enum err
read_token(struct issuer *i, const char *token, const char *nonce,
    char identity[static IDENTITY_SIZE])
{
	struct id_token_rules rules = { .issuer = i->config->url,
	    .client = i->config->client_id, .nonce = nonce,
	    .claim = i->config->claim, .now = clock_wall_s() };
	const char *why = "";
	enum err e;

	pthread_mutex_lock(&i->lock);
	e = refresh(i, false);
	if (e == ERR_OK)
		e = id_token_read(token, i->keys, &rules, identity,
		    IDENTITY_SIZE, &why);
	/* A key that is not known: the issuer may have changed its keys. */
	if (e == ERR_NOT_FOUND) {
		e = refresh(i, true);
		if (e == ERR_OK)
			e = id_token_read(token, i->keys, &rules, identity,
			    IDENTITY_SIZE, &why);
	}
	pthread_mutex_unlock(&i->lock);
	return e == ERR_OK || e == ERR_EDEVLET_AWAY ? e : odd(why);
}

static enum err
read_refusal(const json_t *object, enum issuer_answer *answer)
{
	static const struct {
		const char *error;
		enum issuer_answer answer;
	} known[] = {
		{ "authorization_pending", ISSUER_WAITING },
		{ "slow_down", ISSUER_SLOWER },
		{ "access_denied", ISSUER_DENIED },
		{ "expired_token", ISSUER_EXPIRED },
	};
	const char *error = json_string_value(json_object_get(object,
	    "error"));

	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		if (error == NULL || strcmp(known[k].error, error) != 0)
			continue;
		*answer = known[k].answer;
		return ERR_OK;
	}
	return odd("it gives no token and does not say why");
}

static enum err
ask(struct issuer *i, const char *device, size_t len, long *status,
    json_t **object)
{
	char url[URL_MAX];
	struct buf form;
	enum err e;

	buf_init(&form, ISSUER_BODY_MAX);
	e = url_of(i, i->token_url, url);
	if (e == ERR_OK)
		e = add(&form, "grant_type",
		    "urn:ietf:params:oauth:grant-type:device_code");
	if (e == ERR_OK)
		e = issuer_form_add(&form, "device_code", device, len);
	if (e == ERR_OK)
		e = post(i, url, &form, status, object);
	buf_free(&form);
	return e;
}

enum err
issuer_poll(struct issuer *i, const struct secret *code,
    enum issuer_answer *answer, char identity[static IDENTITY_SIZE])
{
	const char *text = (const char *)secret_bytes(code);
	const size_t front = 2 * NONCE_BYTES + 1;
	char nonce[2 * NONCE_BYTES + 1];
	json_t *object = NULL;
	const char *token;
	long status = 0;
	enum err e;

	if (secret_len(code) <= front)
		return ERR_INTERNAL;
	memcpy(nonce, text, front - 1);
	nonce[front - 1] = '\0';
	e = ask(i, text + front, secret_len(code) - front, &status, &object);
	if (e == ERR_OK && status != 200) {
		e = read_refusal(object, answer);
	} else if (e == ERR_OK) {
		*answer = ISSUER_DONE;
		token = json_string_value(json_object_get(object, "id_token"));
		e = token == NULL ? odd("there is no ID token") :
		    read_token(i, token, nonce, identity);
	}
	json_decref(object);
	return e;
}
