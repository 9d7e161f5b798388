#include "app/cmd_card.h"

#include <stdio.h>
#include <string.h>

#include "app/card_text.h"
#include "app/config.h"
#include "app/options.h"
#include "app/parts.h"
#include "app/run.h"
#include "app/typed.h"
#include "app/words.h"
#include "base/clock.h"
#include "base/secret.h"
#include "card/readers.h"
#include "card/tools.h"
#include "core/pin_rules.h"
#include "loop/loop.h"

struct work {
	const struct config *config;
	const struct options *options;
	struct loop *loop;
	struct card *card;
	struct secret *value, *new_pin;
	/* the answer of the call under way */
	enum err e;
	struct card_info info;
	struct card_info list[CARD_READERS_MAX];
	size_t list_count;
	uint8_t der[CARD_CERT_MAX];
	size_t der_len;
	struct card_certs certs;
	struct card_try_result result;
};

static int64_t
deadline(const struct work *w)
{
	return clock_now_ms() + (int64_t)w->config->card.wait_s * 1000;
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct work *w = arg;

	w->e = e;
	w->info = *info;
	loop_stop(w->loop);
}

static void
certificates(void *arg, enum err e, const struct card_certs *certs)
{
	struct work *w = arg;

	w->e = e;
	if (e == ERR_OK)
		w->certs = *certs;
	loop_stop(w->loop);
}

static void
listed(void *arg, enum err e, const struct card_info *list, size_t count)
{
	struct work *w = arg;

	w->e = e;
	w->list_count = count;
	if (count > 0)
		memcpy(w->list, list, count * sizeof(*list));
	loop_stop(w->loop);
}

static void
certificate(void *arg, enum err e, const uint8_t *der, size_t len)
{
	struct work *w = arg;

	w->e = e;
	w->der_len = e == ERR_OK ? len : 0;
	if (w->der_len > 0)
		memcpy(w->der, der, len);
	loop_stop(w->loop);
}

static void
tried(void *arg, enum err e, const struct card_try_result *result)
{
	struct work *w = arg;

	w->e = e;
	w->result = *result;
	loop_stop(w->loop);
}

/* Wait for what was just asked. */
static enum err
answer(struct work *w, enum err asked)
{
	if (asked != ERR_OK)
		return asked;
	loop_run(w->loop);
	return w->e;
}

static enum err
identify(struct work *w)
{
	return answer(w, w->card->ops->identify(w->card, deadline(w),
	    identified, w));
}

/* ------------------------------------------------------------- commands --- */

/* Says what it knows of a card even where that is why nothing else can be
 * done with it. */
static enum err
do_info(struct work *w)
{
	enum err e = identify(w), said;

	if (e != ERR_OK && w->info.trouble != e)
		return e;
	said = card_text_info(&w->info, w->options->json);
	return said != ERR_OK ? said : w->info.trouble;
}

static enum err
do_list(struct work *w)
{
	enum err e = answer(w, w->card->readers->list(w->card, deadline(w),
	    listed, w));

	if (e == ERR_OK)
		e = card_text_list(w->list, w->list_count, w->options->json);
	return e == ERR_OK && w->list_count == 0 ? ERR_NO_READER : e;
}

/* Each is asked for by what the list says of it, so that a card that is put
 * in between cannot slip one of its own in. */
static enum err
print_pem(struct work *w)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < w->certs.count; i++) {
		e = answer(w, w->card->tools->certificate(w->card,
		    w->certs.list[i].fingerprint, deadline(w), certificate,
		    w));
		if (e == ERR_OK)
			e = card_text_pem(w->der, w->der_len);
	}
	return e;
}

static enum err
do_certs(struct work *w)
{
	enum err e = answer(w, w->card->tools->certificates(w->card,
	    deadline(w), certificates, w));

	if (e == ERR_OK && w->options->pem)
		return print_pem(w);
	return e != ERR_OK ? e : card_text_certs(&w->certs,
	    w->options->json);
}

/* The card is read first, so that the try goes to the card that was there
 * when the values were typed. */
static enum err
expect_values(struct work *w, struct card_typed *typed)
{
	enum err e = identify(w);

	*typed = (struct card_typed){ .serial = w->info.serial,
	    .serial_len = w->info.serial_len,
	    .last_try = w->options->last_try };
	return e == ERR_OK ? w->info.trouble : e;
}

/* Two values, and a new PIN that is one. */
static enum err
read_values(struct work *w, const char *what, struct card_typed *typed)
{
	const struct pin_limits limits = { w->info.pin_min, w->info.pin_max };
	enum err e = typed_read(what, &w->value);

	if (e == ERR_OK)
		e = typed_read_new("New PIN", &w->new_pin);
	if (e != ERR_OK)
		return e;
	typed->value = w->value;
	return pin_rules_check(w->new_pin, NULL, &limits);
}

