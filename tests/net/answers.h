/* The answers of the bad server, one mode each; the names are the ones that
 * run.sh uses. */
#ifndef NET_ANSWERS_H
#define NET_ANSWERS_H

#include <openssl/ssl.h>
#include <stdbool.h>

struct request {
	char method[16];
	char path[256];
	char key[64];		/* Idempotency-Key */
	char token[128];	/* of Authorization: Bearer */
	size_t body_len;
	const char *whole;	/* as it came, header and body */
	size_t whole_len;
	int portal;		/* the port of the real one; 0: there is none */
};

/* The operation of the API that is asked for, or "?". */
const char *answer_operation(const struct request *r);

/* Answers, if the mode does.  False: close the connection now. */
bool answer_give(SSL *ssl, const struct request *r, const char *mode);

bool answer_mode_is_known(const char *mode);

#endif
