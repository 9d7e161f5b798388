#include "fake/fake_card.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "fake/fake_card_tools.h"

#define TRIES 3

static struct fake_card *
of(struct card *card)
{
	return (struct fake_card *)card;
}

void
fake_card_at(struct fake_card *f, const char *point)
{
	if (f->at != NULL)
		f->at(f->at_arg, point);
}

enum err
fake_card_start(struct fake_card *f, enum fake_card_op op, const char *word,
    void *arg)
{
	if (f->op != FAKE_NONE)
		return ERR_CARD_BUSY;
	fake_log_add(f->log, word);
	if (f->fails == op)
		return f->fails_with;
	f->op = op;
	f->arg = arg;
	f->stop = false;
	return ERR_OK;
}

static enum err
watch(struct card *card, card_watch_fn changed, void *arg)
{
	struct fake_card *f = of(card);

	f->watch = changed;
	f->watch_arg = arg;
	return ERR_OK;
}

static enum err
identify(struct card *card, int64_t deadline, card_info_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	f->identified++;
	f->on_info = done;
	return fake_card_start(f, FAKE_IDENTIFY, "card.identify", arg);
}

static enum err
unlock_begin(struct card *card, const uint8_t *serial, size_t serial_len,
    int64_t deadline, card_challenge_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	f->begun++;
	f->on_challenge = done;
	if (f->begin == ERR_OK && (f->info.serial_len != serial_len ||
	    memcmp(f->info.serial, serial, serial_len) != 0))
		f->begin = ERR_CARD_OTHER;
	return fake_card_start(f, FAKE_BEGIN, "card.begin", arg);
}

static enum err
unlock_finish(struct card *card, const uint8_t *cryptogram, size_t len,
    const struct secret *pin, int64_t deadline, card_progress_fn progress,
    card_result_fn done, void *arg)
{
	struct fake_card *f = of(card);

	(void)deadline;
	f->cryptogram_len = len < sizeof(f->cryptogram) ? len :
	    sizeof(f->cryptogram);
	memcpy(f->cryptogram, cryptogram, f->cryptogram_len);
	f->finished++;
	if (!f->open)
		return ERR_REFUSED;	/* never after a failed begin */
	f->new_pin = pin;
	f->on_progress = progress;
	f->on_result = done;
	return fake_card_start(f, FAKE_FINISH, "card.finish", arg);
}

static void
cancel(struct card *card)
{
	struct fake_card *f = of(card);

	f->cancelled++;
	f->op = FAKE_NONE;
	f->open = false;
	f->stop = true;
}

static void
close_card(struct card **card)
{
	*card = NULL;
}

static const struct card_ops ops = { watch, identify, unlock_begin,
	unlock_finish, cancel, close_card };

static void
write_pin(struct fake_card *f)
{
	snprintf(f->pin, sizeof(f->pin), "%s",
	    (const char *)secret_bytes(f->new_pin));
	if (!f->stays_locked)
		f->info.pin_tries = TRIES;
}

static void
give(struct fake_card *f, enum err e, struct card_unlock_result *result)
{
	f->op = FAKE_NONE;
	f->open = false;
	fake_card_at(f, "done");
	f->on_result(f->arg, e, result);
}

/* How far the card goes; ERR_OK with `sent` false: cancelled. */
static void
run_finish(struct fake_card *f)
{
	struct card_unlock_result r = { .tries_before = f->info.pin_tries,
	    .tries_after = CARD_TRIES_UNKNOWN };

	fake_card_at(f, "authenticate");
	f->on_progress(f->arg, CARD_STEP_AUTHENTICATING);
	if (f->finish == FAKE_REFUSES || f->finish == FAKE_GONE_EARLY) {
		r.sw = f->finish == FAKE_REFUSES ? 0x6982 : 0;
		give(f, f->finish_error, &r);
		return;
	}
	r.authenticated = true;
	fake_card_at(f, "write");
	f->on_progress(f->arg, CARD_STEP_WRITING);
	if (f->stop)
		return;
	r.reset_sent = true;
	f->pins_sent++;
	fake_log_add(f->log, "card.pin");
	if (f->finish == FAKE_WRITES || f->finish == FAKE_LOST_AFTER ||
	    f->finish == FAKE_HELPER_DIES)
		write_pin(f);
	fake_card_at(f, "sent");
	if (f->finish != FAKE_WRITES) {
		r.tries_after = f->finish == FAKE_KEEPS_OLD_PIN ?
		    f->info.pin_tries : CARD_TRIES_UNKNOWN;
		give(f, f->finish_error,
		    f->finish == FAKE_HELPER_DIES ? NULL : &r);
		return;
	}
	f->on_progress(f->arg, CARD_STEP_CHECKING);
	r.tries_after = f->info.pin_tries;
	r.sw = 0x9000;
	give(f, ERR_OK, &r);
}

static void
run_begin(struct fake_card *f)
{
	static const uint8_t challenge[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	enum err e = f->begin;

	f->op = FAKE_NONE;
	fake_card_at(f, "begin");
	f->begin = ERR_OK;
	f->open = e == ERR_OK;
	f->on_challenge(f->arg, e, e == ERR_OK ? challenge : NULL,
	    e == ERR_OK ? f->challenge_len : 0,
	    e == ERR_OK ? f->info.pin_tries : CARD_TRIES_UNKNOWN);
}

bool
fake_card_step(struct fake_card *f)
{
	switch (f->op) {
	case FAKE_NONE:
		return false;
	case FAKE_IDENTIFY:
		f->op = FAKE_NONE;
		fake_card_at(f, "identify");
		f->on_info(f->arg, f->identify, &f->info);
		break;
	case FAKE_BEGIN:
		run_begin(f);
		break;
	case FAKE_FINISH:
		run_finish(f);
		break;
	default:
		fake_card_step_tool(f);
		break;
	}
	return true;
}

void
fake_card_tell(struct fake_card *f)
{
	if (f->watch != NULL)
		f->watch(f->watch_arg, &f->info);
}

void
fake_card_insert(struct fake_card *f, uint8_t last_byte, int tries)
{
	struct card_info *c = &f->info;

	memset(c, 0, sizeof(*c));
	c->presence = CARD_PRESENT;
	c->operational = true;
	c->serial_len = 12;
	memset(c->serial, 0x89, c->serial_len);
	c->serial[11] = last_byte;
	c->pin_tries = tries;
	c->pin_min = 4;
	c->pin_max = 8;
	snprintf(c->type, sizeof(c->type), "akis");
	snprintf(c->label, sizeof(c->label), "AKİS v1.x");
	snprintf(c->reader, sizeof(c->reader), "Reader 0");
	fake_card_tell(f);
}

void
fake_card_remove(struct fake_card *f)
{
	memset(&f->info, 0, sizeof(f->info));
	f->info.presence = CARD_ABSENT;
	f->info.pin_tries = CARD_TRIES_UNKNOWN;
	fake_card_tell(f);
}

void
fake_card_init(struct fake_card *f, struct fake_log *log)
{
	memset(f, 0, sizeof(*f));
	f->card.ops = &ops;
	fake_card_tools_init(f);
	f->log = log;
	f->finish_error = ERR_CARD_GONE;
	f->challenge_len = 8;
	fake_card_insert(f, 0x01, 0);
}
