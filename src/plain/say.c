#include "plain/say.h"

#include <string.h>

#include "core/view.h"
#include "screen/screen.h"

#define FNV_PRIME 0x100000001b3u

const char *
say_word(const struct view *v, const char *id)
{
	return v->screens == NULL ? "" : screens_word(v->screens, id,
	    v->lang);
}

bool
say_some(const char *text)
{
	return text != NULL && text[0] != '\0';
}

uint64_t
say_mark(uint64_t mark, const void *bytes, size_t len)
{
	const uint8_t *b = bytes;

	for (size_t i = 0; i < len; i++)
		mark = (mark ^ b[i]) * FNV_PRIME;
	return mark != 0 ? mark : 1;
}

/* The end of a text counts too: "a", "b" is not "ab". */
uint64_t
say_mark_text(uint64_t mark, const char *text)
{
	if (text == NULL)
		text = "";
	return say_mark(mark, text, strlen(text) + 1);
}
