#include "save/proto.h"

#include <string.h>

#include "base/utf8.h"
#include "loop/msg.h"

/* No slash, no leading point: it stays in its folder and is seen there. */
static bool
is_name(const char *text)
{
	if (text[0] == '\0' || text[0] == '.' || text[0] == '-')
		return false;
	for (; *text != '\0'; text++) {
		if (!ascii_is_digit(*text) && !ascii_is_alpha(*text) &&
		    strchr("-_.", *text) == NULL)
			return false;
	}
	return true;
}

static bool
is_well_formed(const struct save_ask *a)
{
	switch (a->what) {
	case SAVE_LOOK:
		return a->stick[0] == '\0' && a->name[0] == '\0' &&
		    a->len == 0;
	case SAVE_WRITE:
		return a->stick[0] != '\0' && is_name(a->name) &&
		    a->len > 0 && a->len <= SAVE_MAX;
	case SAVE_PRINT:
	case SAVE_KEEP:
		return a->stick[0] == '\0' && is_name(a->name) &&
		    a->len > 0 && a->len <= SAVE_MAX;
	}
	return false;
}

enum err
save_put_ask(struct buf *out, const struct save_ask *a)
{
	enum err e = ERR_ARGUMENT;

	if (!is_well_formed(a))
		goto out;
	e = msg_put_u8(out, SAVE_PROTO_VERSION);
	if (e == ERR_OK)
		e = msg_put_u8(out, (uint8_t)a->what);
	if (e == ERR_OK)
		e = msg_put_text(out, a->stick);
	if (e == ERR_OK)
		e = msg_put_text(out, a->name);
	if (e == ERR_OK)
		e = msg_put_bytes(out, a->bytes, a->len);
out:
	if (e != ERR_OK)
		buf_clear(out);
	return e;
}

enum err
save_get_ask(const uint8_t *frame, size_t len, struct save_ask *a)
{
	struct msg_reader r;
	uint8_t version;

	memset(a, 0, sizeof(*a));
	msg_read_init(&r, frame, len);
	version = msg_u8(&r);
	a->what = (enum save_what)msg_u8(&r);
	msg_text(&r, a->stick, sizeof(a->stick));
	msg_text(&r, a->name, sizeof(a->name));
	a->bytes = msg_view(&r, &a->len);
	if (msg_read_end(&r) == ERR_OK && version == SAVE_PROTO_VERSION &&
	    is_well_formed(a))
		return ERR_OK;
	memset(a, 0, sizeof(*a));
	return ERR_SYNTAX;
}

enum err
save_put_result(struct buf *out, const struct save_result *result)
{
	enum err e = ERR_ARGUMENT;

	if ((unsigned)result->e >= ERR_COUNT || result->count > SAVE_STICKS)
		goto out;
	e = msg_put_u8(out, SAVE_PROTO_VERSION);
	if (e == ERR_OK)
		e = msg_put_u16(out, (uint16_t)result->e);
	if (e == ERR_OK)
		e = msg_put_text(out, result->name);
	if (e == ERR_OK)
		e = msg_put_u8(out, (uint8_t)result->count);
	for (size_t i = 0; e == ERR_OK && i < result->count; i++) {
		const struct save_stick *s = &result->sticks[i];

		e = msg_put_text(out, s->id);
		if (e == ERR_OK)
			e = msg_put_text(out, s->label);
		if (e == ERR_OK)
			e = msg_put_u64(out, s->free);
		if (e == ERR_OK)
			e = msg_put_u8(out, s->read_only);
	}
out:
	if (e != ERR_OK)
		buf_clear(out);
	return e;
}

static bool
get_stick(struct msg_reader *r, struct save_stick *s)
{
	uint8_t flag;

	msg_text(r, s->id, sizeof(s->id));
	msg_text(r, s->label, sizeof(s->label));
	s->free = msg_u64(r);
	flag = msg_u8(r);
	s->read_only = flag == 1;
	return flag <= 1;
}

enum err
save_get_result(const uint8_t *frame, size_t len, struct save_result *result)
{
	struct msg_reader r;
	uint8_t version;
	bool good = true;

	memset(result, 0, sizeof(*result));
	msg_read_init(&r, frame, len);
	version = msg_u8(&r);
	result->e = (enum err)msg_u16(&r);
	msg_text(&r, result->name, sizeof(result->name));
	result->count = msg_u8(&r);
	good = result->count <= SAVE_STICKS && !r.failed;
	for (size_t i = 0; good && i < result->count; i++)
		good = get_stick(&r, &result->sticks[i]);
	if (good && msg_read_end(&r) == ERR_OK &&
	    version == SAVE_PROTO_VERSION && (unsigned)result->e < ERR_COUNT)
		return ERR_OK;
	memset(result, 0, sizeof(*result));
	return ERR_SYNTAX;
}
