#include "card/proto.h"

#include <string.h>

#include "card/fields.h"
#include "loop/msg.h"

enum err
card_put_list(struct buf *b, enum err outcome, const struct card_info *list,
    size_t count)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_u8(b, (uint8_t)count, &e);
	for (size_t i = 0; i < count; i++)
		field_put_info(b, &list[i], &e);
	return e;
}

enum err
card_get_list(const uint8_t *body, size_t len, enum err *outcome,
    struct card_info list[static CARD_READERS_MAX], size_t *count)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	*count = field_get_up_to(&r, CARD_READERS_MAX);
	for (size_t i = 0; i < *count && !r.failed; i++)
		field_get_info(&r, &list[i]);
	return msg_read_end(&r);
}

enum err
card_put_choose(struct buf *b, const char *reader)
{
	enum err e = ERR_OK;

	field_put_text(b, reader, &e);
	return e;
}

enum err
card_get_choose(const uint8_t *body, size_t len,
    char reader[static CARD_READER_NAME])
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	msg_text(&r, reader, CARD_READER_NAME);
	return msg_read_end(&r);
}

enum err
card_put_certificate(struct buf *b,
    const uint8_t fingerprint[static CARD_FINGERPRINT])
{
	enum err e = ERR_OK;

	field_put_bytes(b, fingerprint, CARD_FINGERPRINT, &e);
	return e;
}

enum err
card_get_certificate(const uint8_t *body, size_t len,
    uint8_t fingerprint[static CARD_FINGERPRINT])
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	if (msg_bytes(&r, fingerprint, CARD_FINGERPRINT) != CARD_FINGERPRINT)
		r.failed = true;
	return msg_read_end(&r);
}

enum err
card_put_der(struct buf *b, enum err outcome, const struct card_msg_der *der)
{
	enum err e = ERR_OK;

	field_put_err(b, outcome, &e);
	field_put_bytes(b, der->bytes, der->len, &e);
	return e;
}

enum err
card_get_der(const uint8_t *body, size_t len, enum err *outcome,
    struct card_msg_der *der)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	*outcome = field_get_err(&r);
	der->len = msg_bytes(&r, der->bytes, sizeof(der->bytes));
	if (*outcome == ERR_OK && der->len == 0)
		r.failed = true;
	return msg_read_end(&r);
}
