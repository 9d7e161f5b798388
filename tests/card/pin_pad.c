/* A card reader with keys of its own, for tests: an IFD handler (3.0) that
 * pcscd loads, with one slot.
 *
 *	DEVICENAME	DIR:PORT
 *
 * The card is a virtual one that connects to PORT, as to vsmartcard's vpcd.
 * DIR/keys is a FIFO, in which a test types: a line a value, its digits, or
 *	cancel		the cancel key
 *	late		as if the time had run out, at once
 *	unable		the reader does not do that after all
 *	broken		it fails before anything is sent
 *	lost		the answer of the next command is lost
 *	says SW		the next command is sent, and SW is answered for it
 * DIR/offers is what the reader offers, words of: verify modify display min=N
 * max=N conditions=N; it is read whenever somebody asks.  DIR/log gets a line
 * when values are waited for ("asked verify ORDER", hexadecimal); no value is
 * ever written anywhere but into the command. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifdhandler.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <reader.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CODE(tag) (0x42330000u + (tag))		/* our control codes */
#define VALUE_MAX 15
#define COMMAND_MAX 64
#define LINE_MAX_LEN 64

#define ORDER_OFF 0
#define ORDER_ON 1
#define ORDER_RESET 2
#define ORDER_ATR 4

static struct {
	char dir[256];
	int listening, card, keys;	/* -1: none */
	UCHAR atr[MAX_ATR_SIZE];
	DWORD atr_len;
} pad = { .listening = -1, .card = -1, .keys = -1 };

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

/* ------------------------------------------------------------- the keys -- */

enum key_press { KEY_VALUE, KEY_CANCEL, KEY_LATE, KEY_UNABLE, KEY_BROKEN };

struct entry {
	enum key_press press;
	char value[VALUE_MAX + 1];
};

/* What is to become of the command. */
struct trick {
	bool lost, claims;
	unsigned sw;
};

static bool
read_line(int wait_ms, char line[static LINE_MAX_LEN])
{
	struct pollfd p = { .fd = pad.keys, .events = POLLIN };
	size_t n = 0;

	while (poll(&p, 1, wait_ms) == 1 && read(pad.keys, line + n, 1) == 1) {
		if (line[n] == '\n') {
			line[n] = '\0';
			return true;
		}
		if (n < LINE_MAX_LEN - 1)
			n++;
	}
	return false;
}

static enum key_press
press_of(const char *line)
{
	return strcmp(line, "cancel") == 0 ? KEY_CANCEL :
	    strcmp(line, "late") == 0 ? KEY_LATE :
	    strcmp(line, "unable") == 0 ? KEY_UNABLE :
	    strcmp(line, "broken") == 0 ? KEY_BROKEN : KEY_VALUE;
}

static struct entry
wait_for_entry(unsigned seconds, struct trick *trick)
{
	struct entry e = { .press = KEY_LATE };
	char line[LINE_MAX_LEN];

	while (read_line((int)seconds * 1000, line)) {
		if (strcmp(line, "lost") == 0) {
			trick->lost = true;
			continue;
		}
		if (sscanf(line, "says %x", &trick->sw) == 1) {
			trick->claims = true;
			continue;
		}
		e.press = press_of(line);
		if (e.press == KEY_VALUE)
			memcpy(e.value, line, strnlen(line, VALUE_MAX));
		break;
	}
	explicit_bzero(line, sizeof(line));
	return e;
}

/* What was typed and not asked for. */
static void
drop_rest(void)
{
	char line[LINE_MAX_LEN];

	while (read_line(0, line))
		explicit_bzero(line, sizeof(line));
}

static void
log_asked(const char *what, const UCHAR *bytes, size_t len)
{
	char path[sizeof(pad.dir) + 8];
	FILE *f;

	snprintf(path, sizeof(path), "%s/log", pad.dir);
	f = fopen(path, "a");
	if (f == NULL)
		return;
	fprintf(f, "asked %s ", what);
	for (size_t i = 0; i < len; i++)
		fprintf(f, "%02x", bytes[i]);
	fputc('\n', f);
	fclose(f);
}

/* ----------------------------------------------- part 10: entry of a PIN -- */

/* What PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE say, of which the second
 * has five bytes more; no value where that is not so. */
struct wish {
	unsigned seconds, block, old_at, new_at, min, max, confirm;
	UCHAR command[COMMAND_MAX];
	size_t len;
};

