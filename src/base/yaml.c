#include "base/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <yaml.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "base/yaml_words.h"

#define FILE_MAX	(256 * 1024)
#define DEPTH_MAX	16
#define MAP_MAX		1024	/* pairs of one map */

struct yaml_doc {
	struct arena arena;
	const char *name;
	struct yaml_node root;
};

/* A collection that is being read. */
struct level {
	size_t start;		/* its first entry on the stack */
	bool map;
	int line, column;
	const char *key;	/* map: waits for its value */
};

/* Entries of all open collections, one behind the other. */
struct entry {
	const char *key;
	struct yaml_node node;
};

struct reader {
	yaml_parser_t parser;
	const char *text;
	size_t len;		/* bytes */
	struct yaml_doc *doc;
	struct level levels[DEPTH_MAX];
	size_t depth;
	struct entry *stack;
	size_t count, room;
	bool got_root;
	char *error;
	size_t error_size;
};

static enum err
complain(struct reader *r, size_t line, size_t column, const char *what)
{
	snprintf(r->error, r->error_size, "%s:%zu:%zu: %s", r->doc->name,
	    line + 1, column + 1, what);
	return ERR_SYNTAX;
}

static enum err
complain_at(struct reader *r, const yaml_mark_t *mark, const char *what)
{
	return complain(r, mark->line, mark->column, what);
}

static enum err
complain_memory(struct reader *r)
{
	snprintf(r->error, r->error_size, "%s:1:1: out of memory",
	    r->doc->name);
	return ERR_NO_MEMORY;
}

/* libyaml gives only an offset for bytes that it does not take. */
static enum err
complain_bytes(struct reader *r)
{
	size_t end = r->parser.problem_offset, line = 0, column = 0, n = 1;
	uint32_t cp;

	for (size_t at = 0; at < end && at < r->len; at += n) {
		n = utf8_decode(r->text + at, r->len - at, &cp);
		if (n == 0)
			break;
		column = cp == '\n' ? 0 : column + 1;
		line += cp == '\n';
	}
	return complain(r, line, column,
	    yaml_words_bytes(r->parser.problem));
}

/* The byte at a mark (whose index counts characters); '\0' at the end. */
static char
byte_at(const struct reader *r, const yaml_mark_t *mark)
{
	size_t line = 0, column = 0;

	for (size_t i = 0; i < r->len; i++) {
		if (line == mark->line && column == mark->column)
			return r->text[i];
		if (r->text[i] == '\n') {
			line++;
			column = 0;
		} else if (i + 1 == r->len || (r->text[i + 1] & 0xc0) != 0x80)
			column++;
	}
	return '\0';
}

static enum err
complain_parser(struct reader *r)
{
	yaml_parser_t *p = &r->parser;
	const yaml_mark_t *m = &p->problem_mark;
	char first = byte_at(r, m);

	if (p->error == YAML_MEMORY_ERROR)
		return complain_memory(r);
	if (p->error == YAML_READER_ERROR)
		return complain_bytes(r);
	/* What never ends, or is no name, is to be found where it starts. */
	if (p->context != NULL && (first == '\0' ||
	    strstr(p->context, "simple key") != NULL))
		m = &p->context_mark;
	return complain_at(r, m, yaml_words_syntax(p->context, p->problem,
	    first));
}

/* Open a place for a node and put its key in; NULL: e is set. */
static enum err
push(struct reader *r, struct yaml_node node)
{
	struct level *level = NULL;
	struct entry *stack = NULL;

	if (r->depth == 0) {
		r->doc->root = node;
		r->got_root = true;
		return ERR_OK;
	}
	if (r->count == r->room) {
		size_t room = r->room == 0 ? 64 : r->room * 2;

		stack = reallocarray(r->stack, room, sizeof(*stack));
		if (stack == NULL)
			return complain_memory(r);
		r->stack = stack;
		r->room = room;
	}
	level = &r->levels[r->depth - 1];
	r->stack[r->count++] = (struct entry){ level->key, node };
	level->key = NULL;
	return ERR_OK;
}

