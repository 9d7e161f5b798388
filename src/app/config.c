#include "app/config.h"

#include <stdio.h>
#include <string.h>

#include "app/config_keys.h"
#include "core/facts.h"
#include "wire/terminal.h"

/* DATA_DIR, HELPER_DIR, STATE_DIR and CONFIG_DIR: packaging/install.mk. */

static const char *const languages[] = { "tr", "en", NULL };
static const char *const operators[] = { "off", "required", NULL };
static const char *const links[] = { "pcsc", "memory", NULL };
static const char *const pads[] = { "auto", "never", NULL };

const char *const config_offers[] = {
#define OFFER_NAME(constant, name) &(name)[sizeof("offer-") - 1],
	OFFER_LIST(OFFER_NAME)
#undef OFFER_NAME
	NULL
};

#define AT(member) offsetof(struct config, member), \
	sizeof(((struct config *)NULL)->member)

const struct config_key config_keys[] = {
	{ "portal", "url", KEY_TEXT, AT(portal.url), 0, 0, NULL },
	{ "portal", "ca", KEY_PATH, AT(portal.ca), 0, 0, NULL },
	{ "portal", "pin", KEY_TEXT, AT(portal.pin), 0, 0, NULL },
	{ "portal", "certificate", KEY_PATH, AT(portal.certificate), 0, 0,
	  NULL },
	{ "portal", "key", KEY_PATH, AT(portal.key), 0, 0, NULL },
	{ "portal", "terminal", KEY_TEXT, AT(portal.terminal), 0, 0, NULL },
	{ "portal", "wait_s", KEY_NUMBER, AT(portal.wait_s), 2, 15, NULL },
	{ "card", "link", KEY_CHOICE, AT(card.link), 0, 0, links },
	{ "card", "cards", KEY_PATH, AT(card.cards), 0, 0, NULL },
	{ "card", "state", KEY_PATH, AT(card.state), 0, 0, NULL },
	{ "card", "reader", KEY_TEXT, AT(card.reader), 0, 0, NULL },
	{ "card", "sockets", KEY_PATH, AT(card.sockets), 0, 0, NULL },
	{ "card", "wait_s", KEY_NUMBER, AT(card.wait_s), 1, 60, NULL },
	{ "card", "pin_pad", KEY_CHOICE, AT(card.pin_pad), 0, 0, pads },
	{ "card", "puk", KEY_BOOL, AT(card.puk), 0, 0, NULL },
	{ "save", "usb", KEY_PATH, AT(save.usb), 0, 0, NULL },
	{ "save", "any", KEY_BOOL, AT(save.any), 0, 0, NULL },
	{ "save", "printer", KEY_TEXT, AT(save.printer), 0, 0, NULL },
	{ "save", "lp", KEY_PATH, AT(save.lp), 0, 0, NULL },
	{ "save", "receipts", KEY_PATH, AT(save.receipts), 0, 0, NULL },
	{ "idle", "after_s", KEY_NUMBER, AT(idle.after_s), 5, 3600, NULL },
	{ "idle", "warn_s", KEY_NUMBER, AT(idle.warn_s), 5, 600, NULL },
	{ "watch", "folder", KEY_PATH, AT(watch.folder), 0, 0, NULL },
	{ "watch", "group", KEY_TEXT, AT(watch.group), 0, 0, NULL },
	{ "secrets", "pause", KEY_BOOL, AT(secrets.pause), 0, 0, NULL },
	{ NULL, "operator", KEY_CHOICE, AT(operator), 0, 0, operators },
	{ "notice", "tr", KEY_TEXT, AT(notice.in[LANG_TR]), 0, 0, NULL },
	{ "notice", "en", KEY_TEXT, AT(notice.in[LANG_EN]), 0, 0, NULL },
	{ NULL, "profile", KEY_TEXT, AT(profile), 0, 0, NULL },
	{ NULL, "personal", KEY_BOOL, AT(personal), 0, 0, NULL },
	{ NULL, "offer", KEY_SET, AT(offer), 0, 0, config_offers },
	{ NULL, "screens", KEY_PATH, AT(screens), 0, 0, NULL },
	{ NULL, "journal", KEY_PATH, AT(journal), 0, 0, NULL },
	{ NULL, "log", KEY_PATH, AT(log), 0, 0, NULL },
	{ NULL, "syslog", KEY_BOOL, AT(syslog), 0, 0, NULL },
	{ NULL, "metrics", KEY_PATH, AT(metrics), 0, 0, NULL },
	{ NULL, "helpers", KEY_PATH, AT(helpers), 0, 0, NULL },
	{ NULL, "call_centre", KEY_TEXT, AT(call_centre), 0, 0, NULL },
	{ NULL, "brand", KEY_TEXT, AT(brand), 0, 0, NULL },
	{ NULL, "language", KEY_CHOICE, AT(language), 0, 0, languages },
	{ NULL, "languages", KEY_SET, AT(languages), 0, 0, languages },
	{ NULL, "theme", KEY_CHOICE, AT(theme), 0, 0, theme_names },
	{ "keys", "debounce_ms", KEY_NUMBER, AT(keys.debounce_ms), 0, 500,
	  NULL },
	{ NULL, "exit", KEY_BOOL, AT(exit), 0, 0, NULL },
};

