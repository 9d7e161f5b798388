/* links: portal wire card loop base */
/* The portal's side of apdu-relay: whatever the card, or who is between, has
 * answered, and in whatever order the answers come.  The bytes are a row of
 * answers, each with its length in one byte in front; bit 7 of that byte: the
 * answer of a card that has the key, with the bytes laid over it by XOR.
 * Whatever comes: a command that the terminal would pass on (card/guard.h), five
 * of them at most, the last one last; and a channel that is not the card's is
 * refused. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/apdu.h"
#include "card/guard.h"
#include "portal/relay.h"

#define COMMANDS 5

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t serial[12] = "relay-serial";
static struct secret *key;

static void
must(int good)
{
	if (!good)
		abort();
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint8_t bytes[SCP03_KEYS] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)argc;
	(void)argv;
	must(secret_heap_init() != SECRET_HEAP_NONE);
	key = secret_new(sizeof(bytes));
	must(secret_set(key, bytes, sizeof(bytes)) == ERR_OK);
	return 0;
}

static void
command_check(const struct relay_command *c, size_t number)
{
	struct apdu apdu;

	must(c->len > 0 && c->len <= sizeof(c->bytes));
	must(apdu_parse(c->bytes, c->len, &apdu) == ERR_OK);
	must(guard_may_relay(&apdu));
	must(number <= COMMANDS);
	must(c->last == (number == COMMANDS));
}

/* The channel of a card that has the key. */
struct peer {
	struct scp03 scp;
	bool open;
};

static size_t
peer_initialize(struct peer *card, const uint8_t *host, uint8_t *answer)
{
	static const uint8_t challenge[SCP03_CHALLENGE] = { 1, 2, 3, 4 };

	memset(answer, 0, 29);
	answer[11] = 0x03;
	memcpy(answer + 13, challenge, sizeof(challenge));
	must(scp03_derive(&card->scp, secret_bytes(key), host, challenge) ==
	    ERR_OK);
	must(scp03_card_cryptogram(&card->scp, answer + 21) == ERR_OK);
	return 29;
}

static size_t
peer_serial(struct peer *card, const struct relay_command *c, uint8_t *answer)
{
	static const uint8_t header[4] = { 0x80, 0xca, 0x01, 0x06 };
	uint8_t data[SCP03_DATA_MAX] = { 0 };
	size_t n = 0, len = 0;

	must(scp03_unwrap(&card->scp, header, c->bytes + 5, c->bytes[4], data,
	    &n) == ERR_OK);
	memcpy(data + 55, serial, sizeof(serial));
	must(scp03_wrap_answer(&card->scp, data, 77, 0x9000, answer, &len) ==
	    ERR_OK);
	return len;
}

/* What a good card answers to `c`, which may come from a portal that was told
 * nonsense before. */
static size_t
peer_answer(struct peer *card, const struct relay_command *c, uint8_t *answer)
{
	switch (c->bytes[1]) {
	case 0x50:
		card->open = false;
		return peer_initialize(card, c->bytes + 5, answer);
	case 0x82:
		card->open = scp03_check_authenticate(&card->scp, c->bytes[2],
		    c->bytes + 5, c->bytes[4]) == ERR_OK;
		return 0;
	default:
		return card->open ? peer_serial(card, c, answer) : 0;
	}
}

/* The bytes of an answer to INITIALIZE UPDATE that say which card this is. */
static bool
is_another(const uint8_t *change, size_t len)
{
	for (size_t i = 13; i < len && i < 29; i++) {
		if (change[i] != 0)
			return true;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t answer[SCP03_ANSWER_MAX] = { 0 };
	struct relay relay = { 0 };
	struct relay_command c = { .len = 0 };
	struct peer card = { .open = false };
	size_t len = 0, made = 0;
	bool other = false;

	for (;;) {
		enum err e = relay_next(&relay, key, serial, sizeof(serial),
		    answer, len, &c);

		if (e != ERR_OK)
			break;
		must(!other);
		command_check(&c, ++made);
		if (size == 0)
			break;
		size_t n = data[0] & 0x7f;
		bool good = (data[0] & 0x80) != 0;

		data++;
		size--;
		n = n < size ? n : size;
		len = good ? peer_answer(&card, &c, answer) : n;
		for (size_t i = 0; i < n && i < len; i++)
			answer[i] = (uint8_t)(good ? answer[i] ^ data[i] :
			    data[i]);
		other = good && c.bytes[1] == 0x50 && is_another(data,
		    n < len ? n : len);
		data += n;
		size -= n;
	}
	must(relay.done == made);
	scp03_close(&relay.scp);
	scp03_close(&card.scp);
	return 0;
}
