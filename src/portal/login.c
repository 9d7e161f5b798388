#include "portal/login.h"

#include <stdio.h>

#include "base/secret.h"

enum err
login_identity_key(const struct visit *v, const char *text,
    uint8_t out[static HASH_BYTES])
{
	char identity[IDENTITY_SIZE];

	if (person_identity(text, identity) != ERR_OK)
		snprintf(identity, sizeof(identity), "%s", text);
	return person_lookup_key(&v->portal->keys, identity, out);
}

enum err
login_name(struct visit *v, int64_t person, char *out, size_t size)
{
	char name[NAME_SIZE];
	enum err e;

	e = person_read_name(v->portal->store, &v->portal->keys, person, name);
	if (e == ERR_OK)
		person_mask_name(name, out, size);
	secret_wipe_mem(name, sizeof(name));
	return e;
}

enum err
login_done(struct visit *v, int64_t person, char *name, size_t size,
    int *expires_in)
{
	enum err e;

	e = login_name(v, person, name, size);
	if (e != ERR_OK)
		return e;
	v->session.state = SESSION_AUTHENTICATED;
	v->session.person = person;
	*expires_in = visit_left(v, v->session.expires);
	return ERR_OK;
}