static enum err
do_change(struct work *w)
{
	bool pad;
	int64_t until = 0;
	struct card_typed typed;
	enum err e = expect_values(w, &typed);

	pad = (w->info.pads & CARD_PAD_BIT(CARD_PAD_CHANGE)) != 0;
	if (e == ERR_OK && pad) {
		until = card_pad_wait_ms(CARD_PAD_CHANGE);
		fprintf(stderr, "On the keys of the reader: PIN, new PIN, new "
		    "PIN again (%d to %d digits); %d seconds for each.  Its "
		    "cancel key sends nothing.\n", (int)w->info.pin_min,
		    (int)w->info.pin_max, CARD_PAD_ENTRY_S);
	} else if (e == ERR_OK) {
		e = read_values(w, "PIN", &typed);
	}
	until += deadline(w);
	return e != ERR_OK ? e : answer(w, w->card->tools->change_pin(w->card,
	    &typed, w->new_pin, until, tried, w));
}

static enum err
do_unlock(struct work *w)
{
	struct card_typed typed;
	bool admin = w->options->admin;
	enum err e = expect_values(w, &typed);

	if (e == ERR_OK)
		e = read_values(w, admin ? "Administrator's PIN" : "PUK",
		    &typed);
	typed.admin = admin;
	return e != ERR_OK ? e : answer(w, w->card->tools->puk_unlock(w->card,
	    &typed, w->new_pin, deadline(w), tried, w));
}

/* --------------------------------------------------------------- ending --- */

static int
status_of(const struct work *w, enum err e)
{
	switch (e) {
	case ERR_OK:
		return EXIT_FINE;
	case ERR_NO_PCSCD:
	case ERR_PCSCD_VERSION:
	case ERR_SOCKET_NONE:
	case ERR_SOCKET_FOREIGN:
	case ERR_NO_READER:
	case ERR_NO_CARD:
	case ERR_CARD_GONE:
	case ERR_CARD_MUTE:
	case ERR_CARD_BUSY:
		return CARD_EXIT_ABSENT;
	case ERR_TRY_UNKNOWN:
	case ERR_CHANGE_UNKNOWN:
	case ERR_PUK_UNKNOWN:
	case ERR_CARD_MEMORY:
		return CARD_EXIT_UNKNOWN;
	case ERR_CARD_UNKNOWN:
	case ERR_CARD_UNABLE:
	case ERR_CARD_PHASE:
	case ERR_CARD_OTHER:
	case ERR_PUK_NOT_HERE:
	case ERR_PUK_OFF:
	case ERR_PUK_AGE:
	case ERR_PUK_NEW_CARD:
		return CARD_EXIT_UNABLE;
	case ERR_NO_MEMORY:
	case ERR_INTERNAL:
	case ERR_IO:
	case ERR_HELPER_GONE:
	case ERR_NOT_FOUND:
		return EXIT_FAILED;
	default:
		return w->result.sent ? CARD_EXIT_WRONG : CARD_EXIT_REFUSED;
	}
}

/* In the words of the screens, where those can be read. */
static void
complain(struct work *w, enum err e)
{
	struct doctor_finding f = { .about = e };
	struct words words = { .screens = NULL };
	char text[1024];

	words_open(&words, w->config);
	/* Of a PUK nobody has said. */
	if (w->options->command != CMD_CARD_UNLOCK)
		words.limits = (struct pin_limits){ w->info.pin_min,
		    w->info.pin_max };
	doctor_advice(&words.of, &f, text, sizeof(text));
	fprintf(stderr, "cilingir: %s  %s\n", doctor_code(&words.of, e),
	    text);
	words_close(&words);
	if (w->result.sent && w->result.tries_after != CARD_TRIES_UNKNOWN)
		fprintf(stderr, "tries-left: %d\n", w->result.tries_after);
}

static enum err
work_start(struct work *w)
{
	char error[CONFIG_PATH_MAX + 80] = "";
	enum err e = loop_new(&w->loop);

	if (e == ERR_OK && secret_heap_init() == SECRET_HEAP_NONE)
		e = ERR_NO_MEMORY;
	if (e == ERR_OK)
		e = parts_card(w->loop, w->config, &w->card, error,
		    sizeof(error));
	if (error[0] != '\0')
		fprintf(stderr, "cilingir: %s\n", error);
	return e;
}

static void
work_free(struct work *w)
{
	if (w->card != NULL)
		w->card->ops->close(&w->card);
	if (w->loop != NULL)
		loop_free(&w->loop);
	secret_free(&w->value);
	secret_free(&w->new_pin);
}

static const struct {
	enum command command;
	enum err (*run)(struct work *w);
} works[] = {
	{ CMD_CARD_LIST, do_list },
	{ CMD_CARD_INFO, do_info },
	{ CMD_CARD_CERTS, do_certs },
	{ CMD_CARD_CHANGE_PIN, do_change },
	{ CMD_CARD_UNLOCK, do_unlock },
};

int
cmd_card(const struct options *o, const struct config *config)
{
	static struct work w;
	enum err e;
	int status;

	w.config = config;
	w.options = o;
	e = work_start(&w);
	for (size_t i = 0; e == ERR_OK &&
	    i < sizeof(works) / sizeof(works[0]); i++) {
		if (works[i].command == o->command)
			e = works[i].run(&w);
	}
	if (e != ERR_OK)
		complain(&w, e);
	status = status_of(&w, e);
	work_free(&w);
	return status;
}
