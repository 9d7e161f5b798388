#include "portal/login.h"

#include "base/secret.h"
#include "base/utf8.h"

enum err
login_done(struct visit *v, int64_t person, char *masked, size_t size,
    int *expires_in)
{
	char name[NAME_SIZE];
	enum err e;

	/* The same person once more: whose answer was lost. */
	if (v->session.state == SESSION_AUTHENTICATED &&
	    v->session.person != person)
		return ERR_REFUSED;
	e = person_read_name(v->portal->store, &v->portal->keys, person, name);
	if (e != ERR_OK)
		return e;
	utf8_mask(name, masked, size);
	secret_wipe_mem(name, sizeof(name));
	v->session.state = SESSION_AUTHENTICATED;
	v->session.person = person;
	*expires_in = visit_left(v, v->session.expires);
	return ERR_OK;
}

enum err
login_phone(struct visit *v, int64_t person, char *masked, size_t size)
{
	char phone[PHONE_SIZE];
	enum err e;

	e = person_read_phone(v->portal->store, &v->portal->keys, person,
	    phone, NULL);
	if (e == ERR_OK)
		person_mask_phone(phone, masked, size);
	secret_wipe_mem(phone, sizeof(phone));
	return e;
}
