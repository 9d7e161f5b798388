/* A card reader with keys of its own, for tests: an IFD handler (3.0) that
 * pcscd loads, with one slot.
 *
 *	DEVICENAME	DIR:PORT
 *
 * The card is a virtual one that connects to PORT, as to vsmartcard's vpcd.
 * DIR/keys is where a test types (pad_entry.h).
 * DIR/offers is what the reader offers, words of: verify modify display min=N
 * max=N conditions=N; it is read whenever somebody asks. */
#include <arpa/inet.h>
#include <ifdhandler.h>
#include <netinet/tcp.h>
#include <reader.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "card/pad_entry.h"

#define CODE(tag) (0x42330000u + (tag))		/* our control codes */

#define ORDER_OFF 0
#define ORDER_ON 1
#define ORDER_RESET 2
#define ORDER_ATR 4

static struct {
	char dir[256];
	int listening, card;		/* -1: none */
	UCHAR atr[MAX_ATR_SIZE];
	DWORD atr_len;
} pad = { .listening = -1, .card = -1 };

/* ------------------------------------------------------------- the card -- */

static void
drop_card(void)
{
	if (pad.card >= 0)
		close(pad.card);
	pad.card = -1;
	pad.atr_len = 0;
}

static bool
is_there(void)
{
	int yes = 1;
	char byte;

	if (pad.card >= 0 && recv(pad.card, &byte, 1, MSG_PEEK | MSG_DONTWAIT)
	    == 0)
		drop_card();
	if (pad.card < 0) {
		pad.card = accept4(pad.listening, NULL, NULL, SOCK_CLOEXEC);
		if (pad.card >= 0)
			setsockopt(pad.card, IPPROTO_TCP, TCP_NODELAY, &yes,
			    sizeof(yes));
	}
	return pad.card >= 0;
}

