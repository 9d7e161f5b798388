#include "base/yaml_words.h"

#include <stddef.h>
#include <string.h>

/* The first row whose `context` and `problem` are part of libyaml's applies;
 * NULL fits everything. */
static const struct {
	const char *context, *problem, *words;
} rows[] = {
	{ "quoted scalar", "end of stream",
	  "the quote that was opened is never closed" },
	{ "quoted scalar", "document indicator",
	  "the quote that was opened is never closed" },
	{ "quoted scalar", "unknown escape",
	  "a \\ in double quotes must be written \\\\" },
	{ "quoted scalar", NULL,
	  "the text in quotes is not right; look at its \\" },
	{ NULL, "mapping values are not allowed",
	  "a ':' with a space behind it is not allowed here: put the text "
	  "in quotes, or line the name up with those above it" },
	{ NULL, "could not find expected ':'",
	  "a ':' is missing behind a name (or the text goes on in the next "
	  "line without being indented)" },
	{ NULL, "did not find expected ',' or '}'",
	  "a ',' or a '}' is missing; texts with , : { } need quotes" },
	{ NULL, "did not find expected ',' or ']'",
	  "a ',' or a ']' is missing; texts with , : [ ] need quotes" },
	{ NULL, "did not find expected '-'",
	  "this line is not part of the list above it: start it with '- ' "
	  "or line it up" },
	{ NULL, "block sequence entries are not allowed",
	  "a '- ' is not allowed here: start the list in a line of its own" },
	{ NULL, "did not find expected key",
	  "this line does not fit those above it: look at the spaces at its "
	  "start and at the quotes around texts" },
	{ NULL, "block mapping",
	  "this line does not fit those above it: look at the spaces at its "
	  "start" },
	{ "block scalar", "comment or line break",
	  "the text behind a | or > starts in the next line" },
	{ "block scalar", "tab", "a tab at the start of a line; use spaces" },
	{ NULL, "tab", "a tab where spaces are needed" },
	{ NULL, "indentation",
	  "the spaces at the start of this line are not right" },
	{ NULL, "expected <document start>",
	  "this line does not belong to what is above it" },
	{ "alias", NULL,
	  "aliases are not allowed; quote texts that start with *" },
	{ "anchor", NULL,
	  "anchors are not allowed; quote texts that start with &" },
	{ "tag", NULL, "tags are not allowed; quote texts that start with !" },
	{ NULL, "tag", "tags are not allowed; quote texts that start with !" },
	{ "directive", NULL, "a line must not start with %; use quotes" },
	{ NULL, "YAML document",
	  "the line with %YAML must be the first and say 1.1" },
	{ NULL, "node content",
	  "a text is missing here, or it starts with a sign that needs "
	  "quotes" },
};

static int
fits(const char *part, const char *whole)
{
	return part == NULL || (whole != NULL && strstr(whole, part) != NULL);
}

const char *
yaml_words_syntax(const char *context, const char *problem, char first)
{
	if (fits("cannot start any token", problem)) {
		if (first == '\t')
			return "a tab at the start of a line; use spaces";
		return "a text that starts with @ ` or % needs quotes";
	}
	if (first == ':' && fits("expected key", problem))
		return "a name is missing before the ':'";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (fits(rows[i].context, context) &&
		    fits(rows[i].problem, problem))
			return rows[i].words;
	}
	return problem != NULL ? problem : "this is not YAML";
}

const char *
yaml_words_bytes(const char *problem)
{
	if (problem != NULL && strstr(problem, "control characters") != NULL)
		return "a control character is not allowed";
	return "this is not UTF-8; save the file as UTF-8";
}
