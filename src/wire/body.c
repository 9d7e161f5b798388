#include "wire/wire.h"

#include <string.h>

#include "base/secret.h"
#include "wire/tables.h"

enum err
wire_encode_request(enum wire_op op, const struct wire_request *req,
    struct buf *body)
{
	size_t count;
	const struct field *table = table_request(op, &count);

	return table == NULL ? ERR_OK : fields_encode(table, count, req, body);
}

enum err
wire_decode_request(enum wire_op op, const uint8_t *body, size_t len,
    struct wire_request *req)
{
	size_t count;
	const struct field *table = table_request(op, &count);
	enum err e;

	memset(&req->u, 0, sizeof(req->u));
	if (table == NULL)
		return ERR_OK;
	e = fields_decode(table, count, body, len, req);
	if (e != ERR_OK)
		wire_request_free(op, req);
	return e == ERR_SYNTAX ? ERR_ARGUMENT : e;
}

void
wire_request_free(enum wire_op op, struct wire_request *req)
{
	size_t count;
	const struct field *table = table_request(op, &count);

	fields_free(table, count, req);
	secret_wipe_mem(&req->u, sizeof(req->u));
}

enum err
wire_reply_init(enum wire_op op, struct wire_reply *r)
{
	memset(r, 0, sizeof(*r));
	switch (op) {
	case WIRE_SESSION_OPEN:
		r->u.session_open.token = secret_new(WIRE_TOKEN_MAX);
		return r->u.session_open.token == NULL ? ERR_NO_MEMORY :
		    ERR_OK;
	case WIRE_OPERATOR_PASSWORD:
	case WIRE_OPERATOR_SIGNATURE:
		r->u.operator.token = secret_new(WIRE_TOKEN_MAX);
		return r->u.operator.token == NULL ? ERR_NO_MEMORY : ERR_OK;
	default:
		return ERR_OK;
	}
}

void
wire_reply_free(enum wire_op op, struct wire_reply *r)
{
	size_t count;
	const struct field *table = table_reply(op, &count);

	fields_free(table, count, r);
	secret_wipe_mem(r, sizeof(*r));
}

enum err
wire_encode_reply(enum wire_op op, const struct wire_reply *reply,
    struct buf *body)
{
	size_t count;
	const struct field *table = table_reply(op, &count);

	return table == NULL ? ERR_OK :
	    fields_encode(table, count, reply, body);
}

enum err
wire_decode_reply(enum wire_op op, const uint8_t *body, size_t len,
    struct wire_reply *reply)
{
	size_t count;
	const struct field *table = table_reply(op, &count);
	enum err e;

	/* A picture or a PDF is not for this module. */
	if ((unsigned)op < WIRE_OP_COUNT && wire_op_info(op)->type != NULL)
		return ERR_OK;
	if (table == NULL)
		return len == 0 ? ERR_OK : ERR_PORTAL_ANSWER;
	e = fields_decode(table, count, body, len, reply);
	return e == ERR_SYNTAX ? ERR_PORTAL_ANSWER : e;
}
