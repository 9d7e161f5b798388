#include "portal/http_tls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>

#define PEM_MAX (256 * 1024)

const char http_tls_priorities[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-CIPHER-ALL:"
    "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:"
    "%SERVER_PRECEDENCE";

/* ---- Files ---- */

static enum err
read_fd(int fd, bool is_private, struct buf *out)
{
	char piece[4096];
	struct stat st;
	enum err e = ERR_OK;
	ssize_t n = 1;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (is_private && (st.st_mode & S_IRWXO) != 0)
		return ERR_REFUSED;
	while (e == ERR_OK && n > 0) {
		n = read(fd, piece, sizeof(piece));
		if (n > 0)
			e = buf_add(out, piece, (size_t)n);
		else if (n < 0)
			e = ERR_IO;
	}
	explicit_bzero(piece, sizeof(piece));
	return e == ERR_OK && out->len == 0 ? ERR_SYNTAX : e;
}

static enum err
read_pem(const char *path, bool is_private, struct buf *out, char *error,
    size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum err e = ERR_IO;

	if (fd < 0) {
		snprintf(error, size, "%s: %s", path, strerror(errno));
		return e;
	}
	e = read_fd(fd, is_private, out);
	close(fd);
	if (e != ERR_OK)
		snprintf(error, size, "%s: %s", path, e == ERR_REFUSED ?
		    "everybody may read it: chmod 600" : "cannot be read");
	return e;
}

enum err
http_tls_read(const struct config *c, struct http_tls *tls, char *error,
    size_t size)
{
	enum err e;

	buf_init(&tls->certificate, PEM_MAX);
	buf_init(&tls->key, PEM_MAX);
	buf_init(&tls->client_ca, PEM_MAX);
	e = read_pem(c->certificate, false, &tls->certificate, error, size);
	if (e == ERR_OK)
		e = read_pem(c->private_key, true, &tls->key, error, size);
	if (e == ERR_OK && c->client_ca[0] != '\0')
		e = read_pem(c->client_ca, false, &tls->client_ca, error,
		    size);
	if (e != ERR_OK)
		http_tls_free(tls);
	return e;
}

void
http_tls_free(struct http_tls *tls)
{
	buf_free(&tls->certificate);
	buf_free(&tls->key);
	buf_free(&tls->client_ca);
}

/* ---- The peer ---- */

static bool
is_good(gnutls_session_t session)
{
	static char purpose[] = GNUTLS_KP_TLS_WWW_CLIENT;
	gnutls_typed_vdata_st wanted = { .type = GNUTLS_DT_KEY_PURPOSE_OID,
	    .data = (unsigned char *)purpose };
	unsigned status = 1;

	return gnutls_certificate_verify_peers(session, &wanted, 1, &status) ==
	    0 && status == 0;
}

static enum err
common_name(const gnutls_datum_t *der, char *name, size_t size)
{
	enum err e = ERR_REFUSED;
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) != 0)
		return ERR_NO_MEMORY;
	if (gnutls_x509_crt_import(crt, der, GNUTLS_X509_FMT_DER) == 0 &&
	    gnutls_x509_crt_get_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0,
	    0, name, &size) == 0)
		e = ERR_OK;
	gnutls_x509_crt_deinit(crt);
	return e;
}

enum err
http_tls_peer(struct MHD_Connection *connection, char *name, size_t size)
{
	const union MHD_ConnectionInfo *info;
	const gnutls_datum_t *chain;
	gnutls_session_t session;
	unsigned count = 0;

	info = MHD_get_connection_info(connection,
	    MHD_CONNECTION_INFO_GNUTLS_SESSION);
	if (info == NULL || info->tls_session == NULL)
		return ERR_REFUSED;
	session = info->tls_session;
	chain = gnutls_certificate_get_peers(session, &count);
	if (chain == NULL || count == 0 || !is_good(session))
		return ERR_REFUSED;
	return common_name(&chain[0], name, size);
}