static bool
read_all(UCHAR *bytes, size_t len)
{
	return recv(pad.card, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

static bool
say(const UCHAR *bytes, size_t len)
{
	UCHAR out[2 + 300];

	if (pad.card < 0 || len > sizeof(out) - 2)
		return false;
	out[0] = (UCHAR)(len >> 8);
	out[1] = (UCHAR)(len & 0xff);
	memcpy(out + 2, bytes, len);
	return send(pad.card, out, len + 2, MSG_NOSIGNAL) == (ssize_t)len + 2;
}

static bool
hear(UCHAR *bytes, size_t size, DWORD *len)
{
	UCHAR head[2];
	size_t n;

	*len = 0;
	if (!read_all(head, sizeof(head)))
		return false;
	n = (size_t)(head[0] << 8 | head[1]);
	if (n > size || !read_all(bytes, n))
		return false;
	*len = n;
	return true;
}

static bool
order(UCHAR what)
{
	return say(&what, 1);
}

static RESPONSECODE
send_command(const UCHAR *command, size_t len, UCHAR *answer, size_t size,
    DWORD *got)
{
	*got = 0;
	if (say(command, len) && hear(answer, size, got))
		return IFD_SUCCESS;
	drop_card();
	return IFD_COMMUNICATION_ERROR;
}

/* ---------------------------------------------- part 10: what it offers -- */

struct offers {
	bool verify, modify, display;
	int min, max, conditions;	/* -1: it does not say */
};

static struct offers
read_offers(void)
{
	struct offers o = { .min = -1, .max = -1, .conditions = -1 };
	char path[sizeof(pad.dir) + 8], word[32];
	FILE *f;

	snprintf(path, sizeof(path), "%s/offers", pad.dir);
	f = fopen(path, "r");
	while (f != NULL && fscanf(f, "%31s", word) == 1) {
		o.verify |= strcmp(word, "verify") == 0;
		o.modify |= strcmp(word, "modify") == 0;
		o.display |= strcmp(word, "display") == 0;
		sscanf(word, "min=%d", &o.min);
		sscanf(word, "max=%d", &o.max);
		sscanf(word, "conditions=%d", &o.conditions);
	}
	if (f != NULL)
		fclose(f);
	return o;
}

static DWORD
put_feature(UCHAR *at, UCHAR tag)
{
	uint32_t code = htonl(CODE(tag));

	at[0] = tag;
	at[1] = sizeof(code);
	memcpy(at + 2, &code, sizeof(code));
	return 2 + sizeof(code);
}

static DWORD
list_features(UCHAR *rx)
{
	struct offers o = read_offers();
	DWORD n = 0;

	if (o.verify)
		n += put_feature(rx + n, FEATURE_VERIFY_PIN_DIRECT);
	if (o.modify)
		n += put_feature(rx + n, FEATURE_MODIFY_PIN_DIRECT);
	return n + put_feature(rx + n, FEATURE_GET_TLV_PROPERTIES);
}

static DWORD
put_property(UCHAR *at, UCHAR tag, int value)
{
	if (value < 0)
		return 0;
	at[0] = tag;
	at[1] = 1;
	at[2] = (UCHAR)value;
	return 3;
}

static DWORD
list_properties(UCHAR *rx)
{
	static const UCHAR display[] = { PCSCv2_PART10_PROPERTY_wLcdLayout, 2,
	    0x10, 0x02 };
	struct offers o = read_offers();
	DWORD n = 0;

	if (o.display) {
		memcpy(rx, display, sizeof(display));
		n = sizeof(display);
	}
	n += put_property(rx + n, PCSCv2_PART10_PROPERTY_bMinPINSize, o.min);
	n += put_property(rx + n, PCSCv2_PART10_PROPERTY_bMaxPINSize, o.max);
	return n + put_property(rx + n,
	    PCSCv2_PART10_PROPERTY_bEntryValidationCondition, o.conditions);
}

RESPONSECODE
IFDHControl(DWORD lun, DWORD code, PUCHAR tx, DWORD tx_len, PUCHAR rx,
    DWORD rx_len, LPDWORD got)
{
	(void)lun;
	*got = 0;
	if (rx_len < 64)
		return IFD_ERROR_INSUFFICIENT_BUFFER;
	if (code == CM_IOCTL_GET_FEATURE_REQUEST)
		*got = list_features(rx);
	else if (code == CODE(FEATURE_GET_TLV_PROPERTIES))
		*got = list_properties(rx);
	else if (code == CODE(FEATURE_VERIFY_PIN_DIRECT))
		return pad_enter(false, tx, tx_len, send_command, rx, rx_len,
		    got);
	else if (code == CODE(FEATURE_MODIFY_PIN_DIRECT))
		return pad_enter(true, tx, tx_len, send_command, rx, rx_len,
		    got);
	else
		return IFD_ERROR_NOT_SUPPORTED;
	return IFD_SUCCESS;
}

/* ------------------------------------------------------------ the reader -- */

static int
listen_at(unsigned long port)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd >= 0 && bind(fd, (struct sockaddr *)&here, sizeof(here)) == 0 &&
	    listen(fd, 1) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

RESPONSECODE
IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
	const char *port = strrchr(name, ':');

	(void)lun;
	if (port == NULL || (size_t)(port - name) >= sizeof(pad.dir))
		return IFD_COMMUNICATION_ERROR;
	memcpy(pad.dir, name, (size_t)(port - name));
	pad.listening = listen_at(strtoul(port + 1, NULL, 10));
	return pad_open(pad.dir) && pad.listening >= 0 ? IFD_SUCCESS :
	    IFD_COMMUNICATION_ERROR;
}

RESPONSECODE
IFDHCreateChannel(DWORD lun, DWORD channel)
{
	(void)lun;
	(void)channel;
	return IFD_NOT_SUPPORTED;
}

RESPONSECODE
IFDHCloseChannel(DWORD lun)
{
	(void)lun;
	drop_card();
	pad_close();
	close(pad.listening);
	pad.listening = -1;
	return IFD_SUCCESS;
}

RESPONSECODE
IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD len, PUCHAR value)
{
	(void)lun;
	if (tag == TAG_IFD_ATR && *len >= pad.atr_len) {
		memcpy(value, pad.atr, pad.atr_len);
		*len = pad.atr_len;
		return IFD_SUCCESS;
	}
	if ((tag != TAG_IFD_SLOTS_NUMBER &&
	    tag != TAG_IFD_SIMULTANEOUS_ACCESS) || *len < 1)
		return IFD_ERROR_TAG;
	*value = 1;
	*len = 1;
	return IFD_SUCCESS;
}

RESPONSECODE
IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD len, PUCHAR value)
{
	(void)lun;
	(void)tag;
	(void)len;
	(void)value;
	return IFD_ERROR_TAG;
}

RESPONSECODE
IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1,
    UCHAR pts2, UCHAR pts3)
{
	(void)lun;
	(void)protocol;
	(void)flags;
	(void)pts1;
	(void)pts2;
	(void)pts3;
	return IFD_SUCCESS;
}

RESPONSECODE
IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_len)
{
	(void)lun;
	*atr_len = 0;
	if (!is_there())
		return IFD_COMMUNICATION_ERROR;
	if (action == IFD_POWER_DOWN)
		return order(ORDER_OFF) ? IFD_SUCCESS :
		    IFD_COMMUNICATION_ERROR;
	if (!order(action == IFD_RESET ? ORDER_RESET : ORDER_ON) ||
	    !order(ORDER_ATR) ||
	    !hear(pad.atr, sizeof(pad.atr), &pad.atr_len)) {
		drop_card();
		return IFD_ERROR_POWER_ACTION;
	}
	memcpy(atr, pad.atr, pad.atr_len);
	*atr_len = pad.atr_len;
	return IFD_SUCCESS;
}

RESPONSECODE
IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER how, PUCHAR tx, DWORD tx_len,
    PUCHAR rx, PDWORD rx_len, PSCARD_IO_HEADER answered)
{
	DWORD size = *rx_len;

	(void)lun;
	(void)how;
	(void)answered;
	return send_command(tx, tx_len, rx, size, rx_len);
}

RESPONSECODE
IFDHICCPresence(DWORD lun)
{
	(void)lun;
	return is_there() ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
