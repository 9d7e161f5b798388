/* cilingir-portal: the reference portal and its operator's commands. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/version.h"
#include "portal/cli.h"
#include "wire/wire.h"

static const char usage[] =
    "usage: cilingir-portal --config FILE COMMAND\n"
    "\n"
    "  serve                 answer terminals until SIGTERM\n"
    "  enrol holder --identity N --name TEXT --phone N [--email E]\n"
    "               [--address TEXT]\n"
    "                        new or changed; the security word is the first\n"
    "                        line of standard input; lifts a block\n"
    "  enrol card --identity N --serial HEX --type akis|akis-scp|gids\n"
    "             [--state active|suspended|revoked]\n"
    "  enrol key --serial HEX --out FILE    make the card's key from the\n"
    "                        master key, store it, write it (mode 0600)\n"
    "  enrol key --serial HEX --from FILE   store a key made elsewhere\n"
    "  enrol letter --serial HEX --year N   store the card's PIN letter: the\n"
    "                        PIN is the first line of standard input, the\n"
    "                        PUK the second (cards made up to 2010)\n"
    "  enrol certificate --identity N --card HEX --file PEM\n"
    "             [--state waiting|active]\n"
    "  certificate list --identity N\n"
    "  certificate suspend --id ID   as the authority; as are these\n"
    "  certificate resume --id ID\n"
    "  certificate revoke --id ID --reason REASON   of RFC 5280\n"
    "  enrol edevlet --identity N           the e-Devlet password, where the\n"
    "                        issuer is of kind direct\n"
    "  enrol web-password --identity N      confirms an unlock instead of an\n"
    "                        SMS code; both are the first line of standard\n"
    "                        input\n"
    "  operator add --account NAME --name TEXT [--certificate PEM]\n"
    "                        who works at a terminal with other people's\n"
    "                        cards; without a certificate of their own card\n"
    "                        the password is the first line of standard\n"
    "                        input\n"
    "  operator password --account NAME     a new one, likewise\n"
    "  operator card --account NAME --certificate PEM   a new card\n"
    "  operator disable --account NAME      ends their shifts at once, as the\n"
    "                        two above do; all three lift a block\n"
    "  operator enable --account NAME\n"
    "  operator list         account, state, ways to log in, name\n"
    "  unblock-login --identity N           for every kind of password\n"
    "  sms-in --from PHONE   the text that came is on standard input:\n"
    "                        \"EVET CODE\" (YES) approves a mobile signature,\n"
    "                        \"HAYIR CODE\" (NO) refuses it\n"
    "  bank-in --identity N  likewise, at the bank of a login by internet\n"
    "                        banking: said by its customer with this number\n"
    "  set-phone --identity N --phone N     what the call centre changes; the\n"
    "  set-email --identity N --email E     person's sessions end\n"
    "  set-address --identity N --address TEXT\n"
    "  audit verify [--head NUMBER:HASH]    walk the chain; with a head from\n"
    "                        the log, also find what was cut off\n"
    "  audit show --case NUMBER             what a visit at a terminal did\n"
    "  init-keys             make data key and master key\n"
    "\n"
    "or: cilingir-portal --help | --version\n"
    "\n"
    "exit status: 0 done, 1 refused (the reason is said), 2 wrong usage,\n"
    "3 a file, the database, memory or the network failed\n";

static const struct command {
	const char *name;
	int (*run)(struct portal *portal, int argc, char **argv);
	bool opens;		/* needs keys and database */
} commands[] = {
	{ "serve", cli_serve, true },
	{ "enrol", cli_enrol, true },
	{ "certificate", cli_certificate, true },
	{ "operator", cli_operator, true },
	{ "unblock-login", cli_unblock_login, true },
	{ "set-phone", cli_set_phone, true },
	{ "set-email", cli_set_email, true },
	{ "set-address", cli_set_address, true },
	{ "sms-in", cli_sms_in, true },
	{ "bank-in", cli_bank_in, true },
	{ "audit", cli_audit, true },
	{ "init-keys", cli_init_keys, false },
};

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static int
run(const struct command *command, const char *config, int argc, char **argv)
{
	static struct portal portal;
	char error[512] = "";
	int status;

	if (config_read(config, &portal.config, error, sizeof(error)) !=
	    ERR_OK) {
		fprintf(stderr, "%s\n", error);
		return CLI_ENVIRONMENT;
	}
	if (!command->opens)
		return command->run(&portal, argc, argv);
	if (portal_open(&portal, error, sizeof(error)) != ERR_OK) {
		fprintf(stderr, "%s\n", error);
		return CLI_ENVIRONMENT;
	}
	status = command->run(&portal, argc, argv);
	portal_close(&portal);
	return status;
}

static int
refuse_usage(const char *what)
{
	fprintf(stderr, "%s\n\n%s", what, usage);
	return CLI_USAGE;
}

int
main(int argc, char **argv)
{
	const struct command *command;

	secret_process_protect();
	log_set_sink(log_sink_stderr, NULL);
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return CLI_OK;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return version_print("cilingir-portal", LIBRARIES);
	if (argc < 4 || strcmp(argv[1], "--config") != 0)
		return refuse_usage("--config FILE and a command are needed");
	command = find_command(argv[3]);
	if (command == NULL)
		return refuse_usage("there is no such command");
	switch (secret_heap_init()) {
	case SECRET_HEAP_NONE:
		fputs("no memory for secrets\n", stderr);
		return CLI_ENVIRONMENT;
	case SECRET_HEAP_UNLOCKED:
		log_event(LOG_WARN, "memory.unlocked",
		    "secrets may reach swap: raise LimitMEMLOCK");
		break;
	case SECRET_HEAP_LOCKED:
		break;
	}
	wire_init();
	return run(command, argv[2], argc - 4, argv + 4);
}
