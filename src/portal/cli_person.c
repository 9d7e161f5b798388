/* What the call centre changes for a person: set-phone, set-email,
 * set-address. */
#include "portal/cli.h"

#include <stdio.h>

#include "portal/audit.h"
#include "portal/store.h"
#include "portal/store_person.h"
#include "portal/store_session.h"

/* ---- set-phone, set-email, set-address ---- */

/* One thing on file, and how it is changed. */
struct item {
	const char *step;		/* also the command */
	const char *option;
	enum err (*read)(const char *text, char *out);
	enum err (*set)(struct store *store, const struct keys *keys,
	    int64_t person, const char *text);
};

static enum err
read_phone(const char *text, char *out)
{
	return person_phone(text, out) == ERR_OK ? ERR_OK : ERR_FIELD_PHONE;
}

static enum err
read_email(const char *text, char *out)
{
	return person_email(text, out);
}

static enum err
read_address(const char *text, char *out)
{
	return person_address(text, out);
}

/* Who holds the old phone, or reads the old mail, is out at once. */
static enum err
change(struct portal *p, const struct item *item, const char *identity,
    const char *text)
{
	uint8_t who[HASH_BYTES];
	struct word_hash unused;
	int64_t person = 0;
	enum err e;

	e = person_lookup_key(&p->keys, identity, who);
	if (e == ERR_OK)
		e = person_find(p->store, who, &person, &unused);
	if (e == ERR_OK)
		e = item->set(p->store, &p->keys, person, text);
	if (e == ERR_OK)
		e = session_end_others(p->store, person, 0);
	return e == ERR_OK ? cli_note(p, item->step, who, "") : e;
}

static int
set_item(struct portal *p, int argc, char **argv, const struct item *item)
{
	const char *identity = NULL, *typed = NULL;
	const struct cli_option options[] = { { "identity", &identity, true },
	    { item->option, &typed, true } };
	char id[IDENTITY_SIZE], text[ADDRESS_SIZE];
	enum err e;

	if (!cli_options(argc, argv, options, 2))
		return CLI_USAGE;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	e = item->read(typed, text);
	if (e != ERR_OK)
		return cli_fail(e, item->option);
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, change(p, item, id, text));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "no holder with this identity" : item->step);
	printf("%s: changed\n", item->step);
	return CLI_OK;
}

int
cli_set_phone(struct portal *p, int argc, char **argv)
{
	static const struct item item = { "set-phone", "phone", read_phone,
	    person_set_phone };

	return set_item(p, argc, argv, &item);
}

int
cli_set_email(struct portal *p, int argc, char **argv)
{
	static const struct item item = { "set-email", "email", read_email,
	    person_set_email };

	return set_item(p, argc, argv, &item);
}

int
cli_set_address(struct portal *p, int argc, char **argv)
{
	static const struct item item = { "set-address", "address",
	    read_address, person_set_address };

	return set_item(p, argc, argv, &item);
}
