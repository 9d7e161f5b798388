#include "remote/http_call.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
	CURLcode code;
	enum retry_cause cause;
} causes[] = {
	{ CURLE_OK, RETRY_ANSWERED },
	{ CURLE_COULDNT_RESOLVE_HOST, RETRY_NO_NAME },
	{ CURLE_COULDNT_CONNECT, RETRY_NO_CONNECTION },
	{ CURLE_OPERATION_TIMEDOUT, RETRY_STALLED },
	{ CURLE_SEND_ERROR, RETRY_LOST },
	{ CURLE_RECV_ERROR, RETRY_LOST },
	{ CURLE_GOT_NOTHING, RETRY_LOST },
	{ CURLE_PARTIAL_FILE, RETRY_LOST },
	/* Our own stop before curl sends a request a second time. */
	{ CURLE_ABORTED_BY_CALLBACK, RETRY_LOST },
	{ CURLE_SSL_CONNECT_ERROR, RETRY_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, RETRY_TLS },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, RETRY_TLS },
	{ CURLE_SSL_CERTPROBLEM, RETRY_TLS },
	{ CURLE_SSL_CIPHER, RETRY_TLS },
	{ CURLE_SSL_CACERT_BADFILE, RETRY_TLS },
	{ CURLE_SSL_ISSUER_ERROR, RETRY_TLS },
	{ CURLE_SSL_INVALIDCERTSTATUS, RETRY_TLS },
	{ CURLE_SSL_CLIENTCERT, RETRY_TLS },
	{ CURLE_SSL_SHUTDOWN_FAILED, RETRY_TLS },
	{ CURLE_USE_SSL_FAILED, RETRY_TLS },
	/* More than we take, or not HTTP. */
	{ CURLE_WRITE_ERROR, RETRY_NONSENSE },
	{ CURLE_WEIRD_SERVER_REPLY, RETRY_NONSENSE },
	{ CURLE_UNSUPPORTED_PROTOCOL, RETRY_NONSENSE },
	{ CURLE_BAD_CONTENT_ENCODING, RETRY_NONSENSE },
	{ CURLE_FILESIZE_EXCEEDED, RETRY_NONSENSE },
};

/* curl has one code for "the handshake failed", and only its text tells a
 * server that went away in the middle of it from one that cannot be trusted:
 * the socket's own errors begin with "Send failure:" or "Recv failure:", and a
 * connection that is reset before curl asks whom it leads to has no peer to
 * name ("getpeername() failed").  Either way nothing was sent. */
static bool
says_cut(const char *words)
{
	static const char *const cut[] = { "Send failure:", "Recv failure:",
	    "SSL_ERROR_SYSCALL", "unexpected eof", "Connection reset",
	    "Broken pipe", "getpeername() failed" };

	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		if (strstr(words, cut[i]) != NULL)
			return true;
	}
	return false;
}

/* And one code for "reading failed", be it a cut or an alert: TLS 1.3 refuses
 * a client's certificate only after the handshake. */
static bool
says_tls(const char *words)
{
	return strstr(words, "SSL routines:") != NULL && !says_cut(words);
}

enum retry_cause
http_cause_of(int code, const char *words)
{
	enum retry_cause cause = RETRY_LOCAL;

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		if ((int)causes[i].code == code)
			cause = causes[i].cause;
	}
	if (code == CURLE_SSL_CONNECT_ERROR && says_cut(words))
		return RETRY_LOST;
	if (cause == RETRY_LOST && says_tls(words))
		return RETRY_TLS;
	return cause;
}
