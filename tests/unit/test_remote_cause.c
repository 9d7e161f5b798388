/* What curl says about a failure, and what it means: a portal that is away
 * must not be called an imposter, nor the other way round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <curl/curl.h>

#include "remote/http_call.h"

static void
test_causes(void **state)
{
	static const struct {
		CURLcode code;
		const char *words;
		enum retry_cause cause;
	} cases[] = {
		/* Both seen of curl 7.88 when the handshake met a reset. */
		{ CURLE_SSL_CONNECT_ERROR, "Send failure: Broken pipe",
		    RETRY_LOST },
		{ CURLE_SSL_CONNECT_ERROR,
		    "Recv failure: Connection reset by peer", RETRY_LOST },
		{ CURLE_SSL_CONNECT_ERROR, "OpenSSL SSL_connect: "
		    "SSL_ERROR_SYSCALL in connection to localhost:8443",
		    RETRY_LOST },
		{ CURLE_SSL_CONNECT_ERROR, "error:0A000126:SSL routines::"
		    "unexpected eof while reading", RETRY_LOST },
		{ CURLE_SSL_CONNECT_ERROR, "error:0A000410:SSL routines::"
		    "sslv3 alert handshake failure", RETRY_TLS },
		{ CURLE_SSL_CONNECT_ERROR, "", RETRY_TLS },
		{ CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem: "
		    "unable to get local issuer certificate", RETRY_TLS },
		{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, "SSL: public key does not "
		    "match pinned public key", RETRY_TLS },
		{ CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A00045C:"
		    "SSL routines::tlsv13 alert certificate required",
		    RETRY_TLS },
		{ CURLE_RECV_ERROR, "Recv failure: Connection reset by peer",
		    RETRY_LOST },
		{ CURLE_COULDNT_CONNECT, "Failed to connect",
		    RETRY_NO_CONNECTION },
		{ CURLE_OUT_OF_MEMORY, "", RETRY_LOCAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (http_cause_of((int)cases[i].code, cases[i].words) !=
		    cases[i].cause)
			fail_msg("%d %s", (int)cases[i].code, cases[i].words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),
	};

	return cmocka_run_group_tests_name("remote: causes", tests, NULL,
	    NULL);
}