const size_t config_key_count = sizeof(config_keys) / sizeof(config_keys[0]);

unsigned
config_set_all(const char *const *choices)
{
	unsigned all = 0;

	for (unsigned bit = 1; *choices != NULL; choices++, bit <<= 1)
		all |= bit;
	return all;
}

void
config_defaults(struct config *c)
{
	memset(c, 0, sizeof(*c));
	snprintf(c->portal.ca, sizeof(c->portal.ca), CONFIG_DIR "/ca.pem");
	snprintf(c->portal.terminal, sizeof(c->portal.terminal), "terminal");
	snprintf(c->card.cards, sizeof(c->card.cards),
	    CONFIG_DIR "/cards.yaml");
	snprintf(c->screens, sizeof(c->screens), DATA_DIR "/screens");
	snprintf(c->journal, sizeof(c->journal), STATE_DIR "/journal");
	snprintf(c->helpers, sizeof(c->helpers), HELPER_DIR);
	snprintf(c->call_centre, sizeof(c->call_centre), "444 5 576");
	snprintf(c->brand, sizeof(c->brand), "KAMU SM");
	snprintf(c->save.usb, sizeof(c->save.usb), "/media");
	snprintf(c->watch.group, sizeof(c->watch.group),
	    "cilingir-operators");
	snprintf(c->save.lp, sizeof(c->save.lp), "/usr/bin/lp");
	c->portal.wait_s = 15;
	c->card.wait_s = 10;
	c->idle.after_s = 120;
	c->idle.warn_s = 30;
	c->language = LANG_TR;
	c->languages = config_set_all(languages);
	c->offer = config_set_all(config_offers);
	c->personal = true;
}

static enum err
lacking(char *error, size_t size, const char *what)
{
	snprintf(error, size, "%s", what);
	return ERR_ARGUMENT;
}

enum err
config_check(const struct config *c, char *error, size_t size)
{
	if (c->portal.url[0] == '\0')
		return lacking(error, size, "portal.url is not set: without "
		    "a portal nothing can be unlocked");
	if (strncmp(c->portal.url, "https://", 8) != 0)
		return lacking(error, size, "portal.url must begin with "
		    "https://");
	if (c->portal.ca[0] == '\0')
		return lacking(error, size, "portal.ca is not set");
	if ((c->portal.certificate[0] == '\0') != (c->portal.key[0] == '\0'))
		return lacking(error, size, "portal.certificate and "
		    "portal.key go together");
	if (!terminal_is_name(c->portal.terminal))
		return lacking(error, size, "portal.terminal must be a name "
		    "of 1 to 47 of A-Z, a-z, 0-9, \"-\", \"_\", \".\" and "
		    "\":\"");
	if (c->card.link == CONFIG_LINK_MEMORY && c->card.state[0] == '\0')
		return lacking(error, size, "card.link: memory needs "
		    "card.state, the file of the simulated card");
	if ((c->notice.in[LANG_TR][0] == '\0') !=
	    (c->notice.in[LANG_EN][0] == '\0'))
		return lacking(error, size, "notice needs both languages");
	if ((c->languages & 1u << c->language) == 0)
		return lacking(error, size, "language is not one of "
		    "languages");
	if (c->offer == 0)
		return lacking(error, size, "offer: nothing is offered");
	if (c->journal[0] == '\0')
		return lacking(error, size, "journal is not set: an unlock "
		    "that is cut off could not be recovered");
	return ERR_OK;
}
