/* What the portal wants to know of an X.509 certificate, read by OpenSSL. */
#ifndef PORTAL_X509_H
#define PORTAL_X509_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/person.h"

#define X509_FINGERPRINT 65	/* SHA-256 of its DER form, in hex */
#define X509_USAGE 64

struct x509_facts {
	char serial[SERIAL_SIZE];	/* lower-case hex */
	char subject[NAME_SIZE];	/* common names */
	char issuer[NAME_SIZE];
	int64_t from, to;		/* seconds since 1970 */
	char usage[X509_USAGE];		/* "signature,login,encryption" */
	char fingerprint[X509_FINGERPRINT];
};

/* The first certificate of a PEM file.  ERR_NOT_FOUND: no such file;
 * ERR_SYNTAX: no certificate in it, or one without the names and times that
 * it must have. */
MUST_CHECK enum err x509_read_file(const char *path, struct x509_facts *facts);

/* The same of one that OpenSSL has read. */
struct x509_st;
MUST_CHECK enum err x509_read(struct x509_st *x, struct x509_facts *facts);

#endif
