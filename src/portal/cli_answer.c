/* sms-in, bank-in: what a person has answered elsewhere to a login that waits
 * for it. */
#include "portal/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "portal/store.h"
#include "portal/store_login.h"

#define MESSAGE_MAX 160		/* of a text that came */

/* "EVET 4F2A91": the answer, the code in capitals.  A phone may put blanks
 * and lower case anywhere. */
static enum err
parse_answer(char *text, enum login_state *state,
    char code[static LOGIN_CODE_SIZE])
{
	static const char blanks[] = " \t\r\n";
	char *word, *rest, *held = NULL;

	for (char *p = text; *p != '\0'; p++)
		*p = ascii_upper(*p);
	word = strtok_r(text, blanks, &held);
	rest = strtok_r(NULL, blanks, &held);
	if (word == NULL || rest == NULL || strlen(rest) >= LOGIN_CODE_SIZE)
		return ERR_SYNTAX;
	snprintf(code, LOGIN_CODE_SIZE, "%s", rest);
	if (strcmp(word, "EVET") == 0 || strcmp(word, "YES") == 0)
		*state = LOGIN_APPROVED;
	else if (strcmp(word, "HAYIR") == 0 || strcmp(word, "NO") == 0)
		*state = LOGIN_DENIED;
	else
		return ERR_SYNTAX;
	return ERR_OK;
}

/* Who has answered: a phone, or for a bank the person. */
struct answer {
	const char *step;		/* in the audit */
	const char *phone;		/* NULL: a bank */
	uint8_t who[HASH_BYTES];	/* of a bank */
	enum login_state state;
	char code[LOGIN_CODE_SIZE];
};

/* Of a bank also the person is new. */
static enum err
find_login(struct portal *p, const struct answer *a, struct remote_login *l)
{
	struct word_hash unused;
	int64_t person = 0;
	enum err e;

	if (a->phone != NULL)
		return login_find_answered(p->store, &p->keys, a->phone,
		    a->code, clock_wall_s(), l);
	e = person_find(p->store, a->who, &person, &unused);
	if (e == ERR_OK)
		e = login_find_bank(p->store, a->code, clock_wall_s(), l);
	l->person = person;
	return e;
}

static enum err
take_answer(struct portal *p, const struct answer *a)
{
	uint8_t who[HASH_BYTES];
	struct remote_login l;
	enum err e;

	e = find_login(p, a, &l);
	if (e != ERR_OK)
		return e;
	l.state = a->state;
	e = login_update(p->store, &l);
	if (e == ERR_OK)
		e = person_read_who(p->store, l.person, who);
	if (e != ERR_OK)
		return e;
	return cli_note(p, a->step, who, a->state == LOGIN_APPROVED ?
	    "approved" : "refused");
}

static int
answer(struct portal *p, struct answer *a)
{
	char text[MESSAGE_MAX];
	enum err e;

	if (fgets(text, sizeof(text), stdin) == NULL ||
	    parse_answer(text, &a->state, a->code) != ERR_OK)
		return cli_fail(ERR_SYNTAX, "the text (EVET or HAYIR, and the"
		    " code)");
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, take_answer(p, a));
	if (e != ERR_OK)
		return cli_fail(e, e == ERR_NOT_FOUND ?
		    "nothing waits for this answer" : a->step);
	puts(a->state == LOGIN_APPROVED ? "approved" : "refused");
	return CLI_OK;
}

int
cli_sms_in(struct portal *p, int argc, char **argv)
{
	const char *from = NULL;
	const struct cli_option options[] = { { "from", &from, true } };
	char phone[PHONE_SIZE];
	struct answer a = { .step = "sms-in", .phone = phone };

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_phone(from, phone) != ERR_OK)
		return cli_fail(ERR_ARGUMENT, "--from");
	return answer(p, &a);
}

int
cli_bank_in(struct portal *p, int argc, char **argv)
{
	const char *identity = NULL;
	const struct cli_option options[] = { { "identity", &identity, true } };
	char id[IDENTITY_SIZE];
	struct answer a = { .step = "bank-in" };
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (person_identity(identity, id) != ERR_OK)
		return cli_fail(ERR_IDENTITY_INVALID, "--identity");
	e = person_lookup_key(&p->keys, id, a.who);
	return e == ERR_OK ? answer(p, &a) : cli_fail(e, "--identity");
}
