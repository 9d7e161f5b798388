/* The floor of an unlock: the same seven commands, written down one behind the
 * other, by a program that does nothing else.
 *
 *	bare_card TIMES
 *
 * $CARD_KEY is the card's unlock key (hexadecimal, 16 bytes), $PIN its new
 * PIN.  No test of anything but the status words: not how it should be done. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <winscard.h>

#include "figures.h"

#define BLOCK 16
#define ROUNDS 200

struct bare {
	SCARDCONTEXT context;
	SCARDHANDLE card;
	const SCARD_IO_REQUEST *pci;
	uint8_t key[BLOCK];
	const char *pin;
};

static void
check(LONG rv, const char *what)
{
	if (rv != SCARD_S_SUCCESS)
		cannot("%s: %s", what, pcsc_stringify_error(rv));
}

static void
open_card(struct bare *b)
{
	char reader[1024];
	DWORD size = sizeof(reader), protocol;

	check(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL,
	    &b->context), "context");
	check(SCardListReaders(b->context, NULL, reader, &size), "readers");
	check(SCardConnect(b->context, reader, SCARD_SHARE_EXCLUSIVE,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &b->card, &protocol),
	    "connect");
	b->pci = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
	check(SCardBeginTransaction(b->card), "transaction");
}

static void
close_card(struct bare *b)
{
	check(SCardEndTransaction(b->card, SCARD_RESET_CARD), "end");
	check(SCardDisconnect(b->card, SCARD_LEAVE_CARD), "disconnect");
	check(SCardReleaseContext(b->context), "release");
}

static void
command(struct bare *b, const uint8_t *bytes, size_t len, uint8_t *answer,
    size_t size)
{
	DWORD got = size;

	check(SCardTransmit(b->card, b->pci, bytes, len, NULL, answer, &got),
	    "transmit");
	if (got < 2 || answer[got - 2] != 0x90 || answer[got - 1] != 0)
		cannot("the card refuses INS %02x", bytes[1]);
}

static void
read_serial(struct bare *b)
{
	static const uint8_t get[] = { 0x00, 0xca, 0x01, 0x06, 77 };
	uint8_t answer[258];

	command(b, get, sizeof(get), answer, sizeof(answer));
}

static void
read_tries(struct bare *b)
{
	static const uint8_t select[] = { 0x00, 0xa4, 0x00, 0x00, 0x02, 0x3d,
	    0x00, 0x00 };
	uint8_t answer[258];

	command(b, select, sizeof(select), answer, sizeof(answer));
}

static void
authenticate(struct bare *b)
{
	static const uint8_t challenge[] = { 0x00, 0x84, 0x00, 0x00, BLOCK };
	uint8_t answer[258], auth[5 + BLOCK] = { 0x00, 0x82, 0x00, 0x01,
	    BLOCK };
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER,
		    cipher, 0), OSSL_PARAM_construct_end() };
	size_t len;

	command(b, challenge, sizeof(challenge), answer, sizeof(answer));
	if (EVP_Q_mac(NULL, "CMAC", NULL, NULL, params, b->key, BLOCK, answer,
	    BLOCK, auth + 5, BLOCK, &len) == NULL)
		cannot("the cryptogram");
	command(b, auth, sizeof(auth), answer, sizeof(answer));
}

static void
reset_pin(struct bare *b)
{
	uint8_t reset[32] = { 0x00, 0x2c, 0x02, 0x80 }, answer[258];
	size_t len = strlen(b->pin);

	reset[4] = (uint8_t)len;
	memcpy(reset + 5, b->pin, len);
	command(b, reset, 5 + len, answer, sizeof(answer));
}

static void
measure_unlock(struct bare *b, int times)
{
	static struct samples seven, three;

	for (int i = 0; i < times; i++) {
		int64_t begin = now_ns();

		open_card(b);
		read_serial(b);
		read_tries(b);
		authenticate(b);
		read_serial(b);
		reset_pin(b);
		read_tries(b);
		close_card(b);
		samples_add(&seven, ms_since(begin));
		begin = now_ns();
		open_card(b);
		authenticate(b);
		reset_pin(b);
		close_card(b);
		samples_add(&three, ms_since(begin));
	}
	figure("unlock_ms.bare", samples_median(&seven));
	figure("unlock3_ms.bare", samples_median(&three));
}

static void
measure_command(struct bare *b)
{
	static struct samples ms;

	open_card(b);
	for (int i = 0; i < ROUNDS; i++) {
		int64_t begin = now_ns();

		read_serial(b);
		samples_add(&ms, ms_since(begin));
	}
	close_card(b);
	figure("apdu_ms.bare", samples_median(&ms));
}

int
main(int argc, char **argv)
{
	const char *key = getenv("CARD_KEY");
	struct bare b = { .pin = getenv("PIN") };

	if (argc != 2 || key == NULL || strlen(key) != (size_t)2 * BLOCK ||
	    b.pin == NULL || strlen(b.pin) > 8) {
		fprintf(stderr, "usage: CARD_KEY=HEX PIN=… bare_card "
		    "TIMES\n");
		return 2;
	}
	for (size_t i = 0; i < BLOCK; i++) {
		char byte[3] = { key[2 * i], key[2 * i + 1], '\0' };

		b.key[i] = (uint8_t)strtoul(byte, NULL, 16);
	}
	measure_command(&b);
	measure_unlock(&b, (int)strtol(argv[1], NULL, 10));
	return 0;
}
