#include "portal/portal.h"

#include <stdio.h>

#include "base/secret.h"
#include "portal/metrics.h"
#include "portal/issuer.h"
#include "portal/repeat.h"
#include "portal/store.h"

static enum err
open_keys(struct portal *p, char *error, size_t size)
{
	struct secret *data = NULL;
	enum err e;

	e = key_read_file(p->config.data_key, &data);
	if (e == ERR_OK)
		e = keys_derive(data, &p->keys);
	secret_free(&data);
	if (e != ERR_OK)
		snprintf(error, size, "%s: %s", p->config.data_key,
		    e == ERR_REFUSED ? "others may read it: chmod 600" :
		    e == ERR_IO ? "cannot be read (init-keys makes it)" :
		    "is no key file");
	return e;
}

enum err
portal_open(struct portal *p, char *error, size_t size)
{
	const char *why = "";
	enum err e;

	p->store = NULL;
	/* A portal that was killed may have left something to be done. */
	atomic_store(&p->unscrubbed, true);
	p->repeats = NULL;
	p->issuer = NULL;
	p->metrics = NULL;
	e = open_keys(p, error, size);
	if (e != ERR_OK)
		return e;
	p->repeats = repeats_new();
	p->metrics = metrics_new();
	e = p->repeats == NULL || p->metrics == NULL ? ERR_NO_MEMORY : ERR_OK;
	if (e == ERR_OK && issuer_open(&p->config.issuer, &p->issuer) !=
	    ERR_OK) {
		snprintf(error, size, "%s: cannot be read, or empty",
		    p->config.issuer.client_secret);
		portal_close(p);
		return ERR_IO;
	}
	if (e == ERR_OK)
		e = store_open(p->config.database, &p->store, &why);
	if (e != ERR_OK) {
		snprintf(error, size, "%s: %s", p->config.database, why);
		portal_close(p);
	}
	return e;
}

void
portal_close(struct portal *p)
{
	store_close(&p->store);
	repeats_free(&p->repeats);
	issuer_close(&p->issuer);
	metrics_free(&p->metrics);
	keys_free(&p->keys);
}
