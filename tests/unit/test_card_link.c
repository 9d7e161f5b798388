/* The link to a card of pcscd, on a pcscd of our own in this program: what goes
 * over the wire with T=0 and T=1, how far a reader reaches, and what is not
 * tried again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <winscard.h>

#include "base/hex.h"
#include "card/apdu.h"
#include "card/link.h"
#include "card/link_pcsc.h"
#include "card/part10.h"

#define READER_NAME "A reader"
#define PROPERTIES_CODE 0x42330012

static struct {
	DWORD protocol;
	LONG answer;			/* of SCardTransmit */
	const char *features, *properties;	/* hexadecimal; NULL: none */
	char sent[600];
	unsigned controls;
} fake;

/* ------------------------------------------------------ their side -------- */

LONG
SCardEstablishContext(DWORD scope, LPCVOID one, LPCVOID two,
    LPSCARDCONTEXT context)
{
	(void)scope;
	(void)one;
	(void)two;
	*context = 7;
	return SCARD_S_SUCCESS;
}

LONG
SCardReleaseContext(SCARDCONTEXT context)
{
	return context == 7 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG
SCardConnect(SCARDCONTEXT context, LPCSTR reader, DWORD mode, DWORD wanted,
    LPSCARDHANDLE card, LPDWORD protocol)
{
	(void)context;
	assert_string_equal(reader, READER_NAME);
	assert_int_equal(mode, SCARD_SHARE_EXCLUSIVE);
	assert_true((wanted & fake.protocol) != 0);
	*card = 9;
	*protocol = fake.protocol;
	return SCARD_S_SUCCESS;
}

LONG
SCardDisconnect(SCARDHANDLE card, DWORD how)
{
	(void)how;
	return card == 9 ? SCARD_S_SUCCESS : SCARD_E_INVALID_HANDLE;
}

LONG
SCardStatus(SCARDHANDLE card, LPSTR names, LPDWORD names_len, LPDWORD state,
    LPDWORD protocol, LPBYTE atr, LPDWORD atr_len)
{
	(void)card;
	(void)names;
	(void)names_len;
	(void)state;
	(void)protocol;
	memcpy(atr, "\x3b\x80\x01", 3);
	*atr_len = 3;
	return SCARD_S_SUCCESS;
}

LONG
SCardTransmit(SCARDHANDLE card, const SCARD_IO_REQUEST *pci, LPCBYTE command,
    DWORD len, SCARD_IO_REQUEST *got_pci, LPBYTE answer, LPDWORD got)
{
	(void)card;
	(void)got_pci;
	assert_ptr_equal(pci, fake.protocol == SCARD_PROTOCOL_T0 ?
	    SCARD_PCI_T0 : SCARD_PCI_T1);
	hex_encode(command, len, fake.sent, sizeof(fake.sent));
	if (fake.answer != SCARD_S_SUCCESS)
		return fake.answer;
	assert_true(*got >= 2);
	memcpy(answer, "\x90\x00", 2);
	*got = 2;
	return SCARD_S_SUCCESS;
}

LONG
SCardControl(SCARDHANDLE card, DWORD code, LPCVOID in, DWORD in_len,
    LPVOID out, DWORD size, LPDWORD got)
{
	const char *text = code == PART10_GET_FEATURES ? fake.features :
	    code == PROPERTIES_CODE ? fake.properties : NULL;
	size_t n = 0;

	(void)card;
	(void)in;
	assert_int_equal(in_len, 0);
	fake.controls++;
	*got = 0;
	if (text == NULL)
		return SCARD_E_UNSUPPORTED_FEATURE;
	assert_int_equal(hex_decode(text, out, size, &n), ERR_OK);
	*got = (DWORD)n;
	return SCARD_S_SUCCESS;
}

/* ------------------------------------------------------- our side --------- */

static struct link *
open_with(DWORD protocol)
{
	struct link *link = NULL;

	memset(&fake, 0, sizeof(fake));
	fake.protocol = protocol;
	assert_int_equal(link_pcsc_open(READER_NAME, false, &link), ERR_OK);
	return link;
}

/* Room for a short answer, or for a long one. */
static enum err
send_hex(struct link *link, const char *hex, bool is_long)
{
	uint8_t command[64], answer[1000];
	size_t len, got;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return link->ops->transmit(link, command, len, answer,
	    is_long ? sizeof(answer) : APDU_ANSWER_MAX, &got);
}

static void
test_forms_of_a_command(void **state)
{
	static const struct { const char *built, *t0; } all[] = {
		{ "00a40000", "00a40000" },
		{ "00ca01064d", "00ca01064d" },
		{ "00a40000023d00", "00a40000023d00" },
		{ "00a40000023d0000", "00a40000023d00" },	/* no Le */
	};
	struct link *t0, *t1;

	(void)state;
	t1 = open_with(SCARD_PROTOCOL_T1);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(send_hex(t1, all[i].built, false), ERR_OK);
		assert_string_equal(fake.sent, all[i].built);
	}
	t1->ops->close(&t1);
	t0 = open_with(SCARD_PROTOCOL_T0);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(send_hex(t0, all[i].built, false), ERR_OK);
		assert_string_equal(fake.sent, all[i].t0);
	}
	t0->ops->close(&t0);
}

