#include "helper/card_serve_impl.h"

#include "base/log.h"
#include "card/read.h"

enum err
card_serve_on_readers(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct card_info list[CARD_READERS_MAX];
	size_t count = 0;
	struct buf b;
	enum err e = card_get_nothing(body, len);

	if (e != ERR_OK || !card_serve_is_free(s))
		return ERR_SYNTAX;
	e = card_read_all(s->source, s->cards, list, &count);
	log_event(LOG_INFO, "card.readers", "outcome=%s count=%zu",
	    err_name(e), count);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_LIST, id, &b,
	    card_put_list(&b, e, list, count));
	return ERR_OK;
}

enum err
card_serve_on_choose(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	char reader[CARD_READER_NAME];
	enum err e = card_get_choose(body, len, reader);

	(void)id;
	if (e != ERR_OK || !card_serve_is_free(s))
		return ERR_SYNTAX;
	s->source->ops->choose(s->source, reader);
	if (s->watching)
		card_serve_look_anew(s);
	return ERR_OK;
}
