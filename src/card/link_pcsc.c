#include "card/link_pcsc.h"

#include <stdlib.h>
#include <string.h>

#include <winscard.h>

#include "base/log.h"
#include "base/secret.h"
#include "card/apdu.h"
#include "card/card.h"
#include "card/link.h"
#include "card/part10.h"
#include "card/pin_pad.h"
#include "card/service_pcsc.h"

struct link_pcsc {
	struct link link;
	SCARDCONTEXT context;
	SCARDHANDLE handle;
	DWORD protocol;
	bool connected, transaction;
	bool pads;			/* its keys may be used */
	uint32_t pad_codes[CARD_PADS];	/* 0: not offered */
	bool lost;			/* an answer was lost: card gone */
	char reader[MAX_READERNAME];
	uint8_t atr[CARD_ATR_MAX];
	size_t atr_len;
};

/* The reader on which an extended command was lost last: some say that they
 * take these and do not.  It is asked with short ones from then on. */
static char short_reader[MAX_READERNAME];

static const struct { LONG code; enum err e; } codes[] = {
	{ SCARD_S_SUCCESS, ERR_OK },
	{ SCARD_E_NO_SERVICE, ERR_NO_PCSCD },
	{ SCARD_E_SERVICE_STOPPED, ERR_NO_PCSCD },
	{ SCARD_F_COMM_ERROR, ERR_NO_PCSCD },
	{ SCARD_E_INVALID_HANDLE, ERR_NO_PCSCD },	/* it was restarted */
	{ SCARD_W_SECURITY_VIOLATION, ERR_NO_PCSCD },	/* polkit says no */
	{ SCARD_E_NO_MEMORY, ERR_NO_PCSCD },		/* too many clients */
	{ SCARD_E_NO_READERS_AVAILABLE, ERR_NO_READER },
	{ SCARD_E_UNKNOWN_READER, ERR_NO_READER },
	{ SCARD_E_READER_UNAVAILABLE, ERR_NO_READER },
	{ SCARD_E_INVALID_VALUE, ERR_NO_READER },	/* of that handle */
	{ SCARD_E_NO_SMARTCARD, ERR_CARD_GONE },
	{ SCARD_E_NOT_TRANSACTED, ERR_CARD_GONE },
	{ SCARD_W_REMOVED_CARD, ERR_CARD_GONE },
	{ SCARD_W_RESET_CARD, ERR_CARD_GONE },
	{ SCARD_W_UNPOWERED_CARD, ERR_CARD_MUTE },
	{ SCARD_W_UNRESPONSIVE_CARD, ERR_CARD_MUTE },
	{ SCARD_W_UNSUPPORTED_CARD, ERR_CARD_MUTE },
	{ SCARD_E_PROTO_MISMATCH, ERR_CARD_MUTE },
	{ SCARD_E_SHARING_VIOLATION, ERR_CARD_BUSY },
	{ SCARD_E_INSUFFICIENT_BUFFER, ERR_TOO_BIG },
	{ SCARD_E_TIMEOUT, ERR_TIMEOUT },
	{ SCARD_E_CANCELLED, ERR_CANCELLED },
};

enum err
pcsc_err(long code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code == code)
			return codes[i].e;
	}
	return ERR_IO;
}

static struct link_pcsc *
pcsc_of(struct link *link)
{
	return (struct link_pcsc *)link;
}

/* A reader that works byte by byte (T=0) takes no Le behind command data; the
 * answer is then fetched with GET RESPONSE (exchange.c). */
static size_t
wire_length(const struct link_pcsc *p, const uint8_t *command, size_t len)
{
	struct apdu c;

	if (p->protocol == SCARD_PROTOCOL_T0 && len <= APDU_SHORT_MAX &&
	    apdu_parse(command, len, &c) == ERR_OK && c.nc > 0 && c.ne > 0)
		return len - 1;
	return len;
}

