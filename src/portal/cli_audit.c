/* audit verify, init-keys. */
#include "portal/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/secret.h"
#include "portal/audit.h"
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

int
cli_audit(struct portal *p, int argc, char **argv)
{
	const char *known_text = NULL, *why = NULL;
	const struct cli_option options[] = { { "head", &known_text, false } };
	struct audit_head known, last;
	char text[2 * HASH_BYTES + 1];
	int64_t broken = 0;
	enum err e;

	if (argc < 1 || strcmp(argv[0], "verify") != 0) {
		fputs("audit what? verify\n", stderr);
		return CLI_USAGE;
	}
	if (!cli_options(argc - 1, argv + 1, options, 1))
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

static int
make_key_file(const char *path)
{
	struct secret *key = NULL;
	enum err e;

	e = key_make(KEY_BYTES, &key);
	if (e == ERR_OK)
		e = key_write_file(path, key);
	secret_free(&key);
	if (e != ERR_OK)
		return cli_fail(e, path);
	printf("%s made\n", path);
	return CLI_OK;
}

int
cli_init_keys(struct portal *p, int argc, char **argv)
{
	const struct config *c = &p->config;
	int status;

	if (!cli_options(argc, argv, NULL, 0))
		return CLI_USAGE;
	/* A key that is in use is never replaced: all would be unreadable. */
	if (access(c->data_key, F_OK) == 0 ||
	    access(c->master_key, F_OK) == 0) {
		fputs("a key file is there already; nothing was made\n",
		    stderr);
		return CLI_REFUSED;
	}
	status = make_key_file(c->data_key);
	return status != CLI_OK ? status : make_key_file(c->master_key);
}
