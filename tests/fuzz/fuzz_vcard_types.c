/* links: vcard card loop base */
/* The virtual cards of the types that fuzz_vcard_apdu.c does not have.  The
 * first byte chooses one; then as there: a row of commands, each with its
 * length in one byte in front (FF: a reset), to a card that is as new.
 * Whatever comes: an answer of 2 to 258 bytes, counters within their bounds,
 * and no PIN taken that is none. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "vcard/make.h"
#include "vcard/object.h"
#include "vcard/state.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define RESET 0xff
#define TYPES 5

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct vcard *cards[TYPES];

static void
must(int good)
{
	if (!good)
		abort();
}

static void
renew(struct vcard *card)
{
	static const uint8_t key[VSTATE_KEY_MAX] = "123456781234567812345678";
	struct vstate *s = &card->state;

	must(secret_set(s->pin, "123456", 6) == ERR_OK);
	must(secret_set(s->puk, "12345678", 8) == ERR_OK);
	must(secret_set(s->unlock_key, key, s->type->key_min) == ERR_OK);
	s->pin_tries = s->type->pin_tries;
	s->puk_tries = s->type->puk_tries;
	s->auth_tries = s->type->auth_tries;
	vcard_reset(card);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct vtype *const types[TYPES] = { &vtype_piv,
	    &vtype_gids, &vtype_openpgp, &vtype_akis2, &vtype_akis_scp };
	struct make_certificate m = { .subject = "Fuzz", .days = 1 };

	(void)argc;
	(void)argv;
	must(secret_heap_init() != SECRET_HEAP_NONE);
	for (size_t i = 0; i < TYPES; i++) {
		struct vstate s;

		must(vstate_init(&s, types[i]) == ERR_OK);
		s.atr[0] = 0x3b;
		s.atr_len = 2;
		must(make_certificate(&m, &s) == ERR_OK);
		must(vcard_new(&s, &cards[i]) == ERR_OK);
	}
	return 0;
}

static void
state_check(const struct vstate *s)
{
	size_t len = secret_len(s->pin);

	must(s->pin_tries >= 0 && s->pin_tries <= s->type->pin_tries);
	must(s->puk_tries >= 0 && s->puk_tries <= s->type->puk_tries);
	must(s->auth_tries >= 0 && s->auth_tries <= s->type->auth_tries);
	must(len >= s->type->pin_min && len <= s->type->pin_max);
	for (size_t i = 0; i < len; i++)
		must(secret_bytes(s->pin)[i] >= '0' &&
		    secret_bytes(s->pin)[i] <= '9');
}

static void
command_run(struct vcard *card, const uint8_t *bytes, size_t len)
{
	uint8_t answer[VCARD_ANSWER_MAX];
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	size_t n;

	must(copy != NULL);
	memcpy(copy, bytes, len);
	n = vcard_transmit(card, copy, len, answer);
	must(n >= 2 && n <= sizeof(answer));
	state_check(vcard_state(card));
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vcard *card;

	if (size == 0)
		return 0;
	card = cards[*data++ % TYPES];
	size--;
	renew(card);
	while (size > 0) {
		size_t len = *data++;

		size--;
		if (len == RESET) {
			vcard_reset(card);
			continue;
		}
		if (len > size)
			len = size;
		command_run(card, data, len);
		data += len;
		size -= len;
	}
	return 0;
}
