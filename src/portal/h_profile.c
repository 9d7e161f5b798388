/* What a person keeps up to date: read it (masked), a new phone number, a new
 * mail address, a new home.
 *
 * A new number needs a code of the old one too: whoever has lost the old phone
 * goes to the call centre.  The request that confirms says once more what it
 * confirms, and the codes are bound to that; nothing is kept in between. */
#include "portal/visit.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "portal/gateway.h"
#include "portal/mail_out.h"
#include "portal/mailer.h"
#include "portal/store_mail.h"

#define OLD 0			/* of v->codes */
#define NEW 1

/* ---- Read ---- */

/* The person's phone, mail address and home, masked, as the reply. */
static enum err
read_profile(struct visit *v)
{
	struct store *store = v->portal->store;
	const struct keys *keys = &v->portal->keys;
	char phone[PHONE_SIZE], email[EMAIL_SIZE], address[ADDRESS_SIZE];
	enum err e;

	e = person_read_phone(store, keys, v->session.person, phone, NULL);
	if (e == ERR_OK)
		e = person_read_email(store, keys, v->session.person, email);
	if (e == ERR_OK)
		e = person_read_address(store, keys, v->session.person,
		    address);
	if (e != ERR_OK)
		return e;
	person_mask_phone(phone, v->out.u.profile.phone,
	    sizeof(v->out.u.profile.phone));
	person_mask_email(email, v->out.u.profile.email,
	    sizeof(v->out.u.profile.email));
	utf8_mask(address, v->out.u.profile.address,
	    sizeof(v->out.u.profile.address));
	secret_wipe_mem(phone, sizeof(phone));
	secret_wipe_mem(email, sizeof(email));
	secret_wipe_mem(address, sizeof(address));
	return ERR_OK;
}

/* ---- Phone ---- */

static enum err
begin_phone(struct visit *v)
{
	struct code_out *old = &v->codes[OLD], *new = &v->codes[NEW];
	enum err e;

	if (person_phone(v->in.u.phone_change.phone, v->number) != ERR_OK)
		return ERR_FIELD_PHONE;
	*old = (struct code_out){ .purpose = CODE_PHONE_OLD,
	    .about = v->number };
	*new = (struct code_out){ .purpose = CODE_PHONE_NEW,
	    .about = v->number };
	memcpy(new->to, v->number, sizeof(v->number));
	e = visit_who(v);
	if (e == ERR_OK)
		e = person_read_phone(v->portal->store, &v->portal->keys,
		    v->session.person, old->to, NULL);
	if (e == ERR_OK && strcmp(old->to, new->to) == 0)
		e = ERR_PHONE_SAME;
	if (e == ERR_OK)
		e = code_out_wait(v, old);
	if (e == ERR_OK)
		e = code_out_wait(v, new);
	if (e == ERR_OK)
		e = code_out_begin(v, old);
	return e == ERR_OK ? code_out_begin(v, new) : e;
}

static void
work_phone(struct visit *v)
{
	code_out_work(v, &v->codes[OLD]);
	code_out_work(v, &v->codes[NEW]);
}

static enum err
finish_phone(struct visit *v)
{
	struct code_out *old = &v->codes[OLD], *new = &v->codes[NEW];
	enum err e;

	if (old->sent == ERR_OK && new->sent == ERR_OK) {
		e = code_out_keep(v, old);
		return e == ERR_OK ? code_out_keep(v, new) : e;
	}
	e = code_out_take_back(v, old);
	if (e == ERR_OK)
		e = code_out_take_back(v, new);
	return e == ERR_OK ? ERR_PORTAL_BUSY : e;
}

/* Each wrong one costs a try of its own; the old phone's is told first. */
static enum err
check_codes(struct visit *v, struct code codes[2])
{
	bool right[2];
	enum err e, new = ERR_OK;

	e = code_look(v, CODE_PHONE_OLD, v->number,
	    v->in.u.phone_confirm.code_old, &codes[OLD], &right[OLD]);
	if (e == ERR_OK)
		e = code_look(v, CODE_PHONE_NEW, v->number,
		    v->in.u.phone_confirm.code_new, &codes[NEW], &right[NEW]);
	if (e != ERR_OK)
		return e;
	if (!right[NEW])
		new = code_refuse(v, &codes[NEW], ERR_CODE_NEW_WRONG);
	if (!right[OLD] && (new == ERR_OK || new == ERR_CODE_NEW_WRONG))
		return code_refuse(v, &codes[OLD], ERR_CODE_OLD_WRONG);
	return new;
}

