#include "core/doctor_text.h"

#include <stdio.h>
#include <string.h>

static const struct message *
message_of(const struct doctor_words *w, enum err about)
{
	return w->screens == NULL || about == ERR_OK ? NULL :
	    screens_message(w->screens, about);
}

const char *
doctor_code(const struct doctor_words *w, enum err about)
{
	const struct message *m = message_of(w, about);

	return m != NULL ? m->code : err_name(about);
}

/* {n} is the detail of the finding. */
struct lookup_arg {
	const struct doctor_words *words;
	const char *n;
};

static const char *
lookup(void *arg, const char *name)
{
	const struct lookup_arg *a = arg;

	if (strcmp(name, "n") == 0 && a->n != NULL)
		return a->n;
	return a->words->lookup(a->words->arg, name);
}

static void
expand(const struct doctor_words *w, const char *text, const char *n,
    char *out, size_t size)
{
	struct lookup_arg arg = { w, n };

	vars_expand(text, lookup, &arg, out, size);
}

static const char *
space(const char *a, const char *b)
{
	return a[0] != '\0' && b[0] != '\0' ? " " : "";
}

void
doctor_hint(const struct doctor_words *w, const struct doctor_report *r,
    const char *step, char *out, size_t size)
{
	const struct doctor_finding *f = doctor_of_step(r, step);

	out[0] = '\0';
	if (f == NULL)
		return;
	if (f->about != ERR_OK)
		snprintf(out, size, "%s", doctor_code(w, f->about));
	else if (f == &r->of[DOCTOR_PIN] && w->screens != NULL &&
	    f->state == DOCTOR_FINE)
		expand(w, screens_word(w->screens, "tries-left", w->lang),
		    f->detail, out, size);
	else
		snprintf(out, size, "%s", f->detail);
}

/* Two checks may find the same. */
static bool
is_said(const char *codes, const char *code)
{
	size_t len = strlen(code);
	const char *at = strstr(codes, code);

	for (; at != NULL; at = strstr(at + len, code))
		if ((at == codes || at[-1] == ' ') &&
		    (at[len] == ' ' || at[len] == '\0'))
			return true;
	return false;
}

void
doctor_codes(const struct doctor_words *w, const struct doctor_report *r,
    char *out, size_t size)
{
	const char *code;
	size_t i, used;

	out[0] = '\0';
	for (i = 0; i < DOCTOR_COUNT; i++) {
		if (r->of[i].state != DOCTOR_TROUBLE)
			continue;
		code = doctor_code(w, r->of[i].about);
		used = strlen(out);
		if (!is_said(out, code) && used + strlen(code) + 2 <= size)
			snprintf(out + used, size - used, "%s%s",
			    used > 0 ? " " : "", code);
	}
}

void
doctor_advice(const struct doctor_words *w, const struct doctor_finding *f,
    char *out, size_t size)
{
	const struct message *m = message_of(w, f->about);
	char what[512] = "", next[512] = "", detail[DOCTOR_DETAIL + 4] = "";

	if (m != NULL) {
		expand(w, m->what.in[w->lang], NULL, what, sizeof(what));
		expand(w, m->next.in[w->lang], NULL, next, sizeof(next));
	}
	if (f->detail[0] != '\0')
		snprintf(detail, sizeof(detail), "(%s)", f->detail);
	snprintf(out, size, "%s%s%s%s%s", what, space(what, detail), detail,
	    space(what, next), next);
}
