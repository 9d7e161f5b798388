/* links: vcard card loop base */
/* The virtual card: the input is a row of commands, each with its length in
 * one byte in front (FF: a reset), sent to a fresh card.
 * Whatever comes: an answer of 2 to 258 bytes, counters within their bounds,
 * no dead card that works, and no PIN taken that is none. */
#include "vcard_card.h"

#define RESET 0xff

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	card_make();
	return 0;
}

static void
state_check(const struct vstate *s)
{
	size_t i, len = secret_len(s->pin);

	must(s->pin_tries >= 0 && s->pin_tries <= VSTATE_PIN_TRIES);
	must(s->puk_tries >= 0 && s->puk_tries <= VSTATE_PUK_TRIES);
	must(s->auth_tries >= 0 && s->auth_tries <= VSTATE_AUTH_TRIES);
	must(len >= VCARD_PIN_MIN && len <= VCARD_PIN_MAX);
	for (i = 0; i < len; i++)
		must(secret_bytes(s->pin)[i] >= '0' &&
		    secret_bytes(s->pin)[i] <= '9');
}

static void
command_run(const uint8_t *bytes, size_t len)
{
	uint8_t answer[VCARD_ANSWER_MAX];
	int dead = vcard_state(card)->puk_tries == 0;
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	size_t n;

	must(copy != NULL);
	memcpy(copy, bytes, len);
	n = vcard_transmit(card, copy, len, answer);
	must(n >= 2 && n <= sizeof(answer));
	/* The dead answer GET DATA and nothing else. */
	if (dead && answer[n - 2] == 0x90)
		must(len >= 2 && copy[1] == 0xca);
	if (dead)
		must(vcard_state(card)->puk_tries == 0);
	state_check(vcard_state(card));
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	card_renew();
	while (size > 0) {
		size_t len = *data++;

		size--;
		if (len == RESET) {
			vcard_reset(card);
			continue;
		}
		if (len > size)
			len = size;
		command_run(data, len);
		data += len;
		size -= len;
	}
	return 0;
}