static enum err
finish_phone_confirm(struct visit *v)
{
	struct store *store = v->portal->store;
	struct code codes[2];
	enum err e;

	if (person_phone(v->in.u.phone_confirm.phone, v->number) != ERR_OK)
		return ERR_FIELD_PHONE;
	e = check_codes(v, codes);
	if (e == ERR_OK)
		e = code_use(store, codes[OLD].id);
	if (e == ERR_OK)
		e = code_use(store, codes[NEW].id);
	if (e == ERR_OK)
		e = person_set_phone(store, &v->portal->keys,
		    v->session.person, v->number);
	if (e == ERR_OK)
		e = session_end_others(store, v->session.person,
		    v->session.id);
	return e == ERR_OK ? read_profile(v) : e;
}

/* ---- Mail address ---- */

static enum err
check_email(struct visit *v, const char *text, char out[static EMAIL_SIZE])
{
	const struct keys *keys = &v->portal->keys;
	uint8_t a[HASH_BYTES], b[HASH_BYTES];
	char old[EMAIL_SIZE];
	enum err e = person_email(text, out);

	if (e == ERR_OK)
		e = person_read_email(v->portal->store, keys,
		    v->session.person, old);
	if (e == ERR_OK)
		e = person_email_key(keys, out, a);
	if (e == ERR_OK)
		e = person_email_key(keys, old, b);
	return e == ERR_OK && seal_equal(a, b) ? ERR_EMAIL_SAME : e;
}

static enum err
begin_email(struct visit *v)
{
	struct code_out *out = &v->codes[NEW];
	enum err e = visit_confirmed(v);

	*out = (struct code_out){ .purpose = CODE_EMAIL, .about = out->to,
	    .mail = true };
	if (e == ERR_OK)
		e = check_email(v, v->in.u.email_change.email, out->to);
	if (e == ERR_OK)
		e = visit_who(v);
	if (e == ERR_OK)
		e = code_out_wait(v, out);
	return e == ERR_OK ? code_out_begin(v, out) : e;
}

static void
work_email(struct visit *v)
{
	code_out_work(v, &v->codes[NEW]);
}

static enum err
finish_email(struct visit *v)
{
	return code_out_finish(v, &v->codes[NEW]);
}

/* Who still reads the old address learns of it, without waiting for it. */
static enum err
tell_old_address(struct visit *v)
{
	const struct config *c = &v->portal->config;
	struct store *store = v->portal->store;
	char old[EMAIL_SIZE];
	struct buf message;
	enum err e;

	e = person_read_email(store, &v->portal->keys, v->session.person,
	    old);
	if (e != ERR_OK || old[0] == '\0')
		return e;
	buf_init(&message, GATEWAY_MAX);
	e = mail_compose(c, &c->mail_changed, v->session.language, old, NULL,
	    v->now, &message);
	if (e == ERR_OK)
		e = outbox_add(store, &v->portal->keys, v->session.person,
		    &message, v->now, v->now + c->mail);
	buf_free(&message);
	secret_wipe_mem(old, sizeof(old));
	if (e == ERR_OK)
		mailer_wake(v->portal->mailer);
	return e;
}

static enum err
finish_email_confirm(struct visit *v)
{
	struct store *store = v->portal->store;
	char email[EMAIL_SIZE];
	struct code code;
	bool right;
	enum err e;

	e = check_email(v, v->in.u.email_confirm.email, email);
	if (e == ERR_OK)
		e = code_look(v, CODE_EMAIL, email,
		    v->in.u.email_confirm.code, &code, &right);
	if (e == ERR_OK && !right)
		e = code_refuse(v, &code, ERR_CODE_WRONG);
	if (e == ERR_OK)
		e = code_use(store, code.id);
	if (e == ERR_OK)
		e = tell_old_address(v);
	if (e == ERR_OK)
		e = person_set_email(store, &v->portal->keys,
		    v->session.person, email);
	return e == ERR_OK ? read_profile(v) : e;
}

/* ---- Home ---- */

static enum err
finish_address(struct visit *v)
{
	char address[ADDRESS_SIZE];
	enum err e = visit_confirmed(v);

	if (e == ERR_OK)
		e = person_address(v->in.u.address_change.address, address);
	if (e == ERR_OK)
		e = person_set_address(v->portal->store, &v->portal->keys,
		    v->session.person, address);
	return e == ERR_OK ? read_profile(v) : e;
}

const struct handler handle_profile_read = { .finish = read_profile,
	.needs = SESSION_AUTHENTICATED };
const struct handler handle_phone_change = { .begin = begin_phone,
	.work = work_phone, .finish = finish_phone,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_phone_confirm = { .finish = finish_phone_confirm,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_email_change = { .begin = begin_email,
	.work = work_email, .finish = finish_email,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_email_confirm = { .finish = finish_email_confirm,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_address_change = { .finish = finish_address,
	.needs = SESSION_AUTHENTICATED, .audited = true };