static enum err
pcsc_transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	struct link_pcsc *p = pcsc_of(link);
	const SCARD_IO_REQUEST *pci = p->protocol == SCARD_PROTOCOL_T0 ?
	    SCARD_PCI_T0 : SCARD_PCI_T1;
	DWORD got = (DWORD)size;
	enum err e = ERR_CARD_GONE;
	LONG rv;

	*answer_len = 0;
	if (p->lost)
		return e;
	rv = SCardTransmit(p->handle, pci, command,
	    (DWORD)wire_length(p, command, len), NULL, answer, &got);
	e = pcsc_err(rv);
	/* Success with 0 or 1 bytes: the card went during the command. */
	if (e == ERR_OK && got < 2)
		e = ERR_CARD_GONE;
	if (e != ERR_OK) {
		log_event(LOG_WARN, "card.answer-lost", "code=%08lx bytes=%lu",
		    (unsigned long)rv & 0xffffffff, (unsigned long)got);
		if (size > APDU_ANSWER_MAX && e != ERR_CARD_GONE)
			memcpy(short_reader, p->reader, sizeof(short_reader));
		p->lost = true;
		return e;
	}
	*answer_len = got;
	return ERR_OK;
}

static enum err
pcsc_begin(struct link *link)
{
	struct link_pcsc *p = pcsc_of(link);
	enum err e = pcsc_err(SCardBeginTransaction(p->handle));

	p->transaction = e == ERR_OK;
	return e;
}

