#include "portal/issuer_http.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "base/log.h"
#include "base/secret.h"

#define USER_MAX 1024

static size_t
on_body(char *bytes, size_t size, size_t count, void *arg)
{
	/* Longer than the bound: curl ends the request. */
	return buf_add(arg, bytes, size * count) == ERR_OK ? size * count : 0;
}

/* RFC 6749, 2.3.1: both are escaped as in a form before they are joined. */
static enum err
set_client(CURL *curl, const struct issuer_config *c,
    const struct secret *password)
{
	char *id, *word, both[USER_MAX] = "";
	int len = -1;

	id = curl_easy_escape(curl, c->client_id, 0);
	word = curl_easy_escape(curl, (const char *)secret_bytes(password),
	    (int)secret_len(password));
	if (id != NULL && word != NULL)
		len = snprintf(both, sizeof(both), "%s:%s", id, word);
	if (word != NULL)
		secret_wipe_mem(word, strlen(word));
	curl_free(id);
	curl_free(word);
	if (len > 0 && (size_t)len < sizeof(both))
		curl_easy_setopt(curl, CURLOPT_USERPWD, both);
	secret_wipe_mem(both, sizeof(both));
	return len > 0 && (size_t)len < sizeof(both) ? ERR_OK : ERR_TOO_BIG;
}

static void
set_options(CURL *curl, const struct issuer_config *c, const char *url,
    struct buf *body)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_CAINFO, c->ca);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)c->timeout);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
}

enum err
issuer_http(const struct issuer_config *c, const char *url,
    const struct buf *form, const struct secret *password, long *status,
    struct buf *body)
{
	CURL *curl = curl_easy_init();
	CURLcode rc = CURLE_OK;
	enum err e = ERR_OK;

	if (curl == NULL)
		return ERR_NO_MEMORY;
	buf_clear(body);
	set_options(curl, c, url, body);
	if (form != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
		    (const char *)form->data);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)form->len);
		if (password != NULL)
			e = set_client(curl, c, password);
	}
	if (e == ERR_OK)
		rc = curl_easy_perform(curl);
	if (rc != CURLE_OK) {
		log_event(LOG_ERROR, "issuer.away", "url=%s why=%s", url,
		    curl_easy_strerror(rc));
		e = ERR_EDEVLET_AWAY;
	}
	if (e == ERR_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
	curl_easy_cleanup(curl);
	return e;
}

enum err
issuer_form_add(struct buf *form, const char *name, const char *value,
    size_t len)
{
	char *text = curl_easy_escape(NULL, value, (int)len);
	enum err e;

	if (text == NULL)
		return ERR_NO_MEMORY;
	e = buf_addf(form, "%s%s=", form->len > 0 ? "&" : "", name);
	if (e == ERR_OK)
		e = buf_add_str(form, text);
	secret_wipe_mem(text, strlen(text));
	curl_free(text);
	return e;
}
