/* The section issuer: its keys are read by config.c; here is what goes
 * together. */
#include "portal/config_reader.h"

#include <stdio.h>
#include <string.h>

static enum err
check_oidc(const struct config_reader *r, const struct yaml_node *at)
{
	struct issuer_config *c = &r->config->issuer;
	const char *missing = c->url[0] == '\0' ? "url" :
	    c->ca[0] == '\0' ? "ca" :
	    c->client_id[0] == '\0' ? "client_id" :
	    c->claim[0] == '\0' ? "claim" : NULL;

	if (missing != NULL)
		return config_fail(r, at, "issuer.%s is missing", missing);
	if (strncmp(c->url, "https://", 8) != 0)
		return config_fail(r, at,
		    "issuer.url must begin with https://");
	if (c->password || c->mobile || c->bank || c->card_ca[0] != '\0')
		return config_fail(r, at, "issuer.password, mobile, bank and"
		    " card_ca are for kind direct");
	if (c->scope[0] == '\0')
		snprintf(c->scope, sizeof(c->scope), "openid");
	c->kind = ISSUER_OIDC;
	return ERR_OK;
}

static enum err
check_direct(const struct config_reader *r, const struct yaml_node *at)
{
	struct issuer_config *c = &r->config->issuer;

	if (c->url[0] != '\0' || c->ca[0] != '\0' ||
	    c->client_id[0] != '\0' || c->client_secret[0] != '\0' ||
	    c->scope[0] != '\0' || c->claim[0] != '\0')
		return config_fail(r, at, "issuer: url, ca, client_id,"
		    " client_secret, scope and claim are for kind oidc");
	if (!c->password && !c->mobile && !c->bank && c->card_ca[0] == '\0')
		return config_fail(r, at, "issuer: there is no way in; set"
		    " password, mobile, bank or card_ca");
	if (c->bank && strncmp(c->bank_address, "https://", 8) != 0)
		return config_fail(r, at, "issuer.bank needs a bank_address"
		    " that begins with https://");
	c->kind = ISSUER_DIRECT;
	return ERR_OK;
}

enum err
config_read_issuer(const struct config_reader *r,
    const struct yaml_node *root)
{
	const struct yaml_node *at = yaml_get(root, "issuer");
	const struct issuer_config *c = &r->config->issuer;

	if (at == NULL || strcmp(c->kind_name, "none") == 0)
		return ERR_OK;
	if (c->application[0] == '\0' || c->address[0] == '\0')
		return config_fail(r, at, "issuer.application and"
		    " issuer.address must say what terminals show");
	if (strcmp(c->kind_name, "oidc") == 0)
		return check_oidc(r, at);
	if (strcmp(c->kind_name, "direct") == 0)
		return check_direct(r, at);
	return config_fail(r, at, "issuer.kind is none, direct or oidc");
}
