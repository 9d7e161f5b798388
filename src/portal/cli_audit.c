/* audit verify, audit show, init-keys. */
#include "portal/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/case_no.h"
#include "base/hex.h"
#include "base/secret.h"
#include "portal/audit.h"
#include "portal/keys.h"
#include "portal/master.h"
#include "portal/store.h"

/* "17:<64 digits>", as the log has it. */
static bool
read_head(const char *text, struct audit_head *head)
{
	size_t len = 0;
	char *end;

	head->seq = strtoll(text, &end, 10);
	return head->seq > 0 && *end == ':' && hex_decode(end + 1, head->hash,
	    sizeof(head->hash), &len) == ERR_OK && len == sizeof(head->hash);
}

static int
verify(struct portal *p, int argc, char **argv)
{
	const char *known_text = NULL, *why = NULL;
	const struct cli_option options[] = { { "head", &known_text, false } };
	struct audit_head known, last;
	char text[2 * HASH_BYTES + 1];
	int64_t broken = 0;
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (known_text != NULL && !read_head(known_text, &known)) {
		fputs("--head is NUMBER:HASH, as in the log\n", stderr);
		return CLI_USAGE;
	}
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, audit_verify(p->store,
		    known_text == NULL ? NULL : &known, &last, &broken, &why));
	if (e == ERR_REFUSED) {
		printf("broken at entry %lld: %s\n", (long long)broken, why);
		return CLI_REFUSED;
	}
	if (e != ERR_OK)
		return cli_fail(e, "audit verify");
	hex_encode(last.hash, sizeof(last.hash), text, sizeof(text));
	printf("whole: %lld entries, head %lld:%s\n", (long long)last.seq,
	    (long long)last.seq, text);
	return CLI_OK;
}

/* "17 2026-11-29T16:50:12Z kiosk-1 unlockOpen ok card=..8901 operator=gise.1":
 * no name of a holder, and not even the key of one. */
static void
print_entry(void *arg, int64_t seq, const struct audit_entry *en)
{
	time_t at = (time_t)en->at;
	int64_t *count = arg;
	char when[32] = "-";
	struct tm utc;

	if (gmtime_r(&at, &utc) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	printf("%lld %s %s %s %s%s%s%s%s\n", (long long)seq, when,
	    en->terminal[0] != '\0' ? en->terminal : "-", en->step,
	    en->outcome, en->detail[0] != '\0' ? " " : "", en->detail,
	    en->operator[0] != '\0' ? " operator=" : "", en->operator);
	(*count)++;
}

/* Whoever looks is in the audit too, under the same case. */
static enum err
look(struct portal *p, const char *case_no, int64_t *count)
{
	enum err e = audit_case(p->store, case_no, print_entry, count);

	if (e == ERR_OK && *count == 0)
		e = ERR_NOT_FOUND;
	return e != ERR_OK ? e : cli_note_case(p, "audit.show", NULL, "",
	    case_no);
}

static int
show(struct portal *p, int argc, char **argv)
{
	const char *typed = NULL;
	const struct cli_option options[] = { { "case", &typed, true } };
	char case_no[CASE_NO_SIZE];
	int64_t count = 0;
	enum err e;

	if (!cli_options(argc, argv, options, 1))
		return CLI_USAGE;
	if (case_no_read(typed, case_no) != ERR_OK) {
		fputs("--case is a number like 7K2M-9XRP; one of its letters "
		    "was misheard\n", stderr);
		return CLI_USAGE;
	}
	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, look(p, case_no, &count));
	if (e == ERR_NOT_FOUND) {
		fprintf(stderr, "%s: nothing in the audit\n", case_no);
		return CLI_REFUSED;
	}
	return e == ERR_OK ? CLI_OK : cli_fail(e, "audit show");
}

int
cli_audit(struct portal *p, int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "verify") == 0)
		return verify(p, argc - 1, argv + 1);
	if (argc > 0 && strcmp(argv[0], "show") == 0)
		return show(p, argc - 1, argv + 1);
	fputs("audit what? verify, show\n", stderr);
	return CLI_USAGE;
}

/* A key that is in use is never replaced: all would be unreadable. */
static bool
has_keys(const struct config *c)
{
	return access(c->data_key, F_OK) == 0 || (c->master_key[0] != '\0' &&
	    access(c->master_key, F_OK) == 0);
}

int
cli_init_keys(struct portal *p, int argc, char **argv)
{
	const struct config *c = &p->config;
	struct secret *key = NULL;
	char why[256] = "";
	enum err e;

	if (!cli_options(argc, argv, NULL, 0))
		return CLI_USAGE;
	if (has_keys(c)) {
		fputs("a key file is there already; nothing was made\n",
		    stderr);
		return CLI_REFUSED;
	}
	e = key_make(KEY_BYTES, &key);
	if (e == ERR_OK)
		e = key_write_file(c->data_key, key);
	secret_free(&key);
	if (e != ERR_OK)
		return cli_fail(e, c->data_key);
	e = master_make(c, why, sizeof(why));
	if (e != ERR_OK) {
		/* Nothing is sealed with it yet: both, or neither. */
		unlink(c->data_key);
		return cli_fail(e, why);
	}
	printf("%s made\n", c->data_key);
	if (c->token.module[0] == '\0')
		printf("%s made\n", c->master_key);
	else
		printf("%s made in token %s\n", c->token.key,
		    c->token.token);
	return CLI_OK;
}
