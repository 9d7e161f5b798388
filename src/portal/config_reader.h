/* What the parts of the configuration's reader share.  Private to config*.c. */
#ifndef PORTAL_CONFIG_READER_H
#define PORTAL_CONFIG_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/yaml.h"
#include "portal/config.h"

struct config_reader {
	struct yaml_doc *doc;
	const char *path;
	struct config *config;
	char *error;
	size_t size;
};

/* Say what is wrong there; ERR_SYNTAX. */
MUST_CHECK enum err config_fail(const struct config_reader *r,
    const struct yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A text of at most size - 1 bytes. */
MUST_CHECK enum err config_set_text(const struct config_reader *r,
    const struct yaml_node *n, const char *key, bool empty, char *out,
    size_t size);

/* The same of a file, which is where config.h says. */
MUST_CHECK enum err config_set_path(const struct config_reader *r,
    const struct yaml_node *n, const char *key, bool empty, char *out,
    size_t size);

/* config_message.c: what is said to people, and through which programs.  The
 * keys of a section that it reads, five at most, are put at `known`; returns
 * how many. */
size_t config_message_keys(const char *section, const char **known);
MUST_CHECK enum err config_read_messages(const struct config_reader *r,
    const struct yaml_node *root);

/* config_issuer.c: whether what the section issuer says goes together. */
MUST_CHECK enum err config_read_issuer(const struct config_reader *r,
    const struct yaml_node *root);

/* config_token.c: keys.pkcs11, and that the master key is in one place. */
MUST_CHECK enum err config_read_token(const struct config_reader *r,
    const struct yaml_node *root);

#endif
