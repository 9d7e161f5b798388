/* operator add|password|card|disable|enable|list. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "portal/store.h"
#include "portal/store_operator.h"

#define DETAIL 64

static enum err
note(struct portal *p, const char *step, const struct operator *o)
{
	char detail[DETAIL];

	snprintf(detail, sizeof(detail), "account=%s", o->account);
	return cli_note(p, step, NULL, detail);
}

/* False: said why. */
static bool
read_certificate(const char *file, struct operator *o, int *status)
{
	struct x509_facts facts;
	enum err e = x509_read_file(file, &facts);

	if (e != ERR_OK) {
		*status = cli_fail(e, file);
		return false;
	}
	memcpy(o->certificate, facts.fingerprint, sizeof(o->certificate));
	o->has_certificate = true;
	return true;
}

static bool
read_password(struct portal *p, struct operator *o, int *status)
{
	enum err e = cli_word(p, "Password: ", NULL, &o->word);

	if (e != ERR_OK) {
		*status = cli_fail(e,
		    "password (4 to 128 bytes, one line)");
		return false;
	}
	o->has_word = true;
	return true;
}

/* ---- operator add ---- */

static enum err
insert(struct portal *p, struct operator *o)
{
	enum err e;

	e = operator_add(p->store, &p->keys, o, clock_wall_s());
	return e == ERR_OK ? note(p, "operator.add", o) : e;
}

static int
add(struct portal *p, int argc, char **argv)
{
	const char *account = NULL, *name = NULL, *file = NULL;
	const struct cli_option options[] = { { "account", &account, true },
		{ "name", &name, true }, { "certificate", &file, false } };
	struct operator o = { .enabled = true };
	int status = CLI_OK;
	enum err e;

	if (!cli_options(argc, argv, options, 3))
		return CLI_USAGE;
	if (operator_account(account, o.account) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--account (2 to 32 of a-z, "
		    "0-9, \"-\", \"_\", \".\")");
	if (!cli_is_text(name, sizeof(o.name) - 1))
		return cli_fail(ERR_ARGUMENT, "--name");
	snprintf(o.name, sizeof(o.name), "%s", name);
	if (file != NULL ? !read_certificate(file, &o, &status) :
	    !read_password(p, &o, &status))
		return status;
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, insert(p, &o));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_REFUSED ?
		    "the account or the certificate is taken" :
		    "operator add");
	printf("operator %s added\n", o.account);
	return CLI_OK;
}

/* ---- operator password, card, disable, enable ---- */

enum change { SET_PASSWORD, SET_CARD, DISABLE, ENABLE };

static const struct {
	const char *name, *step, *done;
} changes[] = {
	[SET_PASSWORD] = { "password", "operator.password", "password set" },
	[SET_CARD] = { "card", "operator.card", "card set" },
	[DISABLE] = { "disable", "operator.disable", "disabled" },
	[ENABLE] = { "enable", "operator.enable", "enabled" },
};

/* `given` has the new word or certificate. */
static enum err
apply(struct portal *p, enum change which, const struct operator *given)
{
	struct operator o;
	enum err e;

	e = operator_find(p->store, &p->keys, given->account, &o);
	if (e != ERR_OK)
		return e;
	if (given->has_word)
		o.word = given->word;
	o.has_word = o.has_word || given->has_word;
	if (given->has_certificate)
		memcpy(o.certificate, given->certificate,
		    sizeof(o.certificate));
	o.has_certificate = o.has_certificate || given->has_certificate;
	if (which == DISABLE || which == ENABLE)
		o.enabled = which == ENABLE;
	e = operator_change(p->store, &p->keys, &o);
	return e == ERR_OK ? note(p, changes[which].step, &o) : e;
}

static int
change(struct portal *p, enum change which, int argc, char **argv)
{
	const char *account = NULL, *file = NULL;
	const struct cli_option options[] = { { "account", &account, true },
		{ "certificate", &file, true } };
	struct operator given = { .enabled = true };
	int status = CLI_OK;
	enum err e;

	if (!cli_options(argc, argv, options, which == SET_CARD ? 2 : 1))
		return CLI_USAGE;
	if (operator_account(account, given.account) != ERR_OK)
		return cli_fail(ERR_NOT_FOUND, "no operator of this account");
	if (which == SET_CARD && !read_certificate(file, &given, &status))
		return status;
	if (which == SET_PASSWORD && !read_password(p, &given, &status))
		return status;
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, apply(p, which, &given));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "no operator of this account" : e == ERR_REFUSED ?
		    "this certificate is another operator's" : "operator");
	printf("operator %s: %s\n", given.account, changes[which].done);
	return CLI_OK;
}

/* ---- operator list ---- */

static void
print_operator(void *arg, const struct operator *o)
{
	(void)arg;
	printf("%s %s %s%s%s %s\n", o->account,
	    o->enabled ? "enabled" : "disabled", o->has_word ? "password" : "",
	    o->has_word && o->has_certificate ? "," : "",
	    o->has_certificate ? "card" : "", o->name);
}

static int
list(struct portal *p, int argc, char **argv)
{
	enum err e;

	if (!cli_options(argc, argv, NULL, 0))
		return CLI_USAGE;
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, operator_list(p->store, &p->keys,
		    print_operator, NULL));
	return e == ERR_OK ? CLI_OK : cli_fail(e, "operator list");
}

int
cli_operator(struct portal *p, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "add") == 0)
		return add(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "list") == 0)
		return list(p, argc - 1, argv + 1);
	for (size_t i = 0; argc > 0 &&
	    i < sizeof(changes) / sizeof(changes[0]); i++)
		if (strcmp(argv[0], changes[i].name) == 0)
			return change(p, (enum change)i, argc - 1, argv + 1);
	fputs("operator what? add, password, card, disable, enable or list\n",
	    stderr);
	return CLI_USAGE;
}