static enum err
take_key(struct reader *r, const yaml_event_t *event, const char *text)
{
	struct level *level = &r->levels[r->depth - 1];
	char what[160];

	if (text[0] == '\0')
		return complain_at(r, &event->start_mark,
		    "a name is missing before the ':'");
	if (r->count - level->start >= MAP_MAX)
		return complain_at(r, &event->start_mark,
		    "too many names in one place (1024 at most)");
	for (size_t i = level->start; i < r->count; i++) {
		const struct yaml_node *n = &r->stack[i].node;

		if (strcmp(r->stack[i].key, text) != 0)
			continue;
		snprintf(what, sizeof(what), "\"%.60s\" stands here twice; "
		    "the first is in line %d", text, n->line);
		return complain_at(r, &event->start_mark, what);
	}
	level->key = text;
	return ERR_OK;
}

static enum err
take_scalar(struct reader *r, const yaml_event_t *event)
{
	const char *from = (const char *)event->data.scalar.value;
	size_t len = event->data.scalar.length;
	struct level *level = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;
	char *text = NULL;

	if (memchr(from, '\0', len) != NULL)
		return complain_at(r, &event->start_mark,
		    "a text must not contain \\0");
	text = arena_copy(&r->doc->arena, from, len);
	if (text == NULL)
		return complain_memory(r);
	if (level != NULL && level->map && level->key == NULL)
		return take_key(r, event, text);
	return push(r, (struct yaml_node){
		.kind = YAML_SCALAR, .text = text,
		.line = (int)event->start_mark.line + 1,
		.column = (int)event->start_mark.column + 1,
	});
}

static enum err
open_level(struct reader *r, const yaml_event_t *event, bool map)
{
	struct level *above = r->depth > 0 ? &r->levels[r->depth - 1] : NULL;

	if (above != NULL && above->map && above->key == NULL)
		return complain_at(r, &event->start_mark,
		    "a name before ':' must be plain text; quote texts that "
		    "start with [ or {");
	if (r->depth == DEPTH_MAX)
		return complain_at(r, &event->start_mark,
		    "nested too deep (16 levels at most)");
	r->levels[r->depth++] = (struct level){
		.start = r->count, .map = map,
		.line = (int)event->start_mark.line + 1,
		.column = (int)event->start_mark.column + 1,
	};
	return ERR_OK;
}

/* Move the entries of the innermost collection from the stack to the arena. */
static enum err
close_level(struct reader *r)
{
	struct level *level = &r->levels[r->depth - 1];
	struct arena *a = &r->doc->arena;
	size_t count = r->count - level->start;
	struct yaml_node *items = NULL;
	const char **keys = NULL;
	struct yaml_node node = {
		.kind = level->map ? YAML_MAP : YAML_LIST, .count = count,
		.line = level->line, .column = level->column,
	};

	if (count > 0) {
		items = arena_take(a, count, sizeof(*items));
		if (level->map)
			keys = arena_take(a, count, sizeof(*keys));
		if (items == NULL || (level->map && keys == NULL))
			return complain_memory(r);
	}
	for (size_t i = 0; i < count; i++) {
		items[i] = r->stack[level->start + i].node;
		if (keys != NULL)
			keys[i] = r->stack[level->start + i].key;
	}
	node.items = items;
	node.keys = keys;
	r->count = level->start;
	r->depth--;
	return push(r, node);
}

/* Anchors and tags of a node that starts. */
static enum err
refuse_marks(struct reader *r, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		return complain_at(r, &event->start_mark,
		    "anchors are not allowed; quote texts that start with &");
	if (tag != NULL)
		return complain_at(r, &event->start_mark,
		    "tags are not allowed; quote texts that start with !");
	return ERR_OK;
}

static enum err
start_document(struct reader *r, const yaml_event_t *event)
{
	if (r->got_root)
		return complain_at(r, &event->start_mark,
		    "a file holds one document only; take the --- out");
	if (event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end)
		return complain_at(r, &event->start_mark,
		    "%TAG lines are not allowed");
	return ERR_OK;
}

