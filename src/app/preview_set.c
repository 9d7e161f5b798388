/* What a preview shows, by NAME=VALUE. */
#include "app/preview.h"

#include <string.h>

void
preview_init(struct preview *p, const struct screens *screens,
    const struct screen *screen, enum lang lang)
{
	memset(p, 0, sizeof(*p));
	p->screens = screens;
	p->screen = screen;
	p->lang = lang;
	p->facts = facts_with(facts_offers(0), FACT_CARD_PRESENT, true);
	p->facts = facts_with(p->facts, FACT_PICTURE, true);
	p->facts = facts_with(p->facts, FACT_CAPTCHA, true);
	p->facts = facts_with(p->facts, FACT_CAPTCHA_PICTURE, true);
	p->facts = facts_with(p->facts, FACT_WORD_LIMITS, true);
	p->facts = facts_with(p->facts, FACT_MAIL_SENT, true);
	p->facts = facts_with(p->facts, FACT_NOT_APPROVED, true);
	p->facts = facts_with(p->facts, FACT_EXIT_ALLOWED, true);
	p->facts = facts_with(p->facts, FACT_READER, true);
	p->facts = facts_with(p->facts, FACT_PORTAL, true);
	p->facts = facts_with(p->facts, FACT_VALID, true);
	p->facts = facts_with(p->facts, FACT_TROUBLE, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_PASSWORD, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_MOBILE, true);
	p->facts = facts_with(p->facts, FACT_KEYBOARD, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_SIGNED, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_CARD, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_BANK, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_PHONE, true);
	p->facts = facts_with(p->facts, FACT_VERIFICATION_ASKED, true);
	p->facts = facts_with(p->facts, FACT_VERIFICATION, true);
}

/* The part behind `prefix`, or NULL. */
static const char *
after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static enum err
set_fact(struct preview *p, const char *assignment)
{
	const char *const *names = fact_names;
	const char *value;

	for (int i = 0; i < FACT_COUNT; i++) {
		value = after(assignment, names[i]);
		if (value == NULL || *value != '=')
			continue;
		p->facts = facts_with(p->facts, (enum fact)i,
		    strcmp(value + 1, "true") == 0);
		return ERR_OK;
	}
	return ERR_ARGUMENT;
}

enum err
preview_set(struct preview *p, const char *assignment)
{
	const char *rest = after(assignment, "fact.");

	if (rest != NULL)
		return set_fact(p, rest);
	rest = after(assignment, "message=");
	if (rest != NULL) {
		p->message = err_from_name(rest);
		return p->message == ERR_COUNT ? ERR_ARGUMENT : ERR_OK;
	}
	rest = after(assignment, "focus=");
	if (rest != NULL) {
		p->focus = rest;
		return ERR_OK;
	}
	if (p->set_count >= PREVIEW_SET)
		return ERR_ARGUMENT;
	p->set[p->set_count++] = assignment;
	return ERR_OK;
}

const char *
preview_get(const struct preview *p, const char *prefix, const char *name)
{
	const char *rest;

	for (size_t i = 0; i < p->set_count; i++) {
		rest = after(p->set[i], prefix);
		rest = rest == NULL ? NULL : after(rest, name);
		if (rest != NULL && *rest == '=')
			return rest + 1;
	}
	return NULL;
}
