/* What openapi.yaml says that the portal may answer an operation with.  For
 * test_tui_refusals. */
#ifndef REFUSAL_CODES_H
#define REFUSAL_CODES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "base/yaml.h"
#include "wire/wire.h"

#define REFUSAL_CODES 64	/* of one operation */

static struct yaml_doc *refusal_doc;

static inline bool
refusal_codes_open(void)
{
	char error[256] = "";

	if (yaml_read_file("src/portal/openapi.yaml", &refusal_doc, error,
	    sizeof(error)) == ERR_OK)
		return true;
	print_error("%s\n", error);
	return false;
}

static inline void
refusal_codes_close(void)
{
	yaml_free(&refusal_doc);
}

static inline const struct yaml_node *
refusal_need(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *n = yaml_get(map, key);

	if (n == NULL)
		fail_msg("openapi.yaml: no %s (line %d)", key, map->line);
	return n;
}

static inline size_t
refusal_add(const struct yaml_node *map, const char *key,
    enum err codes[static REFUSAL_CODES], size_t n)
{
	const struct yaml_node *list = refusal_need(map, key);

	for (size_t i = 0; i < list->count; i++) {
		enum err e = err_from_name(list->items[i].text);
		size_t k = 0;

		if (e == ERR_COUNT)
			fail_msg("openapi.yaml: %s is no code",
			    list->items[i].text);
		while (k < n && codes[k] != e)
			k++;
		assert_true(n < REFUSAL_CODES);
		codes[n] = e;
		n += k == n;
	}
	return n;
}

/* What that operation may be refused with. */
static inline size_t
refusal_codes(enum wire_op op, enum err codes[static REFUSAL_CODES])
{
	const struct wire_op_info *info = wire_op_info(op);
	const struct yaml_node *root = yaml_root(refusal_doc);
	const struct yaml_node *general = refusal_need(root, "info"), *about;
	char method[16];
	size_t i, n;

	for (i = 0; info->method[i] != '\0'; i++)
		method[i] = ascii_lower(info->method[i]);
	method[i] = '\0';
	about = refusal_need(refusal_need(refusal_need(root, "paths"),
	    info->path), method);
	n = refusal_add(about, "x-problems", codes, 0);
	n = refusal_add(general, "x-problems-any", codes, n);
	if (info->bearer)
		n = refusal_add(general, "x-problems-session", codes, n);
	return n;
}

/* Refusals of a request that the action does not make: of a verification code
 * where none goes along, of an old SMS where one does, of an identity card
 * where the other one signs, of a shift that is yet to begin. */
static const struct {
	const char *action;
	enum err code;
} refusal_impossible[] = {
	{ "unlock.code", ERR_CONFIRM_OLD },
	{ "unlock.open", ERR_VERIFICATION_WRONG },
	{ "unlock.open", ERR_VERIFICATION_EXPIRED },
	{ "unlock.open", ERR_VERIFICATION_USED },
	{ "login.signed", ERR_EDEVLET_OFF },
	{ "login.signed", ERR_NOT_ID_CARD },
	{ "login.signed", ERR_ID_CARD_FOREIGN },
	{ "login.signed", ERR_ID_CARD_REVOKED },
	{ "login.signed", ERR_EDEVLET_STRANGER },
	{ "edevlet.signed", ERR_EDEVLET_OFF },
	{ "edevlet.signed", ERR_NOT_ID_CARD },
	{ "edevlet.signed", ERR_ID_CARD_FOREIGN },
	{ "edevlet.signed", ERR_ID_CARD_REVOKED },
	{ "edevlet.signed", ERR_EDEVLET_STRANGER },
	{ "edevlet.card", ERR_SIGNER_FOREIGN },
	{ "edevlet.card", ERR_SIGNER_USAGE },
	{ "edevlet.card", ERR_SIGNER_WAITING },
	{ "edevlet.card", ERR_SIGNER_SUSPENDED },
	{ "edevlet.card", ERR_SIGNER_REVOKED },
	{ "edevlet.card", ERR_SIGNER_UNKNOWN },
	{ "edevlet.card", ERR_ISSUER_REVOKED },
	{ "operator.login", ERR_OPERATOR_OVER },
	{ "operator.signed", ERR_OPERATOR_OVER },
};
#define REFUSAL_IMPOSSIBLE (sizeof(refusal_impossible) / \
	sizeof(refusal_impossible[0]))

static inline bool
refusal_can_be(const char *action, enum err code)
{
	for (size_t i = 0; i < REFUSAL_IMPOSSIBLE; i++)
		if (strcmp(refusal_impossible[i].action, action) == 0 &&
		    refusal_impossible[i].code == code)
			return false;
	return true;
}

#endif
