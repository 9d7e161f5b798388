/* keys.pkcs11 and keys.master: where the master key lives is one of them. */
#include "portal/config_reader.h"

#include <stdio.h>

static const char *const known[] = { "module", "token", "key", "pin_file",
	NULL };

static enum err
read_text(const struct config_reader *r, const struct yaml_node *map,
    const char *key, char *out, size_t size)
{
	const struct yaml_node *n = yaml_get(map, key);

	if (n == NULL)
		return config_fail(r, map, "keys.pkcs11.%s is missing", key);
	return config_set_text(r, n, key, false, out, size);
}

static enum err
read_map(const struct config_reader *r, const struct yaml_node *map)
{
	struct token_config *t = &r->config->token;
	const struct yaml_node *at = map, *key = NULL, *pin;
	const char *unknown;
	enum err e;

	if (map->kind != YAML_MAP)
		return config_fail(r, map, "keys.pkcs11 must be a map");
	unknown = yaml_unknown_key(map, known, &at);
	if (unknown != NULL)
		return config_fail(r, at, "unknown key %s", unknown);
	e = read_text(r, map, "module", t->module, sizeof(t->module));
	/* Without a slash the loader would look for it in folders of its own
	 * choice. */
	if (e == ERR_OK && t->module[0] != '/')
		return config_fail(r, yaml_get(map, "module"),
		    "keys.pkcs11.module must be an absolute path");
	if (e == ERR_OK)
		e = read_text(r, map, "token", t->token, sizeof(t->token));
	key = yaml_get(map, "key");
	snprintf(t->key, sizeof(t->key), "cilingir master key");
	if (e == ERR_OK && key != NULL)
		e = config_set_text(r, key, "key", false, t->key,
		    sizeof(t->key));
	pin = yaml_get(map, "pin_file");
	if (e == ERR_OK && pin == NULL)
		return config_fail(r, map, "keys.pkcs11.pin_file is missing");
	return e != ERR_OK ? e : config_set_path(r, pin, "pin_file", false,
	    t->pin_file, sizeof(t->pin_file));
}

enum err
config_read_token(const struct config_reader *r, const struct yaml_node *root)
{
	const struct yaml_node *keys = yaml_get(root, "keys");
	const struct yaml_node *map = yaml_get(keys, "pkcs11");

	if (map == NULL)
		return r->config->master_key[0] != '\0' ? ERR_OK :
		    config_fail(r, keys, "keys.master is missing");
	if (r->config->master_key[0] != '\0')
		return config_fail(r, map, "the master key is in keys.master"
		    " or in keys.pkcs11, not in both");
	return read_map(r, map);
}
