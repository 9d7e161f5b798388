#include "card/tlv.h"

#include <string.h>

#define TAG_BYTES 3
#define LENGTH_BYTES 3

void
tlv_walk_init(struct tlv_walk *w, const uint8_t *bytes, size_t len)
{
	w->at = bytes;
	w->left = len;
}

static bool
take(struct tlv_walk *w, uint8_t *byte)
{
	if (w->left == 0)
		return false;
	*byte = *w->at++;
	w->left--;
	return true;
}

static enum err
take_tag(struct tlv_walk *w, uint32_t *tag)
{
	uint8_t byte;

	if (!take(w, &byte))
		return ERR_NOT_FOUND;
	*tag = byte;
	if ((byte & 0x1f) != 0x1f)
		return ERR_OK;
	for (int i = 1; i < TAG_BYTES; i++) {
		if (!take(w, &byte))
			return ERR_SYNTAX;
		*tag = *tag << 8 | byte;
		if ((byte & 0x80) == 0)
			return ERR_OK;
	}
	return ERR_SYNTAX;
}

static enum err
take_length(struct tlv_walk *w, size_t *len)
{
	uint8_t byte;
	int more;

	if (!take(w, &byte))
		return ERR_SYNTAX;
	*len = byte;
	if (byte < 0x80)
		return ERR_OK;
	more = byte & 0x7f;
	if (more == 0 || more > LENGTH_BYTES)
		return ERR_SYNTAX;
	*len = 0;
	while (more-- > 0) {
		if (!take(w, &byte))
			return ERR_SYNTAX;
		*len = *len << 8 | byte;
	}
	return ERR_OK;
}

enum err
tlv_next(struct tlv_walk *w, struct tlv *t)
{
	enum err e;

	memset(t, 0, sizeof(*t));
	while (w->left > 0 && (*w->at == 0x00 || *w->at == 0xff)) {
		w->at++;
		w->left--;
	}
	e = take_tag(w, &t->tag);
	if (e == ERR_OK)
		e = take_length(w, &t->len);
	if (e == ERR_OK && t->len > w->left)
		e = ERR_SYNTAX;
	if (e != ERR_OK) {
		memset(t, 0, sizeof(*t));
		w->left = 0;
		return e;
	}
	t->value = w->at;
	w->at += t->len;
	w->left -= t->len;
	return ERR_OK;
}

enum err
tlv_find(const uint8_t *bytes, size_t len, uint32_t tag, struct tlv *t)
{
	struct tlv_walk w;
	enum err e;

	tlv_walk_init(&w, bytes, len);
	do {
		e = tlv_next(&w, t);
	} while (e == ERR_OK && t->tag != tag);
	return e;
}
