/* serve: run until SIGTERM or SIGINT. */
#include "portal/cli.h"

#include <signal.h>
#include <stdio.h>

#include "base/hex.h"
#include "base/log.h"
#include "base/notify.h"
#include "portal/audit.h"
#include "portal/captcha_draw.h"
#include "portal/http.h"
#include "portal/mailer.h"
#include "portal/signature.h"
#include "portal/store.h"

/* Written where the database's owner cannot reach it (the journal): the mark
 * against which `audit verify --head` finds entries that were cut off. */
static enum err
log_head(struct portal *p)
{
	char text[2 * HASH_BYTES + 1];
	struct audit_head head;
	enum err e;

	e = store_begin(p->store);
	if (e == ERR_OK)
		e = store_end(p->store, audit_read_head(p->store, &head));
	if (e != ERR_OK)
		return e;
	hex_encode(head.hash, sizeof(head.hash), text, sizeof(text));
	log_event(LOG_INFO, "audit.head", "%lld:%s", (long long)head.seq, text);
	return ERR_OK;
}

static enum err
check_font(void)
{
	static const uint8_t seed[32];
	struct buf png;
	enum err e;

	buf_init(&png, 64 * 1024);
	e = captcha_draw("acdef", seed, &png);
	buf_free(&png);
	if (e != ERR_OK)
		fprintf(stderr, "no font for the captcha: install"
		    " fonts-dejavu-core\n");
	return e;
}

static void
wait_for_end(const sigset_t *ends)
{
	int signal_number = 0;

	while (sigwait(ends, &signal_number) != 0)
		;
	log_event(LOG_INFO, "portal.stopping", "signal=%d", signal_number);
}

/* Those that are configured. */
static enum err
check_authorities(const struct config *c)
{
	const struct {
		const char *section, *ca, *crl;
	} all[] = {
		{ "signature", c->signature_ca, c->signature_crl },
		{ "issuer, card_", c->issuer.card_ca, c->issuer.card_crl },
	};
	struct signature_authority a = { 0 };
	const char *why;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		a.ca = all[i].ca;
		a.crl = all[i].crl;
		if (a.ca[0] == '\0' || signature_check_files(&a, &why) ==
		    ERR_OK)
			continue;
		fprintf(stderr, "%s: %s\n", all[i].section, why);
		return ERR_IO;
	}
	return ERR_OK;
}

static int
serve(struct portal *p, const sigset_t *ends)
{
	struct http *http = NULL;
	char error[256] = "";

	if (check_font() != ERR_OK || log_head(p) != ERR_OK)
		return CLI_ENVIRONMENT;
	if (check_authorities(&p->config) != ERR_OK)
		return CLI_ENVIRONMENT;
	if (mailer_start(p, &p->mailer) != ERR_OK)
		return cli_fail(ERR_NO_MEMORY, "mailer");
	if (http_start(p, &http, error, sizeof(error)) != ERR_OK) {
		fprintf(stderr, "%s\n", error);
		mailer_stop(&p->mailer);
		return CLI_ENVIRONMENT;
	}
	log_event(LOG_INFO, "portal.listening", "address=%s port=%d",
	    p->config.address, http_port(http));
	(void)notify_manager("READY=1");
	wait_for_end(ends);
	(void)notify_manager("STOPPING=1");
	http_stop(&http);
	mailer_stop(&p->mailer);
	return log_head(p) == ERR_OK ? CLI_OK : CLI_ENVIRONMENT;
}

int
cli_serve(struct portal *p, int argc, char **argv)
{
	sigset_t ends;
	int status;

	if (!cli_options(argc, argv, NULL, 0))
		return CLI_USAGE;
	/* Before the threads, which inherit it. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	status = serve(p, &ends);
	captcha_draw_end();
	return status;
}
