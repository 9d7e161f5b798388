/* save.look, letter.save, letter.print */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/letter.h"
#include "core/run.h"
#include "save/save.h"

#define LOOK_MS 5000
#define WRITE_MS 60000		/* an old stick is slow */
#define PRINT_MS 25000
#define PASSWORD_LEAST 8	/* characters */
#define TAIL 4			/* of the serial, in the file's name */

static int64_t
wait_for(struct session *s, int ms)
{
	s->run.wait = WAIT_SAVE;
	session_mark(s);
	return clock_now_ms() + ms;
}

static void
cancelled(struct session *s)
{
	if (s->parts.save != NULL)
		s->parts.save->ops->cancel(s->parts.save);
}

/* ---- Look ---- */

/* In whole units, which need no decimal sign. */
static void
free_text(uint64_t bytes, char *out, size_t size)
{
	static const char *const units[] = { "KB", "MB", "GB", "TB" };
	size_t unit = 0;

	bytes /= 1024;
	while (bytes >= 10 * 1024 && unit < 3) {
		bytes /= 1024;
		unit++;
	}
	snprintf(out, size, "%u %s", (unsigned)bytes, units[unit]);
}

static void
add_stick(struct choice_list *list, const struct save_stick *stick)
{
	struct choice_row *row = choice_add(list, stick->id);
	char label[SAVE_LABEL], room[32];

	if (row == NULL)
		return;
	utf8_sanitise(stick->label, strlen(stick->label), label,
	    sizeof(label));
	free_text(stick->free, room, sizeof(room));
	choice_text(row, label);
	choice_text(row, room);
	if (stick->read_only)
		choice_word(row, "stick-read-only");
	else
		choice_text(row, "");
}

/* The same sticks: the rows stay as they are, and so does what is chosen. */
static bool
is_same(const struct choice_list *list, const struct save_result *r)
{
	if (list == NULL || list->count != r->count)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		if (strcmp(list->rows[i].key, r->sticks[i].id) != 0)
			return false;
	}
	return true;
}

static enum err
fill(struct session *s, const struct save_result *r)
{
	struct choice_list *list = choice_find(&s->visit.choices, "sticks");

	if (is_same(list, r))
		return ERR_OK;
	list = choice_fill(&s->visit.choices, CHOICE_STICKS);
	if (list == NULL)
		return ERR_NO_MEMORY;
	for (size_t i = 0; i < r->count; i++)
		add_stick(list, &r->sticks[i]);
	return ERR_OK;
}

static void
looked(void *arg, const struct save_result *r)
{
	struct session *s = arg;
	enum err e = r->e;

	s->run.wait = WAIT_NOTHING;
	if (e == ERR_OK)
		e = fill(s, r);
	run_end(s, e);
}

/* Every few seconds: without a word, and typing goes on meanwhile. */
static void
look_start(struct session *s)
{
	static const struct save_result none = { .e = ERR_OK };
	struct save *save = s->parts.save;
	enum err e;

	if (save == NULL) {
		run_end(s, fill(s, &none));
		return;
	}
	e = save->ops->look(save, clock_now_ms() + LOOK_MS, looked, s);
	if (e != ERR_OK)
		run_end(s, e);
}

/* ---- The PDF, and where it goes ---- */

static void
written(void *arg, const struct save_result *r)
{
	struct session *s = arg;

	s->run.wait = WAIT_NOTHING;
	if (r->e == ERR_OK)
		utf8_sanitise(r->name, strlen(r->name), s->visit.saved,
		    sizeof(s->visit.saved));
	/* A stick that answers no more is as good as gone. */
	run_end(s, r->e == ERR_TIMEOUT ? ERR_SAVE_FAILED : r->e);
}

static void
printed(void *arg, const struct save_result *r)
{
	struct session *s = arg;

	s->run.wait = WAIT_NOTHING;
	run_end(s, r->e == ERR_TIMEOUT ? ERR_PRINT_FAILED : r->e);
}

static enum err
write_pdf(struct session *s, const struct remote_result *r)
{
	const char *stick = choice_key(&s->visit.choices, CHOICE_STICKS);
	const char *serial = s->visit.letter.serial;
	struct save *save = s->parts.save;
	size_t len = strlen(serial);
	char name[SAVE_NAME];

	if (save == NULL || stick == NULL)
		return ERR_SAVE_GONE;
	snprintf(name, sizeof(name), "PIN-PUK-%s.pdf",
	    serial + (len > TAIL ? len - TAIL : 0));
	return save->ops->write(save, stick, name, r->pdf, r->pdf_len,
	    wait_for(s, WRITE_MS), written, s);
}

static enum err
print_pdf(struct session *s, const struct remote_result *r)
{
	struct save *save = s->parts.save;

	if (save == NULL)
		return ERR_PRINT_FAILED;
	return save->ops->print(save, "KamuSM", r->pdf, r->pdf_len,
	    wait_for(s, PRINT_MS), printed, s);
}

static void
drawn(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = s->run.id == ACTION_LETTER_PRINT ? print_pdf(s, r) :
		    write_pdf(s, r);
	if (e != ERR_OK)
		run_end(s, e);
}

static void
ask_pdf(struct session *s, const struct secret *password)
{
	struct wire_request req = { 0 };

	if (s->visit.letter.id[0] == '\0') {
		run_end(s, ERR_LETTER_NONE);
		return;
	}
	memcpy(req.id, s->visit.letter.id, sizeof(req.id));
	snprintf(req.u.letter_pdf.language, sizeof(req.u.letter_pdf.language),
	    "%s", s->lang == LANG_TR ? "tr" : "en");
	req.u.letter_pdf.password = password;
	run_call(s, WIRE_LETTER_PDF, &req, drawn);
}

/* Both empty: no password. */
static enum err
check_password(const struct form_field *one, const struct form_field *two)
{
	if (one == NULL || two == NULL)
		return ERR_INTERNAL;
	if (one->length == 0 && two->length == 0)
		return ERR_OK;
	if (one->length < PASSWORD_LEAST || one->extra > 0)
		return ERR_FIELD_LENGTH;
	return two->extra == 0 && secret_equal(one->value, two->value) ?
	    ERR_OK : ERR_PASSWORD_REPEAT;
}

static void
save_start(struct session *s)
{
	struct form_field *one = form_find(&s->form, "pdf_password");
	enum err e;

	e = check_password(one, form_find(&s->form, "pdf_password_again"));
	if (e != ERR_OK) {
		form_clear_secrets(&s->form);
		run_end_at(s, e, "pdf_password");
		return;
	}
	if (choice_key(&s->visit.choices, CHOICE_STICKS) == NULL) {
		run_end(s, ERR_SAVE_GONE);
		return;
	}
	s->run.sent = one->length > 0;
	ask_pdf(s, one->length > 0 ? one->value : NULL);
}

static void
print_start(struct session *s)
{
	ask_pdf(s, NULL);
}

const struct action act_save_look = { .start = look_start,
	.cancelled = cancelled, .quiet = true };
const struct action act_letter_save = { .start = save_start,
	.cancelled = cancelled };
const struct action act_letter_print = { .start = print_start,
	.cancelled = cancelled };
