#include "card/proto.h"

#include <string.h>

#include "card/fields.h"
#include "loop/msg.h"

enum err
card_put_relay(struct buf *b, const uint8_t *command, size_t len)
{
	return msg_put_bytes(b, command, len);
}

enum err
card_get_relay(const uint8_t *body, size_t len, struct card_msg_relay *m)
{
	struct msg_reader r;

	msg_read_init(&r, body, len);
	m->len = msg_bytes(&r, m->command, sizeof(m->command));
	return msg_read_end(&r);
}

enum err
card_put_answer(struct buf *b, const struct card_msg_answer *m)
{
	enum err e = ERR_OK;

	field_put_err(b, m->e, &e);
	field_put_bytes(b, m->data, m->len, &e);
	return e;
}

enum err
card_get_answer(const uint8_t *body, size_t len, struct card_msg_answer *m)
{
	struct msg_reader r;

	memset(m, 0, sizeof(*m));
	msg_read_init(&r, body, len);
	m->e = field_get_err(&r);
	m->len = msg_bytes(&r, m->data, sizeof(m->data));
	if (m->e != ERR_OK && m->len > 0)
		r.failed = true;
	return msg_read_end(&r);
}
