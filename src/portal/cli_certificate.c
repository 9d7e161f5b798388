/* enrol certificate, certificate list|suspend|resume|revoke. */
#include "portal/cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_certificate.h"
#include "portal/store_person.h"

#define DETAIL 96

static enum err
find_person(struct portal *p, const char *identity, int64_t *person,
    uint8_t who[static HASH_BYTES])
{
	struct word_hash unused;
	enum err e;

	e = person_lookup_key(&p->keys, identity, who);
	return e == ERR_OK ? person_find(p->store, who, person, &unused) : e;
}

static void
describe(const struct certificate *c, const char *more,
    char out[static DETAIL])
{
	char end[SERIAL_SIZE];

	person_mask_serial(c->x509.serial, end, sizeof(end));
	snprintf(out, DETAIL, "certificate=%.12s%s%s", end,
	    more[0] == '\0' ? "" : " ", more);
}

/* ---- enrol certificate ---- */

static enum err
add(struct portal *p, const char *identity, struct certificate *c)
{
	uint8_t who[HASH_BYTES];
	char detail[DETAIL];
	struct card card;
	enum err e;

	e = find_person(p, identity, &c->person, who);
	if (e == ERR_OK)
		e = card_find(p->store, c->card, &card);
	if (e == ERR_OK && card.person != c->person)
		e = ERR_CARD_NOT_YOURS;
	if (e == ERR_OK)
		e = certificate_add(p->store, &p->keys, c, clock_wall_s());
	if (e != ERR_OK)
		return e;
	describe(c, certificate_state_name(c->state), detail);
	return cli_note(p, "enrol.certificate", who, detail);
}

static const char *
why_not(enum err e)
{
	switch (e) {
	case ERR_NOT_FOUND:
		return "no holder with this identity";
	case ERR_REFUSED:
		return "this certificate is enrolled already";
	default:
		return "enrol certificate";
	}
}

int
cli_enrol_certificate(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL, *card = NULL, *file = NULL;
	const char *state = NULL;
	const struct cli_option options[] = {
		{ "identity", &identity, true }, { "card", &card, true },
		{ "file", &file, true }, { "state", &state, false },
	};
	struct certificate c = { .state = CERTIFICATE_WAITING };
	char id[IDENTITY_SIZE];
	enum err e;

	if (!cli_options(argc, argv, options, 4))
		return CLI_USAGE;
	if (state != NULL)
		c.state = certificate_state_of(state);
	if (c.state != CERTIFICATE_WAITING && c.state != CERTIFICATE_ACTIVE) {
		fputs("--state is waiting or active\n", stderr);
		return CLI_USAGE;
	}
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	if (person_serial(card, c.card) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--card");
	e = x509_read_file(file, &c.x509);
	if (e != ERR_OK)
		return cli_fail(e, file);
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, add(p, id, &c));
	if (e != ERR_OK)
		return cli_fail(e, why_not(e));
	printf("%s\n", c.id);
	return CLI_OK;
}

/* ---- certificate list ---- */

static enum err
read_all(struct portal *p, const char *identity, struct certificate *all,
    size_t most, size_t *count)
{
	uint8_t who[HASH_BYTES];
	int64_t person = 0;
	enum err e;

	e = find_person(p, identity, &person, who);
	return e == ERR_OK ? certificate_list(p->store, &p->keys, person, all,
	    most, count) : e;
}

static int
list(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL;
	const struct cli_option options[] = { { "identity", &identity, true } };
	struct certificate all[WIRE_CERTIFICATES];
	char id[IDENTITY_SIZE];
	size_t count = 0;
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, read_all(p, id, all,
		    WIRE_CERTIFICATES, &count));
	if (e != ERR_OK)
		return cli_fail(e, why_not(e));
	for (size_t i = 0; i < count; i++)
		printf("%s %s %s %s %" PRId64 " %" PRId64 "%s%s\n", all[i].id,
		    all[i].x509.serial, all[i].card,
		    certificate_state_name(certificate_state_at(&all[i],
		    clock_wall_s())), all[i].x509.from, all[i].x509.to,
		    all[i].reason[0] == '\0' ? "" : " ", all[i].reason);
	return CLI_OK;
}

/* ---- certificate suspend|resume|revoke ---- */

struct authority {
	const char *name, *step;
	enum certificate_state to;
	unsigned from;		/* states, by their bits */
};

#define FROM(state)	(1u << (state))
#define LIVE		(FROM(CERTIFICATE_WAITING) | FROM(CERTIFICATE_ACTIVE))

static const struct authority authorities[] = {
	{ "suspend", "certificate.suspend", CERTIFICATE_SUSPENDED,
	    FROM(CERTIFICATE_ACTIVE) | FROM(CERTIFICATE_SUSPENDED) },
	{ "resume", "certificate.resume", CERTIFICATE_ACTIVE,
	    FROM(CERTIFICATE_SUSPENDED) },
	{ "revoke", "certificate.revoke", CERTIFICATE_REVOKED,
	    LIVE | FROM(CERTIFICATE_SUSPENDED) },
};

static enum err
change(struct portal *p, const struct authority *a, const char *id,
    const char *reason)
{
	uint8_t who[HASH_BYTES];
	char detail[DETAIL];
	struct certificate c;
	enum err e;

	e = certificate_find(p->store, &p->keys, id, &c);
	if (e == ERR_OK && (a->from & FROM(certificate_state_at(&c,
	    clock_wall_s()))) == 0)
		e = ERR_CERTIFICATE_STATE;
	if (e == ERR_OK)
		e = person_read_who(p->store, c.person, who);
	if (e != ERR_OK)
		return e;
	c.state = a->to;
	c.by_holder = false;
	snprintf(c.reason, sizeof(c.reason), "%s", reason);
	e = certificate_change(p->store, &c, clock_wall_s());
	if (e != ERR_OK)
		return e;
	describe(&c, reason, detail);
	return cli_note(p, a->step, who, detail);
}

static int
act(struct portal *p, const struct authority *a, int argc, char **argv)
{
	const char *id = NULL, *reason = NULL;
	const struct cli_option options[] = { { "id", &id, true },
		{ "reason", &reason, true } };
	bool revokes = a->to == CERTIFICATE_REVOKED;
	enum err e;

	if (!cli_options(argc, argv, options, revokes ? 2 : 1))
		return CLI_USAGE;
	if (revokes && !certificate_reason_known(reason)) {
		fputs("--reason is one of RFC 5280: unspecified,"
		    " keyCompromise, affiliationChanged, superseded,"
		    " cessationOfOperation\n", stderr);
		return CLI_USAGE;
	}
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, change(p, a, id, revokes ? reason :
		    ""));
	if (e != ERR_OK)
		return cli_fail(e, id);
	printf("%s\n", certificate_state_name(a->to));
	return CLI_OK;
}

int
cli_certificate(struct portal *p, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "list") == 0)
		return list(p, argc - 1, argv + 1);
	for (size_t i = 0; argc > 0 &&
	    i < sizeof(authorities) / sizeof(authorities[0]); i++)
		if (strcmp(argv[0], authorities[i].name) == 0)
			return act(p, &authorities[i], argc - 1, argv + 1);
	fputs("certificate what? list, suspend, resume or revoke\n", stderr);
	return CLI_USAGE;
}
