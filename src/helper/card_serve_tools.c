#include "helper/card_serve_impl.h"

#include <string.h>

#include "base/log.h"
#include "base/secret.h"

bool
card_serve_is_free(const struct card_serve *s)
{
	return s->unlock.link == NULL && s->finish == 0;
}

enum err
card_serve_on_certificates(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len)
{
	struct card_certs certs;
	struct buf b;
	enum err e = card_get_nothing(body, len);

	if (e != ERR_OK || !card_serve_is_free(s))
		return ERR_SYNTAX;
	e = card_tool_certificates(&s->tools, &certs);
	log_event(LOG_INFO, "card.certificates", "outcome=%s count=%zu",
	    err_name(e), certs.count);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_CERTS, id, &b,
	    card_put_certs(&b, e, &certs));
	if (card_serve_is_lost(e))
		card_serve_look_anew(s);
	return ERR_OK;
}

enum err
card_serve_on_certificate(struct card_serve *s, uint32_t id,
    const uint8_t *body, size_t len)
{
	uint8_t fingerprint[CARD_FINGERPRINT];
	struct card_msg_der der;
	struct buf b;
	enum err e = card_get_certificate(body, len, fingerprint);

	if (e != ERR_OK || !card_serve_is_free(s))
		return ERR_SYNTAX;
	e = card_tool_certificate(&s->tools, fingerprint, &der);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_DER, id, &b, card_put_der(&b, e, &der));
	if (card_serve_is_lost(e))
		card_serve_look_anew(s);
	return ERR_OK;
}

/* After a command that can cost a try the card is read again, by whoever is
 * watching. */
static void
end_tool(struct card_serve *s, const char *what, enum err outcome,
    const struct card_try_result *result)
{
	secret_clear(s->pin);
	secret_clear(s->new_pin);
	log_event(LOG_INFO, "card.tool", "what=%s outcome=%s sw=%04x sent=%d",
	    what, err_name(outcome), result->sw, result->sent);
	if (result->sent || card_serve_is_lost(outcome) ||
	    outcome == ERR_CARD_OTHER)
		card_serve_look_anew(s);
}

enum err
card_serve_on_sign(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct card_msg_sign m = { .typed = { .value = s->pin } };
	struct card_signed done;
	struct card_try_result result;
	struct buf b;
	enum err e = card_serve_is_free(s) ? card_get_sign(body, len, &m) :
	    ERR_SYNTAX;

	if (e != ERR_OK)
		return ERR_SYNTAX;
	if (!card_serve_has_terminal(s))
		return ERR_IO;
	e = card_tool_sign(&s->tools, &m, &done, &result);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_SIGNED, id, &b,
	    card_put_signed(&b, e, &done, &result));
	secret_wipe_mem(&done, sizeof(done));
	end_tool(s, "sign", e, &result);
	return ERR_OK;
}

static enum err
on_typed(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len,
    const char *what, enum err (*work)(const struct card_tool_env *,
    const struct card_msg_typed *, struct card_try_result *))
{
	struct card_msg_typed m = { .value = s->pin, .new_pin = s->new_pin };
	struct card_try_result result;
	struct buf b;
	enum err e = card_serve_is_free(s) ? card_get_typed(body, len, &m) :
	    ERR_SYNTAX;

	if (e != ERR_OK)
		return ERR_SYNTAX;
	if (!card_serve_has_terminal(s))
		return ERR_IO;
	e = work(&s->tools, &m, &result);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_TRIED, id, &b,
	    card_put_tried(&b, e, &result));
	end_tool(s, what, e, &result);
	return ERR_OK;
}

enum err
card_serve_on_change(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	return on_typed(s, id, body, len, "change", card_tool_change);
}

enum err
card_serve_on_puk(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	return on_typed(s, id, body, len, "puk", card_tool_puk);
}
