#include "core/certificate.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/card_match.h"
#include "core/choice.h"

static const struct {
	const char *name;
	const char *word;
} states[] = {
	[CERTIFICATE_UNKNOWN] = { "", "" },
	[CERTIFICATE_WAITING] = { "waiting", "certificate-waiting" },
	[CERTIFICATE_ACTIVE] = { "active", "certificate-active" },
	[CERTIFICATE_SUSPENDED] = { "suspended", "certificate-suspended" },
	[CERTIFICATE_REVOKED] = { "revoked", "certificate-revoked" },
	[CERTIFICATE_EXPIRED] = { "expired", "certificate-expired" },
};

#define STATES (sizeof(states) / sizeof(states[0]))

static const struct {
	const char *key;	/* RFC 5280 */
	const char *word;
} reasons[] = {
	{ "keyCompromise", "reason-key" },
	{ "affiliationChanged", "reason-changed" },
	{ "superseded", "reason-superseded" },
	{ "cessationOfOperation", "reason-cessation" },
	{ "unspecified", "reason-unspecified" },
};

#define REASONS (sizeof(reasons) / sizeof(reasons[0]))

static const struct {
	const char *key, *word;
} usages[] = {
	{ "signature", "usage-signature" }, { "login", "usage-login" },
	{ "encryption", "usage-encryption" },
};

enum certificate_state
certificate_state_of(const char *name)
{
	size_t i;

	for (i = 1; i < STATES; i++)
		if (strcmp(states[i].name, name) == 0)
			return (enum certificate_state)i;
	return CERTIFICATE_UNKNOWN;
}

const char *
certificate_state_word(enum certificate_state state, bool by_holder)
{
	if (state == CERTIFICATE_SUSPENDED && !by_holder)
		return "certificate-held";
	return states[state].word;
}

/* ---- one ---- */

static void
clean(const char *in, char *out, size_t size)
{
	utf8_sanitise(in, strlen(in), out, size);
}

/* A time that may be missing. */
static bool
may_be_time(const char *in, char out[static WHEN_TIME])
{
	out[0] = '\0';
	return in[0] == '\0' || when_time(in, out);
}

enum err
certificate_read(struct certificate *c, const struct wire_certificate *from)
{
	const struct wire_certificate_row *row = &from->row;

	memset(c, 0, sizeof(*c));
	c->state = certificate_state_of(row->state);
	if (c->state == CERTIFICATE_UNKNOWN || !when_time(row->from, c->from) ||
	    !when_time(row->to, c->to) ||
	    !may_be_time(from->opens, c->opens) ||
	    !may_be_time(from->revoked_at, c->revoked)) {
		memset(c, 0, sizeof(*c));
		return ERR_PORTAL_ANSWER;
	}
	c->by_holder = strcmp(row->suspended_by, "holder") == 0;
	clean(row->id, c->id, sizeof(c->id));
	clean(row->serial, c->serial, sizeof(c->serial));
	clean(row->subject, c->subject, sizeof(c->subject));
	clean(from->issuer, c->issuer, sizeof(c->issuer));
	clean(row->fingerprint, c->fingerprint, sizeof(c->fingerprint));
	clean(from->usage, c->usage, sizeof(c->usage));
	clean(from->reason, c->reason, sizeof(c->reason));
	clean(from->fee, c->fee, sizeof(c->fee));
	return ERR_OK;
}

/* As the wire says it. */
static void
usage_of(unsigned use, char *out, size_t size)
{
	static const struct {
		unsigned bit;
		const char *key;
	} uses[] = {
		{ CARD_USE_COMMIT, "signature" }, { CARD_USE_SIGN, "login" },
		{ CARD_USE_ENCRYPT, "encryption" },
	};
	size_t len = 0;

	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
		if ((use & uses[i].bit) != 0)
			len += (size_t)snprintf(out + len, size - len, "%s%s",
			    len > 0 ? "," : "", uses[i].key);
}

void
certificate_read_card(struct certificate *c, const struct card_cert *from)
{
	memset(c, 0, sizeof(*c));
	card_match_key(from, c->fingerprint);
	clean(from->serial, c->serial, sizeof(c->serial));
	utf8_mask(from->subject, c->subject, sizeof(c->subject));
	clean(from->issuer, c->issuer, sizeof(c->issuer));
	when_time_at(from->not_before, c->from);
	when_time_at(from->not_after, c->to);
	usage_of(from->use, c->usage, sizeof(c->usage));
}

enum err
certificate_set_state(struct certificate *c, const char *state)
{
	enum certificate_state now = certificate_state_of(state);

	if (now == CERTIFICATE_UNKNOWN)
		return ERR_PORTAL_ANSWER;
	c->state = now;
	c->by_holder = now == CERTIFICATE_SUSPENDED;
	return ERR_OK;
}

enum err
certificate_fill_reasons(struct choices *choices)
{
	struct choice_list *list = choice_fill(choices, CHOICE_REASONS);
	struct choice_row *row;
	size_t i;

	if (list == NULL)
		return ERR_NO_MEMORY;
	for (i = 0; i < REASONS; i++) {
		row = choice_add(list, reasons[i].key);
		if (row == NULL)
			return ERR_TOO_BIG;
		choice_word(row, reasons[i].word);
	}
	return ERR_OK;
}

/* ---- words ---- */

static const char *
reason_said(const struct screens *screens, enum lang lang, const char *key)
{
	size_t i;

	for (i = 0; key != NULL && i < REASONS; i++)
		if (strcmp(reasons[i].key, key) == 0)
			return screens_word(screens, reasons[i].word, lang);
	return "";
}

static bool
has_usage(const char *all, const char *one)
{
	size_t len = strlen(one), n;

	for (; *all != '\0'; all += n + (all[n] == ',')) {
		n = strcspn(all, ",");
		if (n == len && memcmp(all, one, n) == 0)
			return true;
	}
	return false;
}

static const char *
usage_said(struct certificate *c, const struct screens *screens,
    enum lang lang)
{
	size_t used = 0, i;

	c->said[0] = '\0';
	for (i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
		if (has_usage(c->usage, usages[i].key) &&
		    used < sizeof(c->said))
			used += (size_t)snprintf(c->said + used,
			    sizeof(c->said) - used, "%s%s",
			    used > 0 ? ", " : "",
			    screens_word(screens, usages[i].word, lang));
	return c->said;
}

/* What only has to be looked up. */
static const char *
plain_value(const struct certificate *c, const char *name)
{
	const struct {
		const char *name, *value;
	} values[] = {
		{ "certificate_serial", c->serial },
		{ "certificate_subject", c->subject },
		{ "certificate_issuer", c->issuer },
		{ "certificate_from", c->from },
		{ "certificate_to", c->to },
		{ "certificate_opens", c->opens },
		{ "certificate_revoked", c->revoked },
		{ "certificate_fee", c->fee },
	};
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value;
	return NULL;
}

const char *
certificate_say(struct certificate *c, const struct choices *choices,
    const struct screens *screens, enum lang lang, const char *name)
{
	if (strcmp(name, "certificate_state") == 0)
		return c->id[0] == '\0' ? "" : screens_word(screens,
		    certificate_state_word(c->state, c->by_holder), lang);
	if (strcmp(name, "certificate_usage") == 0)
		return usage_said(c, screens, lang);
	if (strcmp(name, "certificate_reason") == 0)
		return reason_said(screens, lang, c->reason);
	if (strcmp(name, "revoke_reason") == 0)
		return reason_said(screens, lang,
		    choice_key(choices, CHOICE_REASONS));
	return plain_value(c, name);
}
