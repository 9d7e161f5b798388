#include "remote/proto.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "loop/msg.h"

/* Text that goes into a path or a header line as it is. */
static bool
is_plain_word(const char *text)
{
	for (; *text != '\0'; text++) {
		if (!ascii_is_digit(*text) && !ascii_is_alpha(*text) &&
		    *text != '-' && *text != '_')
			return false;
	}
	return true;
}

static bool
call_is_well_formed(const struct proto_call *call)
{
	const struct wire_op_info *info = wire_op_info(call->op);

	if (info == NULL || call->body_len > WIRE_BODY_MAX)
		return false;
	if (strstr(info->path, "{id}") != NULL && call->id[0] == '\0')
		return false;
	if (call->case_no[0] != '\0' && !case_no_valid(call->case_no))
		return false;
	return is_plain_word(call->id) && is_plain_word(call->key);
}

static enum err
put_token(struct buf *out, const struct secret *token)
{
	return token != NULL ? msg_put_secret(out, token) :
	    msg_put_bytes(out, NULL, 0);
}

enum err
proto_put_call(struct buf *out, const struct proto_call *call)
{
	enum err e = ERR_ARGUMENT;

	if (!call_is_well_formed(call))
		goto out;
	e = msg_put_u8(out, PROTO_VERSION);
	if (e == ERR_OK)
		e = msg_put_u16(out, (uint16_t)call->op);
	if (e == ERR_OK)
		e = msg_put_u32(out, call->left_ms);
	if (e == ERR_OK)
		e = msg_put_text(out, call->id);
	if (e == ERR_OK)
		e = msg_put_text(out, call->key);
	if (e == ERR_OK)
		e = msg_put_text(out, call->case_no);
	if (e == ERR_OK)
		e = put_token(out, call->token);
	if (e == ERR_OK)
		e = msg_put_bytes(out, call->body, call->body_len);
out:
	if (e != ERR_OK)
		buf_clear(out);
	return e;
}

enum err
proto_get_call(const uint8_t *frame, size_t len, struct secret *token,
    struct proto_call *call)
{
	struct msg_reader r;
	uint8_t version;

	memset(call, 0, sizeof(*call));
	msg_read_init(&r, frame, len);
	version = msg_u8(&r);
	call->op = (enum wire_op)msg_u16(&r);
	call->left_ms = msg_u32(&r);
	msg_text(&r, call->id, sizeof(call->id));
	msg_text(&r, call->key, sizeof(call->key));
	msg_text(&r, call->case_no, sizeof(call->case_no));
	msg_secret(&r, token);
	call->token = token;
	call->body = msg_view(&r, &call->body_len);
	if (msg_read_end(&r) != ERR_OK || version != PROTO_VERSION ||
	    !call_is_well_formed(call)) {
		secret_clear(token);
		memset(call, 0, sizeof(*call));
		return ERR_SYNTAX;
	}
	return ERR_OK;
}

static bool
answer_is_well_formed(const struct proto_answer *a)
{
	const struct remote_picture *p = &a->picture;

	if ((unsigned)a->e >= ERR_COUNT || a->body_len > WIRE_PDF_MAX ||
	    a->retry_after < -1 || a->retry_after > PROTO_RETRY_MAX)
		return false;
	if ((unsigned)a->distrust >= REMOTE_DISTRUSTS ||
	    (a->distrust != REMOTE_TRUSTED && a->e != ERR_PORTAL_TLS))
		return false;
	if (a->e == ERR_OK ? a->status < 200 || a->status > 599 :
	    a->status != 0 || a->has_picture || a->body_len != 0)
		return false;
	return !a->has_picture || (p->width >= 1 && p->height >= 1 &&
	    p->width <= REMOTE_PICTURE_W && p->height <= REMOTE_PICTURE_H);
}

static enum err
put_picture(struct buf *out, const struct remote_picture *p)
{
	enum err e = msg_put_u16(out, p->width);

	if (e == ERR_OK)
		e = msg_put_u16(out, p->height);
	if (e == ERR_OK)
		e = msg_put_bytes(out, p->grey, (size_t)p->width * p->height);
	return e;
}

enum err
proto_put_answer(struct buf *out, const struct proto_answer *a)
{
	enum err e = ERR_ARGUMENT;

	if (!answer_is_well_formed(a))
		goto out;
	e = msg_put_u8(out, PROTO_VERSION);
	if (e == ERR_OK)
		e = msg_put_u16(out, (uint16_t)a->e);
	if (e == ERR_OK)
		e = msg_put_u8(out, (uint8_t)a->distrust);
	if (e == ERR_OK)
		e = msg_put_u16(out, (uint16_t)a->status);
	if (e == ERR_OK)
		e = msg_put_u16(out, (uint16_t)(a->retry_after + 1));
	if (e == ERR_OK)
		e = msg_put_bytes(out, a->body, a->body_len);
	if (e == ERR_OK)
		e = msg_put_u8(out, a->has_picture);
	if (e == ERR_OK && a->has_picture)
		e = put_picture(out, &a->picture);
out:
	if (e != ERR_OK)
		buf_clear(out);
	return e;
}

/* False where the number of grey values is not width times height. */
static bool
get_picture(struct msg_reader *r, struct remote_picture *p)
{
	size_t len;

	p->width = msg_u16(r);
	p->height = msg_u16(r);
	len = msg_bytes(r, p->grey, sizeof(p->grey));
	return len == (size_t)p->width * p->height;
}

enum err
proto_get_answer(const uint8_t *frame, size_t len, struct proto_answer *a)
{
	struct msg_reader r;
	uint8_t version, flag;
	bool good = true;

	memset(a, 0, sizeof(*a));
	msg_read_init(&r, frame, len);
	version = msg_u8(&r);
	a->e = (enum err)msg_u16(&r);
	a->distrust = (enum remote_distrust)msg_u8(&r);
	a->status = msg_u16(&r);
	a->retry_after = (int)msg_u16(&r) - 1;
	a->body = msg_view(&r, &a->body_len);
	flag = msg_u8(&r);
	a->has_picture = flag == 1;
	if (a->has_picture)
		good = get_picture(&r, &a->picture);
	if (msg_read_end(&r) != ERR_OK || !good || flag > 1 ||
	    version != PROTO_VERSION || !answer_is_well_formed(a)) {
		memset(a, 0, sizeof(*a));
		return ERR_SYNTAX;
	}
	return ERR_OK;
}