static void
pcsc_end(struct link *link, bool reset)
{
	struct link_pcsc *p = pcsc_of(link);
	LONG rv;

	if (!p->transaction)
		return;
	p->transaction = false;
	rv = SCardEndTransaction(p->handle,
	    reset || p->lost ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
	if (rv != SCARD_S_SUCCESS && pcsc_err(rv) != ERR_CARD_GONE)
		log_event(LOG_WARN, "card.end", "code=%08lx",
		    (unsigned long)rv & 0xffffffff);
}

static uint32_t
pcsc_insertion(struct link *link)
{
	struct link_pcsc *p = pcsc_of(link);
	SCARD_READERSTATE now = { .szReader = p->reader,
	    .dwCurrentState = SCARD_STATE_UNAWARE };

	if (p->lost || SCardGetStatusChange(p->context, 0, &now, 1) !=
	    SCARD_S_SUCCESS || (now.dwEventState & SCARD_STATE_PRESENT) == 0)
		return 0;
	return (uint32_t)(now.dwEventState >> 16 & 0xffff) + 1;
}

static const uint8_t *
pcsc_atr(struct link *link, size_t *len)
{
	*len = pcsc_of(link)->atr_len;
	return pcsc_of(link)->atr;
}

static void
pcsc_close(struct link **link)
{
	struct link_pcsc *p = *link == NULL ? NULL : pcsc_of(*link);

	*link = NULL;
	if (p == NULL)
		return;
	pcsc_end(&p->link, true);
	if (p->connected)
		SCardDisconnect(p->handle,
		    p->lost ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
	if (p->context != 0)
		SCardReleaseContext(p->context);
	free(p);
}

static bool
ask_reader(const struct link_pcsc *p, uint32_t code, uint8_t *answer,
    size_t *len)
{
	DWORD got = 0;
	LONG rv = SCardControl(p->handle, code, NULL, 0, answer,
	    PART10_LIST_MAX, &got);

	*len = rv == SCARD_S_SUCCESS && got <= PART10_LIST_MAX ? got : 0;
	return *len > 0;
}

/* Its properties; 0 bytes: it has none. */
static size_t
read_properties(const struct link_pcsc *p, const uint8_t *features,
    size_t len, uint8_t properties[static PART10_LIST_MAX])
{
	uint32_t code;
	size_t n = 0;

	return part10_feature(features, len, PART10_GET_TLV_PROPERTIES,
	    &code) && ask_reader(p, code, properties, &n) ? n : 0;
}

/* T=0 has no extended lengths (but in an ENVELOPE); a reader of T=1 that says
 * nothing is taken to have no limit. */
static size_t
pcsc_reach(struct link *link)
{
	const struct link_pcsc *p = pcsc_of(link);
	uint8_t list[PART10_LIST_MAX], properties[PART10_LIST_MAX];
	size_t len, reach = APDU_NE_MAX;

	if (p->lost || p->protocol != SCARD_PROTOCOL_T1 ||
	    strcmp(short_reader, p->reader) == 0)
		return APDU_NE_SHORT;
	if (!ask_reader(p, PART10_GET_FEATURES, list, &len) ||
	    !part10_reach(properties, read_properties(p, list, len,
	    properties), &reach))
		reach = APDU_NE_MAX;
	return reach;
}

static bool
pcsc_pad(struct link *link, struct pin_pad *pad)
{
	struct link_pcsc *p = pcsc_of(link);
	uint8_t list[PART10_LIST_MAX], properties[PART10_LIST_MAX];
	size_t len;

	if (!p->pads || p->lost ||
	    !ask_reader(p, PART10_GET_FEATURES, list, &len))
		return false;
	pad->verify = part10_feature(list, len, PART10_VERIFY_PIN_DIRECT,
	    &p->pad_codes[CARD_PAD_VERIFY]);
	pad->modify = part10_feature(list, len, PART10_MODIFY_PIN_DIRECT,
	    &p->pad_codes[CARD_PAD_CHANGE]);
	if (pad->verify || pad->modify)
		part10_pad(properties, read_properties(p, list, len,
		    properties), pad);
	return pad->verify || pad->modify;
}

/* Only these say that the reader has not even begun. */
static bool
is_unable(LONG rv)
{
	return rv == SCARD_E_UNSUPPORTED_FEATURE ||
	    rv == SCARD_E_INVALID_PARAMETER;
}

static enum err
pcsc_type(struct link *link, enum card_pad what, const uint8_t *order,
    size_t len, uint8_t *answer, size_t size, size_t *answer_len)
{
	struct link_pcsc *p = pcsc_of(link);
	DWORD got = 0;
	LONG rv;
	enum err e;

	*answer_len = 0;
	if (p->lost)
		return ERR_CARD_GONE;
	if (p->pad_codes[what] == 0)
		return ERR_PAD_FAILED;
	rv = SCardControl(p->handle, p->pad_codes[what], order, (DWORD)len,
	    answer, (DWORD)size, &got);
	if (is_unable(rv))
		return ERR_PAD_FAILED;
	e = pcsc_err(rv);
	if (e == ERR_OK && got < 2)
		e = ERR_CARD_GONE;
	if (e == ERR_OK) {
		*answer_len = got;
		return e;
	}
	log_event(LOG_WARN, "card.answer-lost", "code=%08lx pad=%d",
	    (unsigned long)rv & 0xffffffff, (int)what);
	p->lost = true;
	return e;
}

static const struct link_ops pcsc_ops = {
	.transmit = pcsc_transmit,
	.begin = pcsc_begin,
	.end = pcsc_end,
	.insertion = pcsc_insertion,
	.atr = pcsc_atr,
	.close = pcsc_close,
	.reach = pcsc_reach,
	.pad = pcsc_pad,
	.type = pcsc_type,
};

static enum err
connect_card(struct link_pcsc *p)
{
	DWORD atr_len = sizeof(p->atr);
	enum err e = service_open(&p->context);

	if (e != ERR_OK)
		return e;
	e = pcsc_err(SCardConnect(p->context, p->reader, SCARD_SHARE_EXCLUSIVE,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &p->handle, &p->protocol));
	if (e != ERR_OK)
		return e == ERR_CARD_GONE ? ERR_NO_CARD : e;
	p->connected = true;
	e = pcsc_err(SCardStatus(p->handle, NULL, NULL, NULL, NULL, p->atr,
	    &atr_len));
	p->atr_len = e == ERR_OK ? atr_len : 0;
	return e == ERR_CARD_GONE ? ERR_NO_CARD : e;
}

enum err
link_pcsc_open(const char *reader, bool pads, struct link **link)
{
	struct link_pcsc *p = NULL;
	enum err e = ERR_NO_READER;

	*link = NULL;
	if (strlen(reader) >= sizeof(p->reader))
		return e;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return ERR_NO_MEMORY;
	p->link.ops = &pcsc_ops;
	p->pads = pads;
	memcpy(p->reader, reader, strlen(reader) + 1);
	*link = &p->link;
	e = connect_card(p);
	if (e != ERR_OK)
		pcsc_close(link);
	return e;
}