static bool
read_wish(const UCHAR *o, size_t len, bool modify, struct wish *w)
{
	size_t head = modify ? 24 : 19;
	const UCHAR *sizes = o + (modify ? 7 : 5), *at = o + head;
	size_t said;

	if (len < head + 5 || o[2] != 0x82 || o[3] > VALUE_MAX || o[4] != 0)
		return false;
	said = (size_t)at[-4] | (size_t)at[-3] << 8 | (size_t)at[-2] << 16 |
	    (size_t)at[-1] << 24;
	*w = (struct wish){ .seconds = o[0], .block = o[3], .max = sizes[0],
	    .min = sizes[1], .len = said };
	if (modify) {
		w->old_at = o[5];
		w->new_at = o[6];
		w->confirm = o[9];
	}
	if (said != len - head || said > sizeof(w->command) ||
	    at[4] != said - 5)
		return false;
	memcpy(w->command, at, said);
	return true;
}

/* Into its place; a value without one is the whole of the data. */
static bool
put_value(struct wish *w, unsigned at, const char *value)
{
	size_t n = strlen(value);

	if (w->block > 0) {
		if (n > w->block || 5 + at + n > w->len)
			return false;
		memcpy(w->command + 5 + at, value, n);
		return true;
	}
	if (w->len != 5)
		return false;
	memcpy(w->command + 5, value, n);
	w->command[4] = (UCHAR)n;
	w->len = 5 + n;
	return true;
}

static unsigned
word_of(const struct entry *e, const struct wish *w)
{
	size_t n = strlen(e->value);

	if (e->press == KEY_CANCEL)
		return 0x6401;
	if (e->press == KEY_LATE)
		return 0x6400;
	return n < w->min || n > w->max ? 0x6403 : 0;
}

struct entries {
	struct entry old, new_one, again;
};

/* The status word of the reader's own; 0: the command may go. */
static unsigned
ask_all(struct wish *w, bool modify, struct entries *e, struct trick *trick)
{
	struct entry *all[] = { &e->old, &e->new_one, &e->again };
	bool wanted[] = { !modify || (w->confirm & 2) != 0, modify,
	    modify && (w->confirm & 1) != 0 };

	for (size_t i = 0; i < 3; i++) {
		unsigned word;

		if (!wanted[i])
			continue;
		*all[i] = wait_for_entry(w->seconds, trick);
		word = word_of(all[i], w);
		if (all[i]->press == KEY_UNABLE || all[i]->press == KEY_BROKEN)
			return all[i]->press;
		if (word != 0)
			return word;
	}
	if (wanted[2] && strcmp(e->new_one.value, e->again.value) != 0)
		return 0x6402;
	if ((wanted[0] && !put_value(w, w->old_at, e->old.value)) ||
	    (wanted[1] && !put_value(w, w->new_at, e->new_one.value)))
		return 0x6b80;
	return 0;
}

static RESPONSECODE
answer_word(unsigned word, UCHAR *rx, DWORD *got)
{
	rx[0] = (UCHAR)(word >> 8);
	rx[1] = (UCHAR)(word & 0xff);
	*got = 2;
	return IFD_SUCCESS;
}

static RESPONSECODE
enter(bool modify, const UCHAR *tx, size_t len, UCHAR *rx, size_t size,
    DWORD *got)
{
	struct trick trick = { .lost = false };
	struct entries entries = { .old = { .press = KEY_VALUE } };
	struct wish w = { .len = 0 };
	RESPONSECODE rv = IFD_SUCCESS;
	unsigned word = 0x6b80;

	log_asked(modify ? "modify" : "verify", tx, len);
	if (read_wish(tx, len, modify, &w))
		word = ask_all(&w, modify, &entries, &trick);
	if (word == KEY_UNABLE)
		rv = IFD_NOT_SUPPORTED;
	else if (word == KEY_BROKEN)
		rv = IFD_COMMUNICATION_ERROR;
	else if (word != 0)
		answer_word(word, rx, got);
	else
		rv = send_command(w.command, w.len, rx, size, got);
	drop_rest();
	explicit_bzero(&entries, sizeof(entries));
	explicit_bzero(&w, sizeof(w));
	if (word == 0 && trick.lost)
		return IFD_COMMUNICATION_ERROR;
	return word == 0 && trick.claims ? answer_word(trick.sw, rx, got) : rv;
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
		return enter(false, tx, tx_len, rx, rx_len, got);
	else if (code == CODE(FEATURE_MODIFY_PIN_DIRECT))
		return enter(true, tx, tx_len, rx, rx_len, got);
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
	char path[sizeof(pad.dir) + 8];

	(void)lun;
	if (port == NULL || (size_t)(port - name) >= sizeof(pad.dir))
		return IFD_COMMUNICATION_ERROR;
	memcpy(pad.dir, name, (size_t)(port - name));
	snprintf(path, sizeof(path), "%s/keys", pad.dir);
	/* Both ends, so that it never ends. */
	pad.keys = open(path, O_RDWR | O_CLOEXEC);
	pad.listening = listen_at(strtoul(port + 1, NULL, 10));
	return pad.keys >= 0 && pad.listening >= 0 ? IFD_SUCCESS :
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
	close(pad.listening);
	close(pad.keys);
	pad.listening = pad.keys = -1;
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
