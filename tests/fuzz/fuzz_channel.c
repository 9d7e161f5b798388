/* links: loop base */
/* Bytes of a helper that went mad.  They are fed in pieces (the first byte
 * says how large) and again at once: the frames must be the same, and what a
 * frame holds goes through every reader of loop/msg.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "loop/channel.h"
#include "loop/msg.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sums {
	size_t frames, bytes;
	uint64_t hash;
};

static void
must(bool promise)
{
	if (!promise)
		abort();
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return secret_heap_init() == SECRET_HEAP_NONE ? -1 : 0;
}

/* The type chooses which reader is next: two bits each. */
static void
read_fields(uint16_t type, const uint8_t *body, size_t len)
{
	struct secret *secret = secret_new(16);
	struct msg_reader r;
	uint8_t bytes[16];
	char text[16];
	size_t n = 0;

	must(secret != NULL);
	msg_read_init(&r, body, len);
	for (int i = 0; i < 8; i++, type >>= 2) {
		switch (type & 3) {
		case 0:
			must(msg_bytes(&r, bytes, sizeof(bytes)) <= 16);
			break;
		case 1:
			msg_text(&r, text, sizeof(text));
			must(memchr(text, '\0', sizeof(text)) != NULL);
			break;
		case 2:
			msg_secret(&r, secret);
			must(!r.failed || secret_len(secret) == 0);
			break;
		default:
			must(msg_view(&r, &n) != NULL || n == 0);
			(void)(msg_u8(&r) + msg_u16(&r) + msg_u32(&r) +
			    msg_u64(&r));
		}
	}
	must(msg_read_end(&r) == ERR_OK ? r.left == 0 : true);
	secret_free(&secret);
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct sums *s = arg;

	must(len <= CHANNEL_BODY_MAX);
	s->frames++;
	s->bytes += len;
	s->hash = (s->hash ^ type ^ ((uint64_t)id << 16)) * 1099511628211u;
	for (size_t i = 0; i < len; i++)
		s->hash = (s->hash ^ body[i]) * 1099511628211u;
	read_fields(type, body, len);
}

static const struct channel_events events = { .frame = on_frame };

static enum err
feed(const uint8_t *data, size_t size, size_t step, struct sums *sums)
{
	struct channel_parser *p = channel_parser_new(&events, sums);
	enum err e = ERR_OK;

	must(p != NULL);
	for (size_t at = 0; at < size && e == ERR_OK; at += step)
		e = channel_parser_feed(p, data + at,
		    size - at < step ? size - at : step);
	channel_parser_free(&p);
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sums pieces = { 0 }, whole = { 0 };
	enum err a, b;

	if (size == 0)
		return 0;
	a = feed(data + 1, size - 1, (size_t)data[0] + 1, &pieces);
	b = feed(data + 1, size - 1, size, &whole);
	must(a == b && (a == ERR_OK || a == ERR_SYNTAX));
	must(pieces.frames == whole.frames && pieces.bytes == whole.bytes &&
	    pieces.hash == whole.hash);
	return 0;
}
