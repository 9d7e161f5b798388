#include "core/typed.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

#define SENT_MAX 2048		/* bytes of all fields, for comparing */

/* The field of that name, if it is shown. */
static struct form_field *
shown(struct session *s, const char *id)
{
	struct form_field *field = form_find(&s->form, id);

	return field != NULL && facts_hold(session_facts(s),
	    field->block->when) ? field : NULL;
}

enum err
typed_check(struct session *s, const char **at)
{
	const char *const *names = s->run.action->fields;
	struct form_field *field;
	enum err e;

	for (; *names != NULL; names++) {
		*at = *names;
		if (form_find(&s->form, *names) == NULL)
			return ERR_INTERNAL;
		field = shown(s, *names);
		e = field != NULL ? form_check(field) : ERR_OK;
		if (e != ERR_OK)
			return e;
	}
	*at = NULL;
	return ERR_OK;
}

struct secret *
typed_sent(struct session *s, const char *more)
{
	const char *const *names = s->run.action->fields;
	struct secret *sent = secret_new(SENT_MAX);
	struct form_field *field;
	enum err e = sent != NULL ? ERR_OK : ERR_NO_MEMORY;

	for (; *names != NULL && e == ERR_OK; names++) {
		field = shown(s, *names);
		/* The zero behind a value keeps the values apart. */
		if (field != NULL)
			e = secret_append(sent, secret_bytes(field->value),
			    secret_len(field->value) + 1);
	}
	if (e == ERR_OK)
		e = secret_append(sent, more, strlen(more));
	if (e != ERR_OK)
		secret_free(&sent);
	return sent;
}

const struct secret *
typed_value(struct session *s, const char *id)
{
	struct form_field *field = shown(s, id);

	return field != NULL ? field->value : NULL;
}

void
typed_copy(struct session *s, const char *id, char *out, size_t size)
{
	const struct secret *value = typed_value(s, id);

	snprintf(out, size, "%s", value != NULL ?
	    (const char *)secret_bytes(value) : "");
}

void
typed_clear(struct session *s, const char *id)
{
	struct form_field *field = form_find(&s->form, id);

	if (field != NULL)
		form_clear(field);
}