static enum err
take_event(struct reader *r, const yaml_event_t *event)
{
	enum err e = ERR_OK;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return start_document(r, event);
	case YAML_ALIAS_EVENT:
		return complain_at(r, &event->start_mark,
		    "aliases are not allowed; quote texts that start with *");
	case YAML_SCALAR_EVENT:
		e = refuse_marks(r, event, event->data.scalar.anchor,
		    event->data.scalar.tag);
		return e != ERR_OK ? e : take_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
		e = refuse_marks(r, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		return e != ERR_OK ? e : open_level(r, event, false);
	case YAML_MAPPING_START_EVENT:
		e = refuse_marks(r, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		return e != ERR_OK ? e : open_level(r, event, true);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_level(r);
	default:
		return ERR_OK;
	}
}

static enum err
read_events(struct reader *r)
{
	yaml_event_t event;
	bool end = false;
	enum err e = ERR_OK;

	while (e == ERR_OK && !end) {
		if (!yaml_parser_parse(&r->parser, &event))
			return complain_parser(r);
		end = event.type == YAML_STREAM_END_EVENT;
		e = take_event(r, &event);
		yaml_event_delete(&event);
	}
	if (e == ERR_OK && !r->got_root)
		e = complain(r, 0, 0, "the file is empty");
	return e;
}

/* A document with nothing but its name. */
static enum err
doc_new(const char *name, struct yaml_doc **doc)
{
	struct yaml_doc *d = calloc(1, sizeof(*d));

	*doc = d;
	if (d == NULL)
		return ERR_NO_MEMORY;
	d->name = arena_copy(&d->arena, name, strlen(name));
	return d->name != NULL ? ERR_OK : ERR_NO_MEMORY;
}

enum err
yaml_read_text(const char *name, const char *text, size_t len,
    struct yaml_doc **doc, char *error, size_t size)
{
	struct reader r = { .text = text, .len = len, .error = error,
	    .error_size = size };
	enum err e;

	*doc = NULL;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		r.text += 3;		/* libyaml would count the BOM as a */
		r.len -= 3;		/* column of the first line */
	}
	e = doc_new(name, &r.doc);
	if (e != ERR_OK || !yaml_parser_initialize(&r.parser)) {
		snprintf(error, size, "%s:1:1: out of memory", name);
		yaml_free(&r.doc);
		return ERR_NO_MEMORY;
	}
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const yaml_char_t *)r.text,
	    r.len);
	if (len > FILE_MAX) {
		complain(&r, 0, 0, "the file is larger than 256 KiB");
		e = ERR_TOO_BIG;
	} else
		e = read_events(&r);
	yaml_parser_delete(&r.parser);
	free(r.stack);
	if (e != ERR_OK)
		yaml_free(&r.doc);
	*doc = r.doc;
	return e;
}

/* All bytes of a regular file; FILE_MAX + 1 of them if there are more. */
static enum err
slurp(int fd, char **text, size_t *len)
{
	struct stat st;
	size_t room;
	ssize_t n = 1;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (!S_ISREG(st.st_mode)) {
		errno = EISDIR;
		return ERR_IO;
	}
	room = st.st_size > FILE_MAX ? FILE_MAX + 1 : (size_t)st.st_size + 1;
	*text = malloc(room);
	if (*text == NULL)
		return ERR_NO_MEMORY;
	while (n > 0 && *len < room) {
		n = read(fd, *text + *len, room - *len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			*len += (size_t)n;
	}
	if (n >= 0 && *len == room && room <= FILE_MAX) {
		errno = EBUSY;		/* it grew meanwhile */
		n = -1;
	}
	return n < 0 ? ERR_IO : ERR_OK;
}

enum err
yaml_read_file(const char *path, struct yaml_doc **doc, char *error,
    size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text = NULL;
	size_t len = 0;
	enum err e;

	*doc = NULL;
	if (fd < 0)
		e = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	else
		e = slurp(fd, &text, &len);
	if (e != ERR_OK)
		snprintf(error, size, "%s:1:1: cannot be read: %s", path,
		    strerror(errno));
	else
		e = yaml_read_text(path, text, len, doc, error, size);
	free(text);
	if (fd >= 0)
		close(fd);
	return e;
}

const struct yaml_node *
yaml_root(const struct yaml_doc *doc)
{
	return &doc->root;
}

const char *
yaml_name(const struct yaml_doc *doc)
{
	return doc->name;
}

void
yaml_free(struct yaml_doc **doc)
{
	if (doc == NULL || *doc == NULL)
		return;
	arena_free(&(*doc)->arena);
	free(*doc);
	*doc = NULL;
}