static void
expect_reach(DWORD protocol, const char *features, const char *properties,
    size_t reach)
{
	struct link *link = open_with(protocol);

	fake.features = features;
	fake.properties = properties;
	assert_int_equal(link->ops->reach(link), reach);
	link->ops->close(&link);
}

#define HAS "0604423300061204" "42330012"

static void
test_reach(void **state)
{
	(void)state;
	expect_reach(SCARD_PROTOCOL_T1, HAS, "0a0400000100", 65536);
	expect_reach(SCARD_PROTOCOL_T1, HAS, "0a0400000000", 256);
	expect_reach(SCARD_PROTOCOL_T1, HAS, "0102ffff", 65536);
	expect_reach(SCARD_PROTOCOL_T1, HAS, NULL, 65536);
	expect_reach(SCARD_PROTOCOL_T1, "060442330006", NULL, 65536);
	expect_reach(SCARD_PROTOCOL_T1, NULL, NULL, 65536);
	expect_reach(SCARD_PROTOCOL_T0, HAS, "0a0400000100", 256);
	assert_int_equal(fake.controls, 0);
}

/* One that loses a long command is not given another; one whose card was
 * pulled is. */
static void
test_a_reader_that_cannot(void **state)
{
	struct link *link = open_with(SCARD_PROTOCOL_T1);

	(void)state;
	fake.answer = SCARD_W_REMOVED_CARD;
	assert_int_equal(send_hex(link, "00ca7f210012" "00", true),
	    ERR_CARD_GONE);
	assert_int_equal(link->ops->reach(link), 256);	/* it is gone */
	link->ops->close(&link);
	expect_reach(SCARD_PROTOCOL_T1, NULL, NULL, 65536);
	link = open_with(SCARD_PROTOCOL_T1);
	fake.answer = SCARD_F_INTERNAL_ERROR;
	assert_int_equal(send_hex(link, "00ca7f2100", false), ERR_IO);
	link->ops->close(&link);
	expect_reach(SCARD_PROTOCOL_T1, NULL, NULL, 65536);
	link = open_with(SCARD_PROTOCOL_T1);
	fake.answer = SCARD_F_INTERNAL_ERROR;
	assert_int_equal(send_hex(link, "00ca7f21001200", true), ERR_IO);
	link->ops->close(&link);
	expect_reach(SCARD_PROTOCOL_T1, NULL, NULL, 256);
}

/* The reader was unplugged under the card: nothing says that the card left. */
static void
test_a_reader_that_is_gone(void **state)
{
	static const LONG says[] = { SCARD_E_READER_UNAVAILABLE,
	    SCARD_E_INVALID_VALUE };	/* of a handle without a reader */

	(void)state;
	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++) {
		struct link *link = open_with(SCARD_PROTOCOL_T1);

		fake.answer = says[i];
		assert_int_equal(send_hex(link, "00ca010600", false),
		    ERR_NO_READER);
		link->ops->close(&link);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_of_a_command),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_a_reader_that_cannot),
		cmocka_unit_test(test_a_reader_that_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
