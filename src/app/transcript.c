#include "app/transcript.h"

#include <stdio.h>

#include "plain/ask.h"
#include "plain/lines.h"
#include "plain/tell.h"

enum err
transcript_print(const struct view *v, int width)
{
	const struct tell_options options = { .blocks = true, .busy = true };
	struct told told = { 0 };
	struct lines out;
	enum err e = ERR_OK;

	lines_init(&out, width);
	if (v->help != NULL)
		ask_help(v, &out);
	else if (tell_news(&told, v, &options, &out))
		ask_prompt(v, &out);
	if (fwrite(out.text.data, 1, out.text.len, stdout) != out.text.len ||
	    putchar('\n') == EOF)
		e = ERR_IO;
	lines_free(&out);
	return e;
}
