/* A card that is as new for each input of the fuzzers of vcard.  Its key is
 * read once: that would take longer than the input. */
#ifndef FUZZ_VCARD_CARD_H
#define FUZZ_VCARD_CARD_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "vcard/make.h"
#include "vcard/object.h"
#include "vcard/state.h"
#include "vcard/vcard.h"

static struct vcard *card;

static void
must(int good)
{
	if (!good)
		abort();
}

static void
card_make(void)
{
	struct make_certificate m = { .subject = "Fuzz", .days = 1 };
	static const uint8_t key[VSTATE_KEY] = { 1 };
	struct vstate s;

	must(secret_heap_init() != SECRET_HEAP_NONE);
	must(vstate_init(&s) == ERR_OK);
	s.atr[0] = 0x3b;
	s.atr_len = 2;
	must(secret_set(s.pin, "123456", 6) == ERR_OK);
	must(secret_set(s.puk, "12345678", 8) == ERR_OK);
	must(secret_set(s.unlock_key, key, sizeof(key)) == ERR_OK);
	must(make_certificate(&m, &s) == ERR_OK);
	must(vcard_new(&s, &card) == ERR_OK);
}

static void
card_renew(void)
{
	struct vstate *s = &card->state;

	must(secret_set(s->pin, "123456", 6) == ERR_OK);
	s->pin_tries = VSTATE_PIN_TRIES;
	s->puk_tries = VSTATE_PUK_TRIES;
	s->auth_tries = VSTATE_AUTH_TRIES;
	vcard_reset(card);
}

#endif
